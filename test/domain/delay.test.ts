import { expect, test } from 'vitest'
import { localDay, type OrderPart, outlook, type PromisedOrder } from '../../src/domain/delay.ts'
import type { ParcelEvent, ParcelState } from '../../src/domain/parcel-event.ts'
import { instant } from '../../src/domain/time.ts'

/** Wednesday, 12:30 in Berlin. */
const NOW = '2026-03-11T11:30:00Z'

const open = (
  stock: 'there' | 'missing' | string = 'there',
  scheduled: string | null = null,
  transitDays = 2,
): OrderPart => ({
  kind: 'open',
  stock: stock === 'there' || stock === 'missing' ? stock : instant(stock),
  scheduled: scheduled === null ? null : instant(scheduled),
  transitDays,
})

const left = (state?: ParcelState, expected?: string, more: Partial<ParcelEvent> = {}): OrderPart => ({
  kind: 'left',
  transitDays: 2,
  ...(state === undefined
    ? {}
    : {
        event: {
          reference: 'R1',
          state,
          at: instant(NOW),
          ...(expected === undefined ? {} : { expected: instant(expected) }),
          ...more,
        },
      }),
})

interface Case {
  readonly what: string
  readonly promised: string
  readonly means?: PromisedOrder['means']
  readonly parts: readonly OrderPart[]
  readonly told?: string
  readonly now?: string
  readonly aheadHours?: number
  /** `holds`, `early`, or what is late: `stock 2026-03-20 in the house`. */
  readonly is: string
}

