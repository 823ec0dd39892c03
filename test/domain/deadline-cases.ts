/**
 * What a seller would work out on a calendar: who waits since when, and until when an answer is in time.
 * A message is `<who> <when>`: buyer, seller, customer_service or system; `automatic` = a machine in the seller's name; `sent` = an answer of
 * ours that the marketplace has not shown yet. Times carry their offset, so that a change of the clocks can be seen.
 */
export interface DeadlineCase {
  readonly name: string
  readonly marketplace: string
  readonly messages: readonly string[]
  /** `waits` = the marketplace says that it waits for the seller. */
  readonly says: 'waits' | 'does not wait' | 'closed'
  readonly since: string | null
  readonly by: string | null
}

type Row = readonly [
  name: string,
  messages: string,
  since: string | null,
  by: string | null,
  says?: DeadlineCase['says'],
]

const of = (marketplace: string, rows: readonly Row[]): DeadlineCase[] =>
  rows.map(([name, messages, since, by, says = 'waits']) => ({
    name,
    marketplace,
    messages: messages.split(', '),
    says,
    since,
    by,
  }))

/** One message of the buyer, and since then he waits. */
const wrote = (name: string, at: string, by: string): Row => [name, `buyer ${at}`, at, by]

// November 2026: the 16th is a Monday, the 20th a Friday.
const kauflandWeek = of('kaufland', [
  wrote('Monday morning', '2026-11-16T08:00+01:00', '2026-11-18T08:00+01:00'),
  wrote('Tuesday, a minute before midnight', '2026-11-17T23:59+01:00', '2026-11-19T23:59+01:00'),
  wrote('Wednesday noon ends on Friday noon', '2026-11-18T12:00+01:00', '2026-11-20T12:00+01:00'),
  wrote('two whole days end with Friday and do not roll on', '2026-11-19T00:00+01:00', '2026-11-21T00:00+01:00'),
  wrote('a minute later the last minute is on Monday', '2026-11-19T00:01+01:00', '2026-11-23T00:01+01:00'),
  wrote('Thursday morning', '2026-11-19T10:00+01:00', '2026-11-23T10:00+01:00'),
  wrote('Friday morning', '2026-11-20T10:00+01:00', '2026-11-24T10:00+01:00'),
  wrote('the last minute of Friday counts', '2026-11-20T23:59+01:00', '2026-11-24T23:59+01:00'),
  wrote('Saturday at midnight', '2026-11-21T00:00+01:00', '2026-11-25T00:00+01:00'),
  wrote('Saturday afternoon runs from Monday', '2026-11-21T15:00+01:00', '2026-11-25T00:00+01:00'),
  wrote('Sunday, a minute before midnight', '2026-11-22T23:59+01:00', '2026-11-25T00:00+01:00'),
  wrote('Monday at midnight', '2026-11-23T00:00+01:00', '2026-11-25T00:00+01:00'),
  wrote('parts of seconds stay', '2026-11-16T08:00:30.500+01:00', '2026-11-18T08:00:30.500+01:00'),
  wrote('still Friday in UTC, Saturday in Berlin', '2026-11-20T23:30Z', '2026-11-25T00:00+01:00'),
  wrote('the same in summer', '2026-06-19T22:30Z', '2026-06-24T00:00+02:00'),
])

const kauflandHolidays = of('kaufland', [
  wrote('over Easter', '2026-04-01T12:00+02:00', '2026-04-07T12:00+02:00'),
  wrote('the evening before Good Friday', '2026-04-02T18:00+02:00', '2026-04-08T18:00+02:00'),
  wrote('on Good Friday', '2026-04-03T09:00+02:00', '2026-04-09T00:00+02:00'),
  wrote('on Easter Monday', '2026-04-06T20:00+02:00', '2026-04-09T00:00+02:00'),
  wrote('before the first of May', '2026-04-30T12:00+02:00', '2026-05-05T12:00+02:00'),
  wrote('before Ascension Day', '2026-05-13T09:00+02:00', '2026-05-18T09:00+02:00'),
  wrote('before Whit Monday', '2026-05-22T16:00+02:00', '2026-05-27T16:00+02:00'),
  wrote('Unity Day on a Saturday changes nothing', '2026-10-01T08:00+02:00', '2026-10-05T08:00+02:00'),
  wrote('Corpus Christi is no holiday of all states', '2026-06-03T10:00+02:00', '2026-06-05T10:00+02:00'),
  wrote('nor is Epiphany', '2027-01-05T10:00+01:00', '2027-01-07T10:00+01:00'),
  wrote('Christmas Eve counts', '2026-12-23T13:00+01:00', '2026-12-28T13:00+01:00'),
  wrote('on Christmas Eve', '2026-12-24T20:00+01:00', '2026-12-29T20:00+01:00'),
  wrote('over New Year', '2026-12-30T15:00+01:00', '2027-01-04T15:00+01:00'),
  wrote('the last half hour of the year', '2026-12-31T23:30+01:00', '2027-01-05T23:30+01:00'),
  wrote('the first minute of the year', '2027-01-01T00:00+01:00', '2027-01-06T00:00+01:00'),
])

// The clocks change on Sundays, which do not count: the day stays, the offset moves.
const kauflandClocks = of('kaufland', [
  wrote('over the change to summer time', '2026-03-27T18:00+01:00', '2026-03-31T18:00+02:00'),
  wrote('in the hour after the change to summer time', '2026-03-29T03:00+02:00', '2026-04-01T00:00+02:00'),
  wrote('over the change to winter time', '2026-10-23T12:00+02:00', '2026-10-27T12:00+01:00'),
  wrote('in the doubled hour', '2026-10-25T02:30+01:00', '2026-10-28T00:00+01:00'),
])

