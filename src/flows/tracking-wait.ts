import { escapeHtml } from '../domain/text.ts'
import { plusSeconds } from '../domain/time.ts'
import type { ReceiptNote } from '../odoo/ports.ts'
import { missingActivityXmlid, missingMessageId } from '../odoo/tracking-names.ts'
import type { FlowPorts, OpenAccount } from './context.ts'
import { writeNotes } from './receipts.ts'
import type { Delivery, Finder } from './tracking-find.ts'
import { openDeliveries, storeOpen } from './tracking-open.ts'
import { responsibleFor, showMarks } from './tracking-receipt.ts'

/** Deliveries that have waited too long for a tracking reference: whoever is responsible gets an activity, once. */
export async function tellOfMissing(opened: OpenAccount, finder: Finder, ports: FlowPorts): Promise<void> {
  const { account, manifest } = opened
  const { ledger, clock, texts } = ports
  if (account.mode !== 'live' || (await ledger.halted()) !== undefined) return
  const open = new Map(await openDeliveries(ledger, account.name))
  const until = plusSeconds(clock.now(), -account.trackingWaitSeconds)
  const liveSince = finder.lines.live.get(account.name)
  const late = [...open.values()].filter(
    ({ wants, told, doneAt }) =>
      wants === 'reference' && !told && doneAt <= until && (liveSince === undefined || doneAt >= liveSince),
  )
  if (late.length === 0) return
  const found = await finder.again(
    opened,
    late.map(({ id }) => id),
  )
  const responsible = await responsibleFor(
    [...found.values()].map(({ picking }) => picking),
    ports,
  )
  const notes: ReceiptNote[] = []
  for (const { picking, ref } of found.values()) {
    const sentence = texts(account.language, 'tracking.missing', { marketplace: manifest.label, order: ref })
    const bodyHtml = `<p>${escapeHtml(sentence)}</p>`
    const userId = responsible.get(picking.id)
    notes.push({
      model: picking.model,
      id: picking.id,
      messageId: missingMessageId(account.name, picking),
      bodyHtml,
      ...(userId === undefined
        ? {}
        : {
            activity: {
              xmlid: missingActivityXmlid(account.name, picking),
              userId,
              summary: texts(account.language, 'tracking.activity_missing'),
              noteHtml: bodyHtml,
            },
          }),
    })
  }
  await writeNotes(notes, ports)
  await showMarks(
    [...found.values()].map(({ picking, ref }) => ({
      pickingId: picking.id,
      account: account.name,
      marketplace: account.connector,
      state: 'waiting',
      sentence: texts(account.language, 'tracking.missing', { marketplace: manifest.label, order: ref }),
      again: [],
    })),
    ports,
  )
  for (const delivery of late) open.set(delivery.id, { ...delivery, told: true })
  await storeOpen(ledger, account.name, open)
}

/** The reference has come: nobody has to look for it any more. */
export async function nothingMissing(
  { account }: OpenAccount,
  deliveries: readonly Delivery[],
  { odoo, ledger }: FlowPorts,
): Promise<void> {
  if (deliveries.length === 0 || account.mode !== 'live' || (await ledger.halted()) !== undefined) return
  await odoo.trackingMarks.takeActivities(
    deliveries.map(({ picking }) => ({
      pickingId: picking.id,
      xmlid: missingActivityXmlid(account.name, picking),
    })),
  )
}
