import { type ChildProcessByStdio, spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import type { Readable, Writable } from 'node:stream'

export interface Child {
  /** The next line it prints; undefined = it ended. */
  line(): Promise<string | undefined>
  say(line: string): void
  /** kill -9, and waits for the end. */
  kill(): Promise<void>
  /** Its exit code once it ended by itself. */
  ended(): Promise<number | null>
  stderr(): string
}

/** Starts a program of this folder in a process of its own. */
export function startChild(program: string, ...args: readonly string[]): Child {
  const child: ChildProcessByStdio<Writable, Readable, Readable> = spawn(
    process.execPath,
    [join(import.meta.dirname, program), ...args],
    { stdio: ['pipe', 'pipe', 'pipe'] },
  )
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  const exit = once(child, 'close') as Promise<[number | null]>
  let stderr = ''
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text
  })
  return {
    async line() {
      const next = await lines.next()
      return next.done === true ? undefined : next.value
    },
    say: (line) => child.stdin.write(`${line}\n`),
    async kill() {
      child.kill('SIGKILL')
      await exit
    },
    async ended() {
      const [code] = await exit
      return code
    },
    stderr: () => stderr,
  }
}
