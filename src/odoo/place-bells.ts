import { z } from 'zod'
import type { AccountName, ConversationId } from '../domain/ids.ts'
import { activityRecord, ACTIVITY_FIELDS } from './activity.ts'
import { TICKET } from './flavour.ts'
import { load, type Cell } from './load.ts'
import { safePart, XMLID_MODULE } from './naming.ts'
import type { MessageToPlace } from './ports.ts'
import { id, many2one, text } from './records.ts'
import type { Surroundings } from './surroundings.ts'

/** How users are told of messages, as further columns of the messages' import. */
export interface Bells {
  readonly fields: readonly string[]
  readonly none: readonly Cell[]
  /** One row for each user told in the inbox. */
  rowsOf(message: MessageToPlace): readonly (readonly Cell[])[]
}

const SILENCE: Bells = { fields: [], none: [], rowsOf: () => [] }
const INBOX_FIELDS = [
  'notification_ids/res_partner_id/.id',
  'notification_ids/notification_type',
  'notification_ids/notification_status',
]

const userRow = z.object({ id, partner_id: many2one, notification_type: z.string(), lang: text })
const summary = (language: string | null): string =>
  language?.startsWith('de') === true ? 'Der Käufer hat geschrieben' : 'The buyer has written'

/**
 * Tells users inside Odoo: by the inbox, in the same transaction as the message; by an activity, made before it, where the
 * user prefers e-mail, since Odoo hides the inbox then. Nobody is mailed.
 */
export async function bells(
  surroundings: Surroundings,
  account: AccountName,
  messages: readonly MessageToPlace[],
  ticketOf: ReadonlyMap<ConversationId, number>,
): Promise<Bells> {
  const told = [...new Set(messages.flatMap((message) => message.tell))]
  if (told.length === 0) return SILENCE
  const { bridge } = surroundings
  const users = new Map((await bridge.byIds('res.users', userRow, told)).map((user) => [user.id, user]))
  const helpdesk = await surroundings.helpdesk()
  const activities = messages.flatMap((message) =>
    message.tell
      .filter((user) => users.get(user)?.notification_type === 'email')
      .map((user) =>
        activityRecord({
          xmlid: `${XMLID_MODULE}.${account}.n.${safePart(message.id)}.${String(user)}`,
          model: TICKET,
          flavour: helpdesk.kind,
          resId: ticketOf.get(message.conversation) ?? 0,
          userId: user,
          summary: summary(users.get(user)?.lang ?? null),
          noteHtml: '',
          due: bridge.clock.now(),
        }),
      ),
  )
  // A user who may not see the ticket cannot be told; the message is mirrored all the same.
  if (activities.length > 0) {
    await load(bridge, 'mail.activity', ACTIVITY_FIELDS, activities, {
      group: helpdesk.userGroup,
      allRefused: 'listed',
    })
  }
  return {
    fields: INBOX_FIELDS,
    none: INBOX_FIELDS.map((): Cell => false),
    rowsOf: (message) =>
      message.tell.flatMap((user) => {
        const told = users.get(user)
        if (told?.notification_type !== 'inbox' || told.partner_id === null) return []
        // The label, since an import takes `sent` for the label of another state.
        return [[String(told.partner_id.id), 'inbox', 'Delivered']]
      }),
  }
}
