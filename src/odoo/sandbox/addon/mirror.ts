import { create, write } from '../crud.ts'
import { idList } from '../domain.ts'
import type { Env } from '../env.ts'
import { nameRecord } from '../load.ts'
import type { Values } from '../model.ts'
import { accountOf, invalid, known, line, messageBy, placed, TICKET } from './service.ts'

interface TicketRow {
  readonly xmlid: string
  readonly name: string
  readonly description?: string
  readonly contact_xmlid?: string
  readonly partner_id?: number
  readonly user_id?: number
  readonly sale_order_ids?: readonly number[]
  readonly mc_conversation?: string | false
  readonly mc_order_ref?: string | false
  readonly mc_url?: string | false
}

interface MessageRow {
  readonly ticket_xmlid?: string
  readonly ticket_id?: number
  readonly message_id: string
  readonly xmlid?: string
  readonly body?: string
  readonly author?: { readonly contact_xmlid?: string } | null
  readonly email_from?: string | false
  readonly date: string
  readonly message_type?: string
  readonly subtype?: 'comment' | 'note'
  readonly attachments?: readonly { readonly name: string; readonly mimetype?: string; readonly data: string }[]
  readonly notify?: readonly number[]
}

interface Batch {
  readonly account: Values
  readonly contacts?: readonly { readonly xmlid: string; readonly name: string }[]
  readonly tickets?: readonly TicketRow[]
  readonly messages?: readonly MessageRow[]
  readonly updates?: readonly {
    readonly ticket_id: number
    readonly stage?: 'open' | 'closed'
    readonly unarchive?: boolean
  }[]
}

/** Contacts, tickets, messages and files of a batch: only what does not exist, all or nothing, nobody is mailed. */
export function mirrorBatch(su: Env, given: unknown): object {
  const { account: owner, contacts = [], tickets = [], messages = [], updates = [] } = given as Batch
  const account = accountOf(su, owner)
  const people = placed(su, 'res.partner', contacts, ({ name }) => ({ name: line(name) || 'Buyer', active: false }))
  const contact = (xmlid: string | undefined): number | undefined =>
    xmlid === undefined ? undefined : (people.ids.get(xmlid) ?? known(su, 'res.partner', xmlid))
  const desk = placed(su, TICKET, tickets, (row) => ticketValues(su, row, account, contact(row.contact_xmlid)))
  const ids: Record<string, number> = {}
  let made = 0
  for (const row of messages) {
    const there = messageBy(su, row.message_id, row.xmlid)
    if (there === undefined) made += 1
    ids[row.message_id] = there ?? message(su, row, ticketOf(su, row, desk.ids), contact)
  }
  for (const update of updates) turn(su, update)
  const created = { contacts: people.made, tickets: desk.made, messages: made }
  return { tickets: Object.fromEntries(desk.ids), messages: ids, created }
}

function ticketValues(su: Env, row: TicketRow, account: number, contact: number | undefined): Values {
  const customer = su.row('res.partner', row.partner_id ?? 0)?.id
  const orders = (row.sale_order_ids ?? []).filter((id) => su.row('sale.order', id) !== undefined)
  return {
    name: line(row.name),
    description: row.description ?? '',
    partner_id: customer ?? contact ?? false,
    partner_name: su.value('res.partner', contact, 'name'),
    user_id: row.user_id ?? false,
    team_id: own(su, 'team'),
    stage_id: own(su, 'stage_new'),
    channel_id: own(su, 'channel'),
    sale_order_ids: [[6, 0, orders]],
    mc_account_id: account,
    mc_conversation: row.mc_conversation ?? false,
    mc_order_ref: row.mc_order_ref ?? false,
    mc_url: row.mc_url ?? false,
  }
}

const own = (su: Env, name: string): number | false => su.ref(`marketplace_care_helpdesk_mgmt.${name}`) ?? false

function ticketOf(su: Env, row: MessageRow, made: ReadonlyMap<string, number>): number {
  const named = row.ticket_xmlid
  const byName = named === undefined ? undefined : (made.get(named) ?? known(su, TICKET, named))
  const ticket = su.row(TICKET, row.ticket_id ?? 0)?.id ?? byName
  if (ticket === undefined) throw invalid(`There is no ticket for the message ${row.message_id}.`)
  return ticket
}

