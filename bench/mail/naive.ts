/** The script one would write first: each mail fetched, parsed and made a ticket with its files, one call after another. */
import { ImapFlow } from 'imapflow'
import { simpleParser } from 'mailparser'
import OdooAwait from 'odoo-await'
import { part } from '../notify/part.ts'
import type { Step } from './box.ts'

export interface NaiveTask {
  readonly imapUrl: string
  readonly user: string
  readonly odoo: { readonly url: string; readonly db: string; readonly user: string; readonly password: string }
  /** At most so many mails. */
  readonly mails: number
}

export interface NaivePassed extends Step {
  readonly mails: number
  readonly odooCalls: number
}

part(async ({ imapUrl, user, odoo: env, mails }: NaiveTask): Promise<NaivePassed> => {
  const { hostname: host, port } = new URL(imapUrl)
  const auth = { user, pass: 'secret' }
  const client = new ImapFlow({ host, port: Number(port), auth, logger: false, tls: { rejectUnauthorized: false } })
  const odoo = new OdooAwait({ baseUrl: env.url, db: env.db, username: env.user, password: env.password })
  await odoo.connect()
  await client.connect()
  try {
    await client.mailboxOpen('INBOX', { readOnly: true })
    const uids = ((await client.search({ all: true }, { uid: true })) || []).slice(0, mails)
    let odooCalls = 0
    const [began, cpu] = [performance.now(), process.cpuUsage()]
    for (const uid of uids) {
      const fetched = await client.fetchOne(String(uid), { source: true }, { uid: true })
      if (fetched === undefined || fetched === false || fetched.source === undefined) throw new Error('A mail is gone.')
      const mail = await simpleParser(fetched.source)
      const ticket = await odoo.create('helpdesk.ticket', {
        name: mail.subject ?? '',
        description: mail.html === false ? (mail.textAsHtml ?? '') : mail.html,
      })
      odooCalls += 1
      for (const { filename = 'file', content } of mail.attachments) {
        const datas = content.toString('base64')
        await odoo.create('ir.attachment', { name: filename, res_model: 'helpdesk.ticket', res_id: ticket, datas })
        odooCalls += 1
      }
    }
    const { user: own, system } = process.cpuUsage(cpu)
    const seconds = (performance.now() - began) / 1000
    const peak = process.resourceUsage().maxRSS * 1024
    return { mails: uids.length, odooCalls, seconds, cpuSeconds: (own + system) / 1e6, peak }
  } finally {
    await client.logout()
  }
})
