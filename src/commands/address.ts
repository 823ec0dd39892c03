import { ADDRESS_MARKS, type MarkedAddress } from '../ledger/barrier-ports.ts'
import { addressHash } from '../kit/address-hash.ts'
import { readArgs } from './args.ts'
import { type AppCommand, printJson, UsageError } from './command.ts'

type Context = Parameters<AppCommand['run']>[0]

export const addressCommand: AppCommand = {
  name: 'address',
  needs: 'app',
  usage: `marketplace-care address list [--json]
marketplace-care address show <address> [--json]
marketplace-care address clear <address> [--objection]
  list   addresses that mail servers refused for good; they are kept as a hash, so nobody can read them
  show   what is kept of an address
  clear  mails go to it again; --objection also takes back that the buyer objected`,
  run(context) {
    const [action, ...args] = context.args
    switch (action) {
      case 'list':
        return list(args, context)
      case 'show':
        return show(args, context)
      case 'clear':
        return clear(args, context)
      default:
        throw new UsageError('Say list, show or clear.')
    }
  },
}

const LISTED_MAX = 1000

async function list(args: readonly string[], { io, app }: Context): Promise<number> {
  const { values } = readArgs(args, { json: { type: 'boolean', default: false } }, { min: 0, max: 0 })
  const marked = await app.ports.ledger.barriers.marked('bounced', LISTED_MAX)
  if (values.json) printJson(io, marked)
  else if (marked.length === 0) io.stdout('No address was refused.\n')
  else for (const one of marked) io.stdout(line(one))
  return 0
}

const line = ({ hash, account, since, reason }: MarkedAddress): string =>
  `${hash.slice(0, 12)}  ${since.slice(0, 16)}Z  ${account}  refused (${reason})\n`

async function show(args: readonly string[], { io, app }: Context): Promise<number> {
  const { values, positionals } = readArgs(args, { json: { type: 'boolean', default: false } }, { min: 1, max: 1 })
  const marks = await app.ports.ledger.barriers.marksOf(addressHash(addressOf(positionals)))
  if (values.json) printJson(io, { marks: [...marks].toSorted() })
  else
    io.stdout(marks.size === 0 ? 'Nothing is kept of it: mails go there.\n' : `${[...marks].toSorted().join(', ')}\n`)
  return 0
}

async function clear(args: readonly string[], { io, app }: Context): Promise<number> {
  const { values, positionals } = readArgs(args, { objection: { type: 'boolean', default: false } }, { min: 1, max: 1 })
  // What was erased stays erased.
  const wanted = ADDRESS_MARKS.filter((mark) => mark === 'bounced' || (mark === 'objected' && values.objection))
  const cleared = await app.ports.ledger.barriers.clear(addressHash(addressOf(positionals)), wanted)
  io.stdout(
    cleared.length === 0
      ? 'Nothing was kept of it: mails go there already.\n'
      : `Cleared: ${cleared.toSorted().join(', ')}. Mails go there again; what was held back: marketplace-care outbox list --reason bounced\n`,
  )
  return 0
}

function addressOf([address = '']: readonly string[]): string {
  if (!address.includes('@')) throw new UsageError('Name one mail address.')
  return address
}
