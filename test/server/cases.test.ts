import { expect, test } from 'vitest'
import { instant } from '../../src/domain/time.ts'
import { caseNumber, type StoredCase } from '../../src/ledger/case-ports.ts'
import { casesSection } from '../../src/server/console/cases.ts'
import { times } from '../../src/server/console/words.ts'
import { newAccount, returnCase, toldCase } from '../ledger/samples.ts'

test('open cases are told with what can be decided on them, and lead to their tickets; the buyer’s words are not shown', () => {
  const now = instant('2026-11-18T08:00:00Z')
  const decideBy = instant('2026-11-20T12:00:00Z')
  const facts = returnCase('17', { decideBy })
  const stored: StoredCase = {
    number: caseNumber('5'),
    account: newAccount(),
    facts,
    conversation: toldCase(facts).conversation,
    ticket: { model: 'helpdesk.ticket', id: 7, createDate: now },
    event: null,
    shown: null,
  }
  const { markup: page } = casesSection([stored], times(now, 'Europe/Berlin'), 'https://odoo.example')
  expect(page).toContain('accept, clarify, reject, repair')
  expect(page).toContain('https://odoo.example/mail/view?model=helpdesk.ticket&#38;res_id=7')
  expect(page).toContain('20 Nov 2026, 13:00:00')
  expect(page).not.toContain('blauen')
})
