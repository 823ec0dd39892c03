import OdooAwait from 'odoo-await'
import type { OdooEnv } from '../scripts/odoo/kit.ts'

/** The script one would write first: contact, ticket, external id, message, one call after another over XML-RPC. */
export async function naive(
  env: OdooEnv,
  run: string,
  conversations: number,
): Promise<{ seconds: number; calls: number }> {
  const odoo = new OdooAwait({ baseUrl: env.url, db: env.db, username: env.user, password: env.password })
  await odoo.connect()
  let calls = 0
  const call = async <T>(promise: Promise<T>): Promise<T> => {
    calls += 1
    return promise
  }
  const started = performance.now()
  for (let n = 0; n < conversations; n += 1) {
    const name = `${run}-n-${String(n)}`
    const partner = await call(odoo.create('res.partner', { name: `Buyer ${name}`, active: false }))
    const ticket = await call(odoo.create('helpdesk.ticket', { name, description: `<p>${name}</p>` }))
    await call(odoo.createExternalId('helpdesk.ticket', ticket, name, '__bench__'))
    await call(
      odoo.execute_kw('helpdesk.ticket', 'message_post', [
        [ticket],
        { body: `<p>Question ${name}</p>`, message_type: 'comment', author_id: partner, body_is_html: true },
      ]),
    )
  }
  return { seconds: (performance.now() - started) / 1000, calls }
}
