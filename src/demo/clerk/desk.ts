import { idOf, type Records, type Row } from './records.ts'
import type { Clerk, Key, PostStep, Rpc } from './steps.ts'

/** What an agent does on tickets. */
export function desk(
  rpc: Rpc,
  records: Records,
): Pick<Clerk, 'answers' | 'notes' | 'edits' | 'deletes' | 'closesTicket' | 'reopensTicket'> {
  return {
    answers: (step) => post(rpc, records, step, 'mail.mt_comment'),
    notes: (step) => post(rpc, records, step, 'mail.mt_note'),

    async edits(step) {
      const message = await posted(records, step.key)
      if (message['body'] !== step.html) await records.write('mail.message', [message.id], { body: step.html })
    },

    async deletes(step) {
      const message = await posted(records, step.key)
      if (message['body'] === '') return
      await records.write('mail.message', [message.id], { body: '', attachment_ids: [[6, 0, []]] })
    },

    async closesTicket(step) {
      await moveTo(records, step.ticketId, 'closing')
    },

    async reopensTicket(step) {
      await moveTo(records, step.ticketId, 'open')
    },
  }
}

/**
 * The message carries the step's key in its Message-ID, so posting and keying are one transaction. The rest is as Odoo writes it: the id tells the
 * record on which the message was written.
 */
const messageId = (key: Key, ticketId: number): string => `<${key}-openerp-${String(ticketId)}-helpdesk.ticket@clerk>`
const anyTicket = (key: Key): string => `<${key.replaceAll(/[\\%_]/g, '\\$&')}-openerp-%-helpdesk.ticket@clerk>`

async function post(rpc: Rpc, records: Records, step: PostStep, subtype: string): Promise<number> {
  const [there] = await records.read('mail.message', [['message_id', '=like', anyTicket(step.key)]], ['id'])
  if (there !== undefined) return there.id
  const attachments: number[] = []
  for (const file of step.files ?? []) {
    attachments.push(
      await records.create('ir.attachment', {
        name: file.name,
        mimetype: file.mimeType,
        datas: Buffer.from(file.bytes).toString('base64'),
        // As the web client uploads: the message that takes it moves it to the ticket.
        res_model: 'mail.compose.message',
        res_id: 0,
      }),
    )
  }
  await rpc('helpdesk.ticket', 'message_post', [[step.ticketId]], {
    body: step.html,
    body_is_html: true,
    message_type: 'comment',
    subtype_xmlid: subtype,
    message_id: messageId(step.key, step.ticketId),
    attachment_ids: attachments,
  })
  return (await posted(records, step.key)).id
}

async function posted(records: Records, key: Key): Promise<Row> {
  const [message] = await records.read('mail.message', [['message_id', '=like', anyTicket(key)]], ['body'])
  if (message === undefined) throw new Error(`No step has posted ${key} in this Odoo. Play the steps in their order.`)
  return message
}

async function moveTo(records: Records, ticketId: number, kind: 'closing' | 'open'): Promise<void> {
  const ticket = await records.one('helpdesk.ticket', ticketId, ['team_id', 'stage_id', 'closed'])
  if (ticket['closed'] === (kind === 'closing')) return
  const [stage] = await records.read(
    'helpdesk.ticket.stage',
    [
      ['active', '=', true],
      ['closed', '=', kind === 'closing'],
      ['mail_template_id', '=', false],
      ['team_ids', 'in', [idOf(ticket['team_id']) ?? 0]],
    ],
    ['id'],
    'sequence, id',
  )
  if (stage === undefined)
    throw new Error(`The team of ticket ${String(ticketId)} has no ${kind} stage without a mail.`)
  await records.write('helpdesk.ticket', [ticketId], { stage_id: stage.id })
}
