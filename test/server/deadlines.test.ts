import { expect, test } from 'vitest'
import { accountName, conversationId } from '../../src/domain/ids.ts'
import { instant } from '../../src/domain/time.ts'
import { deadlinesSection } from '../../src/server/console/deadlines.ts'
import { times } from '../../src/server/console/words.ts'

test('the next deadlines are told with how they stand, and lead to their tickets', () => {
  const now = instant('2026-11-18T08:00:00Z')
  const waits = (id: number, answerBy: string) => ({
    account: accountName('kaufland-de'),
    conversation: conversationId(`0010${String(id)}`),
    ticket: { model: 'helpdesk.ticket' as const, id, createDate: now },
    waitingSince: instant('2026-11-16T08:00:00Z'),
    answerBy: instant(answerBy),
  })
  const rows = [waits(1, '2026-11-18T07:59:00Z'), waits(2, '2026-11-18T12:00:00Z'), waits(3, '2026-11-18T12:01:00Z')]
  const { markup: page } = deadlinesSection(rows, times(now, 'Europe/Berlin'), 'https://odoo.example')
  expect([...page.matchAll(/class="badge (\w+)"/g)].map(([, tone]) => tone)).toEqual(['bad', 'warn', 'quiet'])
  expect(page).toContain('18 Nov 2026, 08:59:00')
  expect(page).toContain('https://odoo.example/mail/view?model=helpdesk.ticket&#38;res_id=1')
})
