import { Permanent } from '../domain/errors.ts'
import { FACT_NAME_MAX_CHARS, FACT_TEXT_MAX_CHARS } from '../domain/order-fact.ts'
import { clean } from '../domain/text.ts'
import type { OdooDecision } from '../odoo/case-ports.ts'
import type { FlowPorts, OpenAccount } from './context.ts'
import { carryOut } from './fact-request.ts'

type Noted = Extract<OdooDecision['subject'], { kind: 'fact' }>

interface Outcome {
  readonly outcome: 'taken' | 'refused'
  readonly sentence: string
}

/**
 * A fact that somebody noted on an order in Odoo, by the same way as the command `fact add`. Safe to repeat: the same told again is the
 * one that is kept already.
 */
export async function takeNotedFact(
  { orderId, fact, at, text, name, delivery }: Noted,
  by: string,
  { account }: OpenAccount,
  accounts: readonly OpenAccount[],
  ports: FlowPorts,
): Promise<Outcome> {
  const t = (key: string, values: Record<string, string> = {}): string =>
    ports.texts(account.language, `fact.${key}`, values)
  const refused = (key: string, values?: Record<string, string>): Outcome => ({
    outcome: 'refused',
    sentence: t(`refused.${key}`, values),
  })
  const order = (await ports.odoo.orders.orders([orderId])).get(orderId)
  if (order === undefined) return refused('no_order')
  if ((text?.length ?? 0) > FACT_TEXT_MAX_CHARS) return refused('too_long', { max: String(FACT_TEXT_MAX_CHARS) })
  const words = (given: string | null, max: number): string | null => {
    const told = clean(given ?? '').trim()
    return told === '' ? null : told.slice(0, max)
  }
  const told = { text: words(text, FACT_TEXT_MAX_CHARS), name: words(name, FACT_NAME_MAX_CHARS), picking: delivery }
  try {
    await carryOut({ order, fact, at, by, ...told }, accounts, ports)
    return { outcome: 'taken', sentence: t('taken') }
  } catch (error) {
    if (!(error instanceof Permanent) || !isKnown(error.code)) throw error
    return refused(error.code, { order: order.name })
  }
}

const KNOWN = ['fact_future', 'fact_no_delivery', 'fact_not_owned'] as const
const isKnown = (code: string | undefined): code is (typeof KNOWN)[number] =>
  (KNOWN as readonly (string | undefined)[]).includes(code)
