import { createInterface } from 'node:readline'
import { PARCEL_STATES, type ParcelState } from '../../domain/parcel-event.ts'
import { instant } from '../../domain/time.ts'
import type { CarrierDeclaration, CarrierSandbox } from '../../kit/carrier.ts'
import type { CommandIo } from '../command.ts'
import { toldToStop } from '../serve.ts'

const isState = (word: string): word is ParcelState => PARCEL_STATES.some((state) => state === word)

/** A stand-in of a carrier until Ctrl-C; what is typed happens to parcels. */
export async function serveCarrier(
  { manifest, name }: CarrierDeclaration,
  start: () => Promise<CarrierSandbox>,
  io: CommandIo,
): Promise<void> {
  const sandbox = await start()
  const settings = { ...sandbox.settings, [`${name.toUpperCase()}_BASE_URL`]: sandbox.baseUrl }
  for (const [key, value] of Object.entries(settings)) io.stdout(`${key}=${value}\n`)
  io.stderr(
    `\n${manifest.label}'s stand-in runs. Type a reference and a state, and it happens to that parcel now: ${PARCEL_STATES.join(', ')}.\n` +
      'A day behind it is when it is expected, e.g.: 00340434161094042557 moving 2026-12-03. Ctrl-C ends it.\n',
  )
  const lines = createInterface({ input: process.stdin })
  lines.on('line', (line) => {
    io.stderr(`${happens(line, sandbox)}\n`)
  })
  await toldToStop()
  lines.close()
  await sandbox.close()
}

function happens(line: string, sandbox: CarrierSandbox): string {
  const [reference = '', state = '', day] = line.trim().split(/\s+/)
  if (!isState(state)) return `Type a reference and one of ${PARCEL_STATES.join(', ')}.`
  const expected = day === undefined || !/^\d{4}-\d\d-\d\d$/.test(day) ? {} : { expected: instant(`${day}T11:00:00Z`) }
  sandbox.happens({ reference, state, at: instant(new Date()), ...expected })
  return `${reference} is ${state}.`
}
