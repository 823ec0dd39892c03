import { createInterface } from 'node:readline'
import { carriers } from '../../../connectors/carriers.ts'
import { readArgs } from '../args.ts'
import { type PlainCommand, UsageError } from '../command.ts'
import { toldToStop } from '../serve.ts'
import type { ConnectorDeclaration } from '../../kit/connector.ts'
import type { Sandbox } from '../../kit/sandbox.ts'
import { serveCarrier } from './carrier.ts'
import { BUYER, ORDER, serveControl } from './control.ts'

/** How often new answers are looked for, to show them. */
const LOOK_MS = 300

export const sandboxCommand: PlainCommand = {
  name: 'sandbox',
  needs: 'nothing',
  usage: `marketplace-care sandbox <connector|carrier> [--port 9000] [--control-port 9001]
  A stand-in of the marketplace on 127.0.0.1, to try everything without a seller account. It prints the lines of the
  account file that fit it, and a buyer has already written. What you type is written by the buyer; answers appear below.
  Scripts: POST /messages {"text", "conversation"?, "order"?, "buyer"?} and GET /conversations on the control port.
  It forgets everything when it ends: begin again with an empty DATA_DIR then. A carrier (dhl) has no control port: type what
  happens to parcels.`,
  async run({ args, io, registry }) {
    const { values, positionals } = readArgs(args, OPTIONS, { min: 1, max: 1 })
    const port = portOf('--port', values.port)
    const carrier = carriers.find(({ name }) => name === positionals[0])
    if (carrier?.sandbox !== undefined) {
      const startCarrier = await carrier.sandbox()
      await serveCarrier(carrier, () => started(port, () => startCarrier({ port })), io)
      return 0
    }
    const declaration = withSandbox(positionals[0] ?? '', registry)
    const controlPort = portOf('--control-port', values['control-port'] ?? String(port === 0 ? 0 : port + 1))
    const start = await declaration.sandbox()
    const sandbox = await started(port, () => start({ port }))
    const control = await started(controlPort, () => serveControl(sandbox, controlPort))
    const conversation = sandbox.writes({ order: ORDER, buyer: BUYER, role: 'buyer', text: OPENING })
    io.stdout(accountLines(declaration, sandbox))
    io.stderr(
      `\n${declaration.manifest.label}'s stand-in runs; ${BUYER.name} has written about order ${ORDER}. Control: ${control.origin}\n` +
        'Type a line and the buyer writes it. Ctrl-C ends it.\n',
    )
    const looking = setInterval(showNew(sandbox, io.stderr), LOOK_MS)
    const lines = createInterface({ input: process.stdin })
    lines.on('line', (text) => {
      if (text.trim() !== '') sandbox.writes({ conversation, order: ORDER, buyer: BUYER, role: 'buyer', text })
    })
    await toldToStop()
    clearInterval(looking)
    lines.close()
    await control.close()
    await sandbox.close()
    return 0
  },
}

const OPTIONS = {
  port: { type: 'string', default: '9000' },
  'control-port': { type: 'string' },
} as const

const OPENING = 'Guten Tag, wann kommt mein Paket? Bestellt habe ich vor einer Woche. Viele Grüße, Anna Weber'

type WithSandbox = ConnectorDeclaration & Required<Pick<ConnectorDeclaration, 'sandbox'>>

function withSandbox(name: string, registry: readonly ConnectorDeclaration[]): WithSandbox {
  const all = registry.filter((declaration): declaration is WithSandbox => declaration.sandbox !== undefined)
  const found = all.find((declaration) => declaration.name === name)
  if (found !== undefined) return found
  const names = [...all.map((one) => one.name), ...carriers.map((one) => one.name)]
  throw new UsageError(`There is no sandbox ${name}. Sandboxes: ${names.join(' ')}.`)
}

async function started<Server>(port: number, start: () => Promise<Server>): Promise<Server> {
  try {
    return await start()
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EADDRINUSE')) throw error
    throw new UsageError(`Port ${String(port)} is in use. Choose others with --port and --control-port.`)
  }
}

/** What to put into accounts/<account>.env. */
function accountLines({ name }: ConnectorDeclaration, { baseUrl, settings }: Sandbox): string {
  const lines = { CONNECTOR: name, BASE_URL: baseUrl, ...settings }
  return Object.entries(lines)
    .map(([key, value]) => `${key}=${value}\n`)
    .join('')
}

/** Shows each message once, the buyer's too. */
function showNew(sandbox: Sandbox, show: (text: string) => void): () => void {
  const shown = new Set<string>()
  return () => {
    for (const { id: conversation, messages } of sandbox.conversations()) {
      for (const { id, role, text } of messages) {
        const key = `${conversation} ${id}`
        if (shown.has(key)) continue
        shown.add(key)
        show(`[${conversation}] ${role}: ${text}\n`)
      }
    }
  }
}

function portOf(option: string, value: string): number {
  const port = Number(value)
  if (!Number.isInteger(port) || port < 0 || port > 65535) throw new UsageError(`${option} ${value} is no port.`)
  return port
}