function message(
  su: Env,
  row: MessageRow,
  ticket: number,
  contactOf: (xmlid: string | undefined) => number | undefined,
): number {
  const contact = row.author?.contact_xmlid
  const author = contactOf(contact)
  if (contact !== undefined && author === undefined) throw invalid(`There is no contact ${contact}.`)
  const files = (row.attachments ?? []).map(({ name, mimetype, data }) =>
    create(su, 'ir.attachment', {
      name: fileName(name),
      datas: data,
      res_model: TICKET,
      res_id: ticket,
      ...(mimetype === undefined ? {} : { mimetype }),
    }),
  )
  const note = row.subtype === 'note'
  const id = create(su, 'mail.message', {
    model: TICKET,
    res_id: ticket,
    message_id: row.message_id,
    message_type: row.message_type ?? 'email',
    subtype_id: su.ref(note ? 'mail.mt_note' : 'mail.mt_comment'),
    is_internal: note,
    body: row.body ?? '',
    author_id: author ?? false,
    email_from: line(row.email_from || '') || false,
    date: row.date,
    attachment_ids: [[6, 0, files]],
    reply_to: false,
    email_add_signature: false,
  })
  if (row.xmlid !== undefined) nameRecord(su, row.xmlid, 'mail.message', id)
  tell(su, ticket, id, row.notify ?? [])
  return id
}

/** In the inbox, or by an activity where the user prefers mails; one that is open already is enough. */
function tell(su: Env, ticket: number, id: number, users: readonly number[]): void {
  const todo = su.ref('mail.mail_activity_data_todo')
  for (const user of users) {
    if (su.value('res.users', user, 'active') !== true || su.value('res.users', user, 'share') === true) continue
    const partner = su.value('res.users', user, 'partner_id')
    if (su.value('res.users', user, 'notification_type') === 'inbox') {
      create(su, 'mail.notification', { mail_message_id: id, res_partner_id: partner, notification_type: 'inbox' })
      continue
    }
    const open = su.search('mail.activity', [
      ['res_model', '=', TICKET],
      ['res_id', '=', ticket],
      ['user_id', '=', user],
      ['automated', '=', true],
    ])
    if (open.length > 0) continue
    const german = su.value('res.users', user, 'lang') === 'de_DE'
    create(su, 'mail.activity', {
      res_model_id: su.ref('helpdesk_mgmt.model_helpdesk_ticket'),
      res_id: ticket,
      user_id: user,
      activity_type_id: todo,
      automated: true,
      summary: german ? 'Der Käufer hat geschrieben' : 'The buyer has written',
    })
  }
}

function turn(su: Env, update: NonNullable<Batch['updates']>[number]): void {
  const row = su.row(TICKET, update.ticket_id)
  if (row === undefined) return
  const closed = su.get(TICKET, row, 'closed') === true
  const values: Values = {
    ...(update.unarchive === true && row['active'] === false ? { active: true } : {}),
    ...(update.stage !== undefined && closed !== (update.stage === 'closed')
      ? { stage_id: stageFor(su, row['team_id'], update.stage) }
      : {}),
  }
  if (Object.keys(values).length > 0) write(su, TICKET, [row.id], values)
}

/** Our own stage in our own team; elsewhere the first that fits. */
function stageFor(su: Env, team: unknown, wanted: 'open' | 'closed'): unknown {
  const ours = own(su, wanted === 'open' ? 'stage_progress' : 'stage_closed')
  if (idList(su.value('helpdesk.ticket.stage', ours, 'team_ids')).includes(Number(team))) return ours
  const ofTeam = ['|', ['team_ids', '=', false], ['team_ids', 'in', [team]]]
  return su.find('helpdesk.ticket.stage', [...ofTeam, ['closed', '=', wanted === 'closed']]) ?? ours
}

/** A file's name without any path. */
function fileName(name: string): string {
  const last = name.replaceAll('\\', '/').split('/').at(-1) ?? ''
  return (
    line(last)
      .replace(/^[. ]+/, '')
      .slice(-120) || 'file'
  )
}
