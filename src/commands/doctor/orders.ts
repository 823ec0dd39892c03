import type { Account } from '../../domain/account.ts'
import { ownerOf, type OwningCandidate } from '../../domain/ownership.ts'
import type { RecentOrder } from '../../odoo/inspect-ports.ts'
import type { Probe } from './examination.ts'
import { counted, type Finding, report } from './finding.ts'
import { onOdoo, type Patient, shownAccounts } from './patient.ts'

const AREA = 'Orders'
const EXAMPLES = 3
const SHAPE_MAX_CHARS = 40

export interface OrdersSeen {
  readonly orders: readonly RecentOrder[]
  readonly candidates: readonly OwningCandidate[]
}

/** The newest orders, and who may claim them. */
export async function ordersSeen({ accounts, inspection }: Patient): Promise<OrdersSeen> {
  const candidates = accounts.map(({ account, manifest }) => ({ account, byName: manifest.ordersByName }))
  return { orders: await inspection.recentOrders(), candidates }
}

/** The accounts' rules tried on real orders: what each would own, and where two want the same. Names no buyer. */
export function orderProbes(patient: Patient): readonly Probe[] {
  const place = { area: AREA, title: 'order rules' }
  return [{ ...place, run: () => onOdoo(patient, place, () => findings(patient)) }]
}

async function findings(patient: Patient): Promise<Finding[]> {
  const { orders, candidates } = await ordersSeen(patient)
  const { note, doubtful } = report(AREA)
  const owners = orders.map((order) => ({ order, owner: ownerOf(order, candidates) }))
  const nobodys = owners.filter(({ owner }) => owner.kind === 'none').map(({ order }) => order)
  const fought = owners.flatMap(({ order, owner }) =>
    owner.kind === 'ambiguous' ? [{ order, by: owner.accounts }] : [],
  )
  const shown = shownAccounts(patient).flatMap(({ account, manifest }) => {
    const own = owners.filter(({ owner }) => owner.kind === 'owner' && owner.account === account)
    const claimed = fought.filter(({ by }) => by.includes(account)).length
    return accountFinding(
      { account, byName: manifest.ordersByName },
      own.map(({ order }) => order),
      { orders, claimed },
    )
  })
  const all = `of the ${counted(orders.length, 'newest order')}`
  return [
    ...shown,
    ...(fought.length === 0
      ? []
      : [
          doubtful(
            'two owners',
            `${counted(fought.length, 'order')} ${all} (${examples(fought.map(({ order }) => order))}) ${fought.length === 1 ? 'is' : 'are'} claimed by ${claimants(fought)}: they belong to nobody and nothing is told`,
            'Make ORDERS_REF or ORDERS_TEAM of these accounts narrower.',
          ),
        ]),
    ...(nobodys.length === 0 || patient.only !== undefined
      ? []
      : [
          note(
            'no owner',
            `${String(nobodys.length)} ${all} ${nobodys.length === 1 ? 'belongs' : 'belong'} to no account, e.g. ${examples(nobodys)}`,
          ),
        ]),
    ...(orders.length === 0 ? [note('order rules', 'not tried: Odoo has no confirmed order yet')] : []),
  ]
}

function claimants(fought: readonly { readonly by: readonly Account[] }[]): string {
  return [...new Set(fought.flatMap(({ by }) => by.map(({ name }) => name)))].join(' and ')
}

interface Tried {
  readonly orders: readonly RecentOrder[]
  /** How many more two accounts want. */
  readonly claimed: number
}

function accountFinding(
  candidate: OwningCandidate,
  own: readonly RecentOrder[],
  { orders, claimed }: Tried,
): Finding[] {
  const { account } = candidate
  const { good, doubtful } = report(AREA)
  const title = account.name
  const named = { name: `account ${account.name} orders` }
  if (account.ordersRef === undefined && account.ordersTeam === undefined) {
    return [
      doubtful(
        title,
        'owns no order: its tickets show none, and nothing is told',
        'Set ORDERS_REF or ORDERS_TEAM.',
        named,
      ),
    ]
  }
  if (own.length > 0) {
    const detail = `owns ${String(own.length)} of the ${counted(orders.length, 'newest order')}, e.g. ${examples(own)}`
    return [good(title, detail, named)]
  }
  if (orders.length === 0 || claimed > 0) return []
  return [
    doubtful(
      title,
      `${why(candidate, orders)} (${counted(orders.length, 'newest order')} tried)`,
      remedy(account),
      named,
    ),
  ]
}

/** Pattern or team: each tried by itself. */
function why({ account, byName }: OwningCandidate, orders: readonly RecentOrder[]): string {
  const { ordersRef, ordersTeam, ...rest } = account
  const fits = (rule: Partial<Account>): boolean =>
    orders.some((order) => ownerOf(order, [{ account: { ...rest, ...rule }, byName }]).kind === 'owner')
  if (ordersTeam !== undefined && !fits({ ordersTeam })) {
    const teams = [...new Set(orders.map(({ team }) => team?.name ?? 'none'))].slice(0, 5)
    return `no order is of the sales team "${ordersTeam}"; there are ${teams.join(', ')}`
  }
  if (ordersRef !== undefined && !fits({ ordersRef })) {
    return `ORDERS_REF fits no order; ${shapesOf(orders, byName)}`
  }
  return 'no order fits ORDERS_REF and ORDERS_TEAM together'
}

const remedy = ({ ordersRef }: Account): string =>
  ordersRef === undefined
    ? 'Write the exact name or the id of the sales team into ORDERS_TEAM.'
    : 'Correct ORDERS_REF so that it fits what stands there, with the order number in round brackets; if no order has come in yet, leave it.'

/** What the fields look like, without what stands in them: 9 = a digit, A = a letter. */
function shapesOf(orders: readonly RecentOrder[], byName: boolean): string {
  const fields = [
    ['customer reference', orders.map(({ clientOrderRef }) => clientOrderRef)],
    ['source document', orders.map(({ origin }) => origin)],
    ...(byName ? [['name', orders.map(({ name }) => name)] as const] : []),
  ] as const
  const shown = fields.flatMap(([field, values]) => {
    const shape = commonest(
      values.filter((value) => value !== null && value !== '').map((value) => shapeOf(value ?? '')),
    )
    return shape === undefined ? [] : [`${field} looks like ${shape}`]
  })
  return shown.length === 0 ? 'neither customer reference nor source document is filled in' : shown.join(', ')
}

export const shapeOf = (value: string): string =>
  value.replaceAll(/\p{N}/gu, '9').replaceAll(/\p{L}/gu, 'A').slice(0, SHAPE_MAX_CHARS)

function commonest(shapes: readonly string[]): string | undefined {
  const counts = [...Map.groupBy(shapes, (shape) => shape)].map(([shape, all]) => ({ shape, count: all.length }))
  return counts.toSorted((a, b) => b.count - a.count)[0]?.shape
}

const examples = (orders: readonly RecentOrder[]): string =>
  orders
    .slice(0, EXAMPLES)
    .map(({ name }) => name)
    .join(', ')
