import { spawn } from 'node:child_process'

/** What a process of `child.ts` came to: killed, or its last line as a document. */
export type Played = { readonly killed: true } | { readonly killed: false; readonly document: unknown }

/** Passes in a process of their own; `arm` may aim a proxy at it. */
export async function played(env: NodeJS.ProcessEnv, arm?: (kill: () => void) => void): Promise<Played> {
  const { code, signal, output, errors } = await ended(['test/chaos/child.ts'], env, arm)
  if (signal === 'SIGKILL') return { killed: true }
  if (code !== 0) throw new Error(`the process ended with ${String(code)}:\n${errors}`)
  return { killed: false, document: JSON.parse(output.trim().split('\n').at(-1) ?? '{}') as unknown }
}

/** A command of the service; resolves to its output. */
export async function command(args: readonly string[], env: NodeJS.ProcessEnv): Promise<string> {
  const { code, output, errors } = await ended(['src/cli.ts', ...args], env)
  if (code === 0) return output
  throw new Error(`${args.join(' ')} ended with ${String(code)}: ${errors}${output}`)
}

interface Ended {
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
  readonly output: string
  readonly errors: string
}

function ended(args: readonly string[], env: NodeJS.ProcessEnv, arm?: (kill: () => void) => void): Promise<Ended> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, args, { env, stdio: ['ignore', 'pipe', 'pipe'] })
    let output = ''
    let errors = ''
    child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()))
    child.stderr.on('data', (chunk: Buffer) => (errors += chunk.toString()))
    child.on('error', reject)
    arm?.(() => child.kill('SIGKILL'))
    child.on('exit', (code, signal) => {
      resolve({ code, signal, output, errors })
    })
  })
}