const MON_8 = '2026-11-16T08:00+01:00'
const MON_9 = '2026-11-16T09:00+01:00'
const MON_10 = '2026-11-16T10:00+01:00'
const MON_11 = '2026-11-16T11:00+01:00'
const TUE_9 = '2026-11-17T09:00+01:00'
const WED_8 = '2026-11-18T08:00+01:00'
const WED_9 = '2026-11-18T09:00+01:00'
const WED_11 = '2026-11-18T11:00+01:00'
const THU_9 = '2026-11-19T09:00+01:00'

const kauflandSequences = of('kaufland', [
  ['a second message moves nothing', `buyer ${MON_8}, buyer ${TUE_9}`, MON_8, WED_8],
  ['answered', `buyer ${MON_8}, seller ${MON_10}`, null, null, 'does not wait'],
  ['answered and asked again', `buyer ${MON_8}, seller ${MON_10}, buyer ${TUE_9}`, TUE_9, THU_9],
  [
    'asked twice again',
    `buyer ${MON_8}, seller ${MON_9}, seller ${MON_10}, buyer ${MON_11}, buyer ${TUE_9}`,
    MON_11,
    WED_11,
  ],
  ['closed', `buyer ${MON_8}`, null, null, 'closed'],
  ['the seller wrote last and it still waits', `buyer ${MON_8}, seller ${MON_10}`, MON_8, WED_8],
  ['then the newest of the others counts', `buyer ${MON_8}, customer_service ${MON_9}, seller ${MON_10}`, MON_9, WED_9],
  ['opened by the system', `system ${MON_9}`, MON_9, WED_9],
  [
    'customer service steps in after the answer',
    `buyer ${MON_8}, seller ${MON_10}, customer_service ${MON_11}`,
    MON_11,
    WED_11,
  ],
  ['customer service wrote first', `customer_service ${MON_8}, buyer ${MON_9}`, MON_8, WED_8],
  ['customer service has it in hand', `buyer ${MON_8}`, null, null, 'does not wait'],
  ['our answer is sent and not shown yet', `buyer ${MON_8}, sent ${MON_10}`, null, null],
  ['the buyer wrote after our sent answer', `buyer ${MON_8}, sent ${MON_10}, buyer ${MON_11}`, MON_11, WED_11],
  ['an automatic answer is none', `buyer ${MON_8}, automatic ${MON_9}`, MON_8, WED_8],
  ['nor after a second message', `buyer ${MON_8}, automatic ${MON_9}, buyer ${TUE_9}`, MON_8, WED_8],
  ['the seller wrote first', `seller ${MON_8}, buyer ${MON_9}`, MON_9, WED_9],
  ['only the seller wrote', `seller ${MON_8}`, null, null],
  ['messages come in any order', `buyer ${TUE_9}, buyer ${MON_8}`, MON_8, WED_8],
])

const others = [
  ...of('amazon', [
    wrote('weekends count', '2026-11-20T18:00+01:00', '2026-11-21T18:00+01:00'),
    wrote('Christmas counts', '2026-12-24T20:00+01:00', '2026-12-25T20:00+01:00'),
    wrote('a day of 23 hours', '2026-03-28T12:00+01:00', '2026-03-29T13:00+02:00'),
    wrote('a day of 25 hours', '2026-10-24T12:00+02:00', '2026-10-25T11:00+01:00'),
    ['an autoresponder does not count', `buyer ${MON_8}, automatic ${MON_9}`, MON_8, '2026-11-17T08:00+01:00'],
  ]),
  ...of('otto', [
    wrote('over the weekend', '2026-11-20T12:00+01:00', '2026-11-23T12:00+01:00'),
    wrote('all of Friday ends with Friday', '2026-11-20T00:00+01:00', '2026-11-21T00:00+01:00'),
    wrote('on Saturday', '2026-11-21T09:00+01:00', '2026-11-24T00:00+01:00'),
    wrote('before the first of May', '2026-04-30T15:00+02:00', '2026-05-04T15:00+02:00'),
  ]),
  ...of('zalando', [wrote('weekends count', '2026-11-21T08:00+01:00', '2026-11-22T08:00+01:00')]),
  ...of('allegro', [wrote('Independence Day counts', '2026-11-11T10:00+01:00', '2026-11-12T10:00+01:00')]),
  ...of('ozon', [wrote('weekends count', '2026-11-21T10:00+03:00', '2026-11-22T10:00+03:00')]),
  ...of('aliexpress', [wrote('New Year counts', '2026-12-31T09:00+08:00', '2027-01-01T09:00+08:00')]),
  ...of('dhgate', [wrote('the golden week counts', '2026-10-01T09:00+08:00', '2026-10-02T09:00+08:00')]),
  ...of('webshop', [['nobody sets a time', `buyer ${MON_8}`, MON_8, null]]),
  ...of('mailbox', [['nobody sets a time', `buyer ${MON_8}, buyer ${TUE_9}`, MON_8, null]]),
]

export const DEADLINE_CASES: readonly DeadlineCase[] = [
  ...kauflandWeek,
  ...kauflandHolidays,
  ...kauflandClocks,
  ...kauflandSequences,
  ...others,
]
