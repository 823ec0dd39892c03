import type { Account } from '../domain/account.ts'
import type { NewEffect } from '../domain/effect.ts'
import type { NotificationKind } from '../domain/notification.ts'
import { type CronSlots, cronSlots, slotFrom } from '../kit/cron-slots.ts'

/** Reading an expression costs more than asking it; there are as many as the settings name. */
const read = new Map<string, CronSlots>()

/**
 * A kind with slots of its own waits for the first one after it is due. A slot that nobody was there for is past by then: it goes with
 * the next pass, once.
 */
export function inItsSlot(
  effect: NewEffect,
  { schedules, timeZone }: Pick<Account, 'schedules' | 'timeZone'>,
): NewEffect {
  const cron = schedules?.get(effect.kind as NotificationKind)
  const { notBefore } = effect
  if (cron === undefined || notBefore === undefined || effect.state === 'suppressed') return effect
  const slot = slotFrom(slotsOf(cron, timeZone), notBefore)
  return slot === undefined ? effect : { ...effect, notBefore: slot }
}

function slotsOf(cron: string, timeZone: string): CronSlots {
  const key = `${cron} ${timeZone}`
  const slots = read.get(key) ?? cronSlots(cron, timeZone)
  read.set(key, slots)
  return slots
}
