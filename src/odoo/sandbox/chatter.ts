import { create, existing, write } from './crud.ts'
import { idList } from './domain.ts'
import { valueError } from './errors.ts'
import type { Env } from './env.ts'
import { escapeHtml } from './html.ts'
import type { Method, Model, Models, Values } from './model.ts'
import { one2many, many2many } from './model.ts'
import { emailOf } from './models/mail.ts'
import { internalUserOf } from './models/users.ts'
import { log, notify, subscribe, track } from './notify.ts'
import { checkRows } from './rights.ts'
import type { Row } from './store.ts'

/** Gives the models with a chatter its fields and methods, and lets creating and changing them be told in it. */
export function withChatter(models: Models): Models {
  return Object.fromEntries(
    Object.entries(models).map(([name, model]) => [name, model.thread === undefined ? model : chatty(name, model)]),
  )
}

const ACTIVITIES = {
  activity_ids: one2many('mail.activity', 'res_id', { inverseModel: 'res_model', label: 'Activities' }),
}

function chatty(name: string, model: Model): Model {
  return {
    ...model,
    fields: {
      ...model.fields,
      message_ids: one2many('mail.message', 'res_id', {
        inverseModel: 'model',
        label: 'Messages',
        only: (row) => row['message_type'] !== 'user_notification',
      }),
      message_follower_ids: one2many('mail.followers', 'res_id', { inverseModel: 'res_model', label: 'Followers' }),
      message_partner_ids: many2many('res.partner', { label: 'Followers (Partners)', compute: followers(name) }),
      ...(model.thread?.activities === 'none' ? {} : ACTIVITIES),
    },
    methods: {
      ...model.methods,
      message_post: posting(name),
      message_subscribe: {
        on: 'records',
        args: ['partner_ids?', 'subtype_ids?'],
        run(env, ids, args) {
          env.checkModel(name, 'write')
          checkRows(env, name, ids, 'write')
          for (const id of ids) subscribe(env, name, id, idList(args['partner_ids']))
          return true
        },
      },
      message_unsubscribe: {
        on: 'records',
        args: ['partner_ids?'],
        run: (env, ids, args) => {
          unsubscribe(env, name, ids, idList(args['partner_ids']))
        },
      },
    },
    created(env, id, given) {
      model.created?.(env, id, given)
      if (env.context['tracking_disable'] === true) return
      if (env.context['mail_create_nosubscribe'] !== true) subscribe(env, name, id, [env.partner])
      if (env.context['mail_create_nolog'] !== true) {
        const words = `<div summary="o_mail_notification"><p>${model.label} created</p></div>`
        log(env, name, id, words, model.thread?.createdSubtype)
      }
      assigned(env, name, [id])
    },
    written(env, ids, values, before) {
      model.written?.(env, ids, values, before)
      if (env.context['tracking_disable'] === true) return
      if (env.context['mail_notrack'] !== true) for (const row of before) track(env, name, row)
      if ('user_id' in values) {
        const others = before.filter((row) => row['user_id'] !== env.value(name, row.id, 'user_id'))
        assigned(
          env,
          name,
          others.map((row) => row.id),
        )
      }
    },
  }
}

const followers =
  (model: string) =>
  (env: Env, row: Row): number[] =>
    idList(env.get(model, row, 'message_follower_ids')).map((id) =>
      Number(env.value('mail.followers', id, 'partner_id')),
    )

function unsubscribe(env: Env, model: string, ids: readonly number[], partners: readonly number[]): void {
  for (const row of [...env.rows('mail.followers').values()]) {
    const here = row['res_model'] === model && ids.includes(Number(row['res_id']))
    if (here && partners.includes(Number(row['partner_id']))) env.store.drop('mail.followers', row.id)
  }
}

/** Whoever is made responsible follows, and is told of it by somebody else's change. */
function assigned(env: Env, model: string, ids: readonly number[]): void {
  if (env.model(model).fields['user_id'] === undefined) return
  for (const id of ids) {
    const user = env.value(model, id, 'user_id')
    const partner = env.value('res.users', user, 'partner_id')
    if (typeof partner !== 'number') continue
    subscribe(env, model, id, [partner])
    if (user === env.uid || env.context['mail_auto_subscribe_no_notify'] === true) continue
    const title = `You have been assigned to ${String(env.nameOf(model, id))}`
    notify(env, {
      message: create(env.sudo(), 'mail.message', {
        model,
        res_id: id,
        subject: title,
        body: `<p>${escapeHtml(title)}</p>`,
        message_type: 'user_notification',
        subtype_id: env.ref('mail.mt_note'),
        partner_ids: [[6, 0, [partner]]],
      }),
      partners: [partner],
    })
  }
}

