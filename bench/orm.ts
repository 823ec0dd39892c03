/**
 * The same work inside Odoo's own process, in batches and with the same context: what no client can beat.
 * @param shell runs Python in `odoo shell` and gives what it printed
 * @returns seconds
 */
export function ormLimit(shell: (code: string) => string, run: string, conversations: number): number {
  const printed = shell(`
import time
quiet = dict(tracking_disable=True, mail_create_nolog=True, mail_create_nosubscribe=True, mail_notrack=True)
Ticket = env['helpdesk.ticket'].with_context(**quiet)
count = ${String(conversations)}
started = time.perf_counter()
for start in range(0, count, 200):
    names = ['${run}-o-%d' % n for n in range(start, min(start + 200, count))]
    partners = env['res.partner'].with_context(**quiet).create([{'name': name, 'active': False} for name in names])
    tickets = Ticket.create([{'name': name, 'description': '<p>%s</p>' % name} for name in names])
    env['ir.model.data'].create([
        {'module': '__bench__', 'name': ticket.name, 'model': 'helpdesk.ticket', 'res_id': ticket.id} for ticket in tickets
    ])
    env['mail.message'].create([
        {'model': 'helpdesk.ticket', 'res_id': ticket.id, 'body': '<p>Question</p>', 'message_type': 'email', 'author_id': partner.id}
        for ticket, partner in zip(tickets, partners)
    ])
    env.flush_all()
    env.cr.commit()
print('SECONDS %.6f' % (time.perf_counter() - started))
`)
  const seconds = Number(/SECONDS ([0-9.]+)/.exec(printed)?.[1])
  if (!Number.isFinite(seconds)) throw new Error(`odoo shell printed no time:\n${printed}`)
  return seconds
}