const cases: readonly Case[] = [
  { what: 'two working days are enough until Friday', promised: '2026-03-13T11:00:00Z', parts: [open()], is: 'holds' },
  {
    what: 'promised for tomorrow, two days on the way, not left',
    promised: '2026-03-12T11:00:00Z',
    parts: [open()],
    is: 'late ? ? in house',
  },
  {
    what: 'the same, looked at with less foresight',
    promised: '2026-03-12T11:00:00Z',
    parts: [open()],
    aheadHours: 12,
    is: 'early',
  },
  {
    what: 'the promised day has come and it may still arrive in it',
    promised: '2026-03-11T06:00:00Z',
    parts: [open('there', null, 0)],
    is: 'holds',
  },
  {
    what: 'the promised day is over and it has not left',
    promised: '2026-03-10T20:00:00Z',
    parts: [open('there', null, 0)],
    is: 'late ? ? in house',
  },
  {
    what: 'leaving is planned beyond the promise: the plan is the new date',
    promised: '2026-03-12T11:00:00Z',
    parts: [open('there', '2026-03-16T08:00:00Z')],
    is: 'late ? 2026-03-18 in house',
  },
  {
    what: 'a plan of the past is no plan',
    promised: '2026-03-12T11:00:00Z',
    parts: [open('there', '2026-03-09T08:00:00Z')],
    is: 'late ? ? in house',
  },
  {
    what: 'goods come in on Friday, over the weekend to the buyer',
    promised: '2026-03-12T11:00:00Z',
    parts: [open('2026-03-13T08:00:00Z')],
    is: 'late stock 2026-03-17 in house',
  },
  {
    what: 'goods come in in time',
    promised: '2026-03-16T11:00:00Z',
    parts: [open('2026-03-12T08:00:00Z')],
    aheadHours: 240,
    is: 'holds',
  },
  {
    what: 'nobody knows when goods come in',
    promised: '2026-03-12T11:00:00Z',
    parts: [open('missing')],
    is: 'late stock ? in house',
  },
  { what: 'nobody knows, but there is time', promised: '2026-03-20T11:00:00Z', parts: [open('missing')], is: 'early' },
  {
    what: 'goods that should have come in yesterday can leave now',
    promised: '2026-03-13T11:00:00Z',
    parts: [open('2026-03-10T08:00:00Z')],
    is: 'holds',
  },
  {
    what: 'without transit days it arrives when it leaves',
    promised: '2026-03-12T11:00:00Z',
    parts: [open('there', null, 0)],
    is: 'holds',
  },
  {
    what: 'to leave by tomorrow: it can',
    promised: '2026-03-12T11:00:00Z',
    means: 'dispatch',
    parts: [open()],
    is: 'holds',
  },
  {
    what: 'to leave by yesterday: it did not',
    promised: '2026-03-10T11:00:00Z',
    means: 'dispatch',
    parts: [open()],
    is: 'late ? ? in house',
  },
  {
    what: 'to leave by tomorrow, goods come in on Monday',
    promised: '2026-03-12T11:00:00Z',
    means: 'dispatch',
    parts: [open('2026-03-16T08:00:00Z')],
    is: 'late stock 2026-03-18 in house',
  },
  { what: 'left, and nobody tells where it is', promised: '2026-03-10T11:00:00Z', parts: [left()], is: 'holds' },
  {
    what: 'left, moving, no date of the carrier',
    promised: '2026-03-10T11:00:00Z',
    parts: [left('moving')],
    is: 'holds',
  },
  {
    what: 'left, the carrier expects it in time',
    promised: '2026-03-12T11:00:00Z',
    parts: [left('moving', '2026-03-12T17:00:00Z')],
    is: 'holds',
  },
  {
    what: 'left, the carrier expects it a day late',
    promised: '2026-03-12T11:00:00Z',
    parts: [left('moving', '2026-03-13T10:00:00Z')],
    is: 'late carrier 2026-03-13 on its way',
  },
  {
    what: 'a day late against when it should have left, but within the days on the way',
    promised: '2026-03-11T11:00:00Z',
    means: 'dispatch',
    parts: [left('moving', '2026-03-13T10:00:00Z')],
    is: 'holds',
  },
  {
    what: 'later than leaving and the days on the way',
    promised: '2026-03-11T11:00:00Z',
    means: 'dispatch',
    parts: [left('moving', '2026-03-16T10:00:00Z')],
    aheadHours: 72,
    is: 'late carrier 2026-03-16 on its way',
  },
  {
    what: 'something is in the way and the promise is near',
    promised: '2026-03-12T08:00:00Z',
    parts: [left('exception')],
    is: 'late carrier ? on its way',
  },
  {
    what: 'something is in the way and there is time',
    promised: '2026-03-14T11:00:00Z',
    parts: [left('exception')],
    is: 'early',
  },
  {
    what: 'the carrier says why',
    promised: '2026-03-12T08:00:00Z',
    parts: [left('exception', undefined, { reason: 'address' })],
    is: 'late address ? on its way',
  },
  { what: 'waits to be fetched', promised: '2026-03-10T11:00:00Z', parts: [left('pickup')], is: 'holds' },
  {
    what: 'delivered',
    promised: '2026-03-10T11:00:00Z',
    parts: [left('delivered', '2026-03-20T10:00:00Z')],
    is: 'holds',
  },
  { what: 'goes back to the sender', promised: '2026-03-10T11:00:00Z', parts: [left('returned')], is: 'holds' },
  {
    what: 'one part left in time, the other waits for goods',
    promised: '2026-03-12T11:00:00Z',
    parts: [left('moving'), open('missing')],
    is: 'late stock ? in house',
  },
  {
    what: 'two late parts: the later date, the weightier reason',
    promised: '2026-03-12T11:00:00Z',
    parts: [open('there', '2026-03-16T08:00:00Z'), open('2026-03-13T08:00:00Z')],
    is: 'late stock 2026-03-18 in house',
  },
  {
    what: 'two late parts, one without a date: no date',
    promised: '2026-03-12T11:00:00Z',
    parts: [open('there', '2026-03-16T08:00:00Z'), open('missing')],
    is: 'late stock ? in house',
  },
  { what: 'nothing is left to come', promised: '2026-03-10T11:00:00Z', parts: [], is: 'holds' },
  {
    what: 'a later date was told and holds',
    promised: '2026-03-10T11:00:00Z',
    told: '2026-03-16T11:00:00Z',
    parts: [open()],
    is: 'holds',
  },
  {
    what: 'a later date was told and breaks too',
    promised: '2026-03-10T11:00:00Z',
    told: '2026-03-12T11:00:00Z',
    parts: [open()],
    is: 'late ? ? in house again',
  },
  {
    what: 'what was told speaks of arrival, whatever was promised first',
    promised: '2026-03-10T11:00:00Z',
    means: 'dispatch',
    told: '2026-03-12T11:00:00Z',
    parts: [open()],
    is: 'late ? ? in house again',
  },
  {
    what: 'told earlier than promised by now: the promise was moved',
    promised: '2026-03-20T11:00:00Z',
    told: '2026-03-12T11:00:00Z',
    parts: [open()],
    is: 'holds',
  },
  {
    what: 'late in the evening in Berlin is still the promised day, though UTC says the same',
    promised: '2026-03-11T22:30:00Z',
    parts: [open('there', null, 0)],
    now: '2026-03-11T22:45:00Z',
    is: 'holds',
  },
  {
    what: 'half an hour after midnight in Berlin it is over, though UTC has the same day',
    promised: '2026-03-11T22:30:00Z',
    parts: [open('there', null, 0)],
    now: '2026-03-11T23:30:00Z',
    is: 'late ? ? in house',
  },
  {
    what: 'the day after',
    promised: '2026-03-11T22:30:00Z',
    parts: [open('there', null, 0)],
    now: '2026-03-12T08:00:00Z',
    is: 'late ? ? in house',
  },
  {
    what: 'Friday to Monday is one working day',
    promised: '2026-03-16T11:00:00Z',
    parts: [open('there', null, 1)],
    now: '2026-03-13T09:00:00Z',
    aheadHours: 96,
    is: 'holds',
  },
  {
    what: 'Friday, two working days, promised for Monday',
    promised: '2026-03-16T11:00:00Z',
    parts: [open('there', null, 2)],
    now: '2026-03-13T09:00:00Z',
    aheadHours: 96,
    is: 'late ? ? in house',
  },
  {
    what: 'clocks go forward on the way: the day counts, not the hours',
    promised: '2026-03-30T21:30:00Z',
    parts: [open('there', null, 1)],
    now: '2026-03-27T22:30:00Z',
    aheadHours: 96,
    is: 'holds',
  },
  {
    what: 'clocks go back on the way',
    promised: '2026-10-26T22:30:00Z',
    parts: [open('there', null, 1)],
    now: '2026-10-23T21:30:00Z',
    aheadHours: 96,
    is: 'holds',
  },
  {
    what: 'a plan beyond the change of clocks keeps its hour',
    promised: '2026-03-28T11:00:00Z',
    parts: [open('there', '2026-03-27T23:30:00Z', 1)],
    now: '2026-03-27T12:00:00Z',
    is: 'late ? 2026-03-30 in house',
  },
]

