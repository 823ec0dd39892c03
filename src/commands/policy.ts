import { collectPolicy } from '../domain/policy.ts'
import { readArgs } from './args.ts'
import { type PlainCommand, printJson } from './command.ts'

export const policyCommand: PlainCommand = {
  name: 'policy',
  needs: 'nothing',
  usage: 'marketplace-care policy [--json]',
  run({ args, io, registry }) {
    const { values } = readArgs(args, { json: { type: 'boolean', default: false } }, { min: 0, max: 0 })
    const table = collectPolicy(registry)
    if (values.json) {
      printJson(
        io,
        table.map(({ marketplace, kind, verdict, channel, certainty, source, seen }) => ({
          marketplace,
          kind,
          verdict,
          channel,
          certainty,
          source,
          checked_on: seen,
        })),
      )
      return Promise.resolve(0)
    }
    for (const row of table) {
      io.stdout(
        `${row.marketplace.padEnd(11)} ${row.kind.padEnd(19)} ${row.verdict.padEnd(7)} ${row.channel.padEnd(8)} ${row.certainty}  ${row.source}\n`,
      )
    }
    return Promise.resolve(0)
  },
}
