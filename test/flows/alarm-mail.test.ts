import type { AddressInfo } from 'node:net'
import { SMTPServer } from 'smtp-server'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { connectors } from '../../connectors/index.ts'
import { openAccount } from '../../src/app.ts'
import { accountName } from '../../src/domain/ids.ts'
import { createRefusedMail } from '../../src/flows/alarm-mail.ts'
import { createAside } from '../../src/flows/aside.ts'
import type { JobState } from '../../src/ledger/ports.ts'
import { createMailer } from '../../src/mail/smtp.ts'
import type { Mailer } from '../../src/mail/ports.ts'
import { emptyStore, silent, type TestStore } from '../ledger/database.ts'
import { account } from './samples.ts'

const shop = accountName('shop')
let store: TestStore
let mailer: Mailer
let logins = 0
const server = new SMTPServer({
  authOptional: false,
  allowInsecureAuth: true,
  disabledCommands: ['STARTTLS'],
  disableReverseLookup: true,
  logger: false,
  onAuth({ password }, _session, answer) {
    logins += 1
    if (password === 'secret') answer(null, { user: 'shop' })
    else answer(Object.assign(new Error('5.7.8 no'), { responseCode: 535 }))
  },
})
server.on('error', () => undefined)

beforeAll(async () => {
  store = await emptyStore()
  mailer = createMailer({ clock: store.clock, log: silent })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
})
afterAll(async () => {
  await mailer.close()
  await new Promise<void>((done) => {
    server.close(done)
  })
  await store.close()
})

/** What is found of the shop, whose mails fail with this fault (null = they leave), and how often its server was asked. */
async function look(error: string | null, password: string): Promise<{ found: readonly string[]; asked: number }> {
  const { port } = server.server.address() as AddressInfo
  const smtp = { host: '127.0.0.1', port, secure: false, user: 'shop', password }
  const opened = openAccount(account({ name: shop, smtp }), connectors, { clock: store.clock, log: silent })
  const now = store.clock.now()
  const state: JobState = {
    ...{ job: 'notify', account: shop, error, lastSuccess: null },
    failingSince: error === null ? null : now,
  }
  const before = logins
  const found = await createRefusedMail({ ledger: store.ledger, mailer }, createAside(silent))([opened], [state])
  return { found: found.map(({ summary }) => summary), asked: logins - before }
}

test('a login that the mail server refuses is found at once, and the server is asked once for each new fault', async () => {
  const refused = await look('535 no', 'wrong')
  expect(refused).toEqual({
    found: [expect.stringMatching(/refuses the login \(535.*SMTP_USER and SMTP_PASSWORD/)],
    asked: 1,
  })
  expect(await look('535 no', 'wrong')).toEqual({ ...refused, asked: 0 })
  expect(await look(null, 'wrong')).toEqual({ found: [], asked: 0 })
  expect(await look('535 once more', 'wrong')).toMatchObject({ asked: 1 })
})

test('mails that fail for another reason are nothing that a person has to mend', async () => {
  expect(await look('Odoo did not answer.', 'secret')).toEqual({ found: [], asked: 1 })
  expect(await look('Odoo did not answer.', 'secret')).toEqual({ found: [], asked: 0 })
})