test.each(cases)('$what: $is', ({ promised, means = 'arrival', parts, told, now = NOW, aheadHours = 24, is }) => {
  const order = { promised: instant(promised), means, parts, ...(told === undefined ? {} : { told: instant(told) }) }
  const seen = outlook(order, { now: instant(now), timeZone: 'Europe/Berlin', aheadSeconds: aheadHours * 3600 })
  expect(inWords(seen)).toBe(is)
})

function inWords(seen: ReturnType<typeof outlook>): string {
  if (seen.kind !== 'late') return seen.kind
  const { reason, expected, onItsWay, again } = seen.lateness
  const place = onItsWay ? 'on its way' : 'in house'
  return `late ${reason ?? '?'} ${expected === undefined ? '?' : localDay(expected, 'Europe/Berlin')} ${place}${again ? ' again' : ''}`
}

test('the promise that breaks is named, the told one where one was told', () => {
  const seen = outlook(
    {
      promised: instant('2026-03-10T11:00:00Z'),
      means: 'arrival',
      parts: [open()],
      told: instant('2026-03-12T11:00:00Z'),
    },
    { now: instant(NOW), timeZone: 'Europe/Berlin', aheadSeconds: 86_400 },
  )
  expect(seen).toMatchObject({ kind: 'late', lateness: { promised: '2026-03-12T11:00:00.000Z', again: true } })
})