const KNOWN = [
  'author_id',
  'date',
  'email_from',
  'is_internal',
  'message_id',
  'mail_activity_type_id',
  'reply_to',
  'email_layout_xmlid',
] as const
const FORBIDDEN = ['model', 'res_id', 'subtype']

function posting(model: string): Method {
  return {
    on: 'records',
    args: [
      ...['body?', 'subject?', 'message_type?', 'author_id?', 'parent_id?', 'subtype_xmlid?', 'subtype_id?'],
      ...['partner_ids?', 'outgoing_email_to?', 'attachments?', 'attachment_ids?', 'body_is_html?', '**'],
    ],
    run: (env, ids, args) => [post(env, model, ids, args)],
  }
}

/** Posts a message on one record as the user and tells whom it concerns. */
export function post(env: Env, model: string, ids: readonly number[], args: Values): number {
  const refused = FORBIDDEN.filter((name) => name in args)
  if (refused.length > 0) {
    throw valueError(`Those values are not supported when posting or notifying: ${refused.join(', ')}`)
  }
  const [id] = ids
  if (id === undefined || ids.length > 1) throw valueError(`Expected singleton: ${model}(${ids.join(', ')})`)
  existing(env, model, id)
  const type = args['message_type'] ?? 'notification'
  const comment = env.ref('mail.mt_comment')
  const subtype = subtypeOf(env, args)
  const author = typeof args['author_id'] === 'number' ? args['author_id'] : env.partner
  const body = String(args['body'] ?? '')
  const message = create(env, 'mail.message', {
    email_from: emailOf(env, author),
    author_id: author,
    ...Object.fromEntries(KNOWN.filter((name) => args[name] !== undefined).map((name) => [name, args[name]])),
    model,
    res_id: id,
    message_type: type,
    subtype_id: subtype ?? false,
    subject: args['subject'] ?? false,
    body: args['body_is_html'] === true ? body : escapeHtml(body),
    partner_ids: [[6, 0, idList(args['partner_ids'])]],
    attachment_ids: [[6, 0, filesOf(env, model, id, args)]],
  })
  const written = type !== 'notification' && type !== 'auto_comment' && subtype === comment
  if (written && internalUserOf(env, author) !== undefined) subscribe(env, model, id, [author])
  notify(env, { message, partners: [...idList(args['partner_ids']), ...following(env, model, id, subtype)] })
  return message
}

function subtypeOf(env: Env, args: Values): number | undefined {
  const named = typeof args['subtype_xmlid'] === 'string' ? env.ref(args['subtype_xmlid']) : undefined
  return named ?? (typeof args['subtype_id'] === 'number' ? args['subtype_id'] : env.ref('mail.mt_note'))
}

/** Followers of a record who want this kind of message. */
function following(env: Env, model: string, id: number, subtype: number | undefined): number[] {
  return [...env.rows('mail.followers').values()]
    .filter((row) => row['res_model'] === model && row['res_id'] === id)
    .filter((row) => subtype !== undefined && idList(row['subtype_ids']).includes(subtype))
    .map((row) => Number(row['partner_id']))
}

/** Files waiting in the user's composer move to the record; named contents become files. */
function filesOf(env: Env, model: string, id: number, args: Values): number[] {
  const given = idList(args['attachment_ids'])
  for (const one of given) {
    const row = env.row('ir.attachment', one)
    if (row?.['res_model'] === 'mail.compose.message' && row['create_uid'] === env.uid) {
      write(env.sudo(), 'ir.attachment', [one], { res_model: model, res_id: id })
    }
  }
  const contents = Array.isArray(args['attachments']) ? (args['attachments'] as [string, string][]) : []
  const made = contents.map(([name, content]) =>
    create(env.sudo(), 'ir.attachment', {
      name,
      datas: Buffer.from(content).toString('base64'),
      res_model: model,
      res_id: id,
    }),
  )
  return [...given, ...made]
}
