import { z } from 'zod'
import { Permanent } from '../domain/errors.ts'
import { orderRef } from '../domain/ids.ts'
import { FACT_NAME_MAX_CHARS, FACT_TEXT_MAX_CHARS, ORDER_FACTS } from '../domain/order-fact.ts'
import { clean } from '../domain/text.ts'
import { instant } from '../domain/time.ts'
import type { OrderFacts } from '../odoo/ports.ts'
import type { FlowPorts, OpenAccount } from './context.ts'
import { addFact, type FactAdded, type FactToAdd, sendNow } from './facts.ts'

const text = (): z.ZodString =>
  z.string({ error: ({ input }) => (input === undefined ? 'is missing' : 'must be a text') })

/** A time with its zone (they reach from -12:00 to +14:00); without one nobody could tell which moment is meant. */
const at = text()
  .regex(
    /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-](0\d|1[0-4]):?[0-5]\d)$/,
    'is no time such as 2026-11-22T10:30:00+01:00',
  )
  .transform((value, context) => {
    try {
      return instant(value)
    } catch {
      context.addIssue({ code: 'custom', message: 'is no time such as 2026-11-22T10:30:00+01:00' })
      return z.NEVER
    }
  })
const words = (max: number) =>
  text()
    .max(max, `is longer than ${String(max)} characters`)
    .transform((value) => clean(value).trim())
    .optional()

const noSuchField = (names: unknown): string => `There is no field ${(names as readonly string[]).join(', ')}`

/** What somebody tells of an order, as the command and the HTTP interface take it. */
export const factRequest = z
  .strictObject(
    {
      order: text().min(1, 'is missing').max(200, 'is longer than 200 characters'),
      fact: z.enum(ORDER_FACTS, `is none of ${ORDER_FACTS.join(', ')}`),
      at,
      text: words(FACT_TEXT_MAX_CHARS),
      name: words(FACT_NAME_MAX_CHARS),
      picking: words(200),
    },
    { error: ({ code, keys }) => (code === 'unrecognized_keys' ? noSuchField(keys) : 'Send one object, not a list') },
  )
  .refine(({ fact, picking }) => picking === undefined || fact === 'delivered', {
    path: ['picking'],
    message: 'goes with delivered only',
  })
export type FactRequest = z.infer<typeof factRequest>

/** There is no such order, or several. */
export class NoSuchOrder extends Error {}

/**
 * Takes a fact of an order and does what follows; a receipt of a withdrawal leaves at once.
 * @param by who tells it
 * @throws NoSuchOrder, Permanent (nobody's order, or the fact cannot be so)
 */
export async function takeFact(
  { order: name, fact, at: when, text, name: who, picking }: FactRequest,
  by: string,
  accounts: readonly OpenAccount[],
  ports: FlowPorts,
): Promise<FactAdded & { readonly order: OrderFacts }> {
  const order = await orderNamed(name, ports)
  const empty = (value: string | undefined): string | null => (value === undefined || value === '' ? null : value)
  const told = { ...{ order, fact, at: when, by }, text: empty(text), name: empty(who), picking: empty(picking) }
  return { ...(await carryOut(told, accounts, ports)), order }
}

/**
 * As `takeFact`, of an order that is known already.
 * @throws Permanent when the order belongs to no account, or the fact cannot be so
 */
export async function carryOut(
  told: FactToAdd,
  accounts: readonly OpenAccount[],
  ports: FlowPorts,
): Promise<FactAdded> {
  const added = await addFact(told, accounts, ports)
  if (told.fact === 'withdrawn') await sendNow(added.opened, ports)
  ports.outbox.wake()
  return added
}

/** By Odoo's own number or the marketplace's, exactly. */
async function orderNamed(name: string, { odoo }: FlowPorts): Promise<OrderFacts> {
  const found = await odoo.orders.byRef([orderRef(name)], { byName: true })
  const exact = found.filter((order) => order.name === name || order.clientOrderRef === name || order.origin === name)
  const [order, second] = exact.length === 0 ? found : exact
  if (second !== undefined)
    throw new NoSuchOrder(
      `Several orders answer to ${name}: ${[order, second].map((one) => one?.name).join(', ')}. Use Odoo's own number.`,
    )
  const facts = order === undefined ? undefined : (await odoo.orders.orders([order.id])).get(order.id)
  if (facts === undefined) throw new NoSuchOrder(`There is no order ${name} in Odoo.`)
  return facts
}

/** Faults of a request in words, each with its field. */
export function requestFaults(error: z.ZodError): string[] {
  return error.issues.map(({ path, message, code }) =>
    code === 'unrecognized_keys' || path.length === 0 ? message : `${path.join('.')} ${message}`,
  )
}

export const isRefusedFact = (error: unknown): error is Error =>
  error instanceof NoSuchOrder || (error instanceof Permanent && !error.systemic)
