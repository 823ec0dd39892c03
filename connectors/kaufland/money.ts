import { Permanent } from '../../src/domain/errors.ts'
import type { Money } from '../../src/domain/money.ts'
import type { LineId } from '../../src/domain/shipment.ts'
import type { OpenConnector } from '../../src/kit/connector.ts'
import type { KauflandClient } from './client.ts'
import { cancelReasons, refundReasons } from './manifest.ts'
import { checkDigits, unitOf } from './tracking.ts'

const AMOUNT_MAX = 2_147_483_647

type MoneyCalls = Pick<KauflandClient, 'orderUnit' | 'refundUnit' | 'cancelUnit'>

/** Money that goes back, unit by unit: BEHAVIOR.md, money. */
export function moneyOf(client: MoneyCalls): NonNullable<OpenConnector['money']> {
  return {
    async refund(line, { amount, reason }) {
      checkReason(reason, refundReasons)
      checkAmount(amount)
      const { currency = amount.currency } = await unitOf(client, line)
      if (currency !== amount.currency) throw otherCurrency(line, currency, amount.currency)
      await client.refundUnit(line, { amount: amount.minor, reason })
    },
    async cancel(line, reason) {
      checkReason(reason, cancelReasons)
      checkDigits(line)
      await client.cancelUnit(line, reason)
    },
  }
}

/** Refunds are named in Eurocents only; how other currencies would be read there is not known. */
function checkAmount({ minor, currency }: Money): void {
  if (currency !== 'EUR') {
    throw new Permanent(
      `Kaufland takes refunds in Eurocents; this one is in ${currency}. No money went to the buyer. Pay it back in the seller portal.`,
      { code: 'currency' },
    )
  }
  if (!Number.isInteger(minor) || minor < 1 || minor > AMOUNT_MAX) {
    throw new Permanent(`${String(minor)} is no amount of cents that can be paid back. No money went to the buyer.`, {
      code: 'amount',
    })
  }
}

const otherCurrency = (line: LineId, sold: string, named: string): Permanent =>
  new Permanent(
    `Order unit ${line} was sold in ${sold}, the refund is in ${named}. No money went to the buyer. Pay it back in the seller portal.`,
    { code: 'currency' },
  )

function checkReason(reason: string, known: readonly string[]): void {
  if (known.includes(reason)) return
  throw new Permanent(
    `Kaufland has no reason ${JSON.stringify(reason)}. Nothing was done there. Choose one of: ${known.join(', ')}.`,
    { code: 'reason' },
  )
}
