import { idList } from '../domain.ts'
import { create, write } from '../crud.ts'
import type { Env } from '../env.ts'
import { bool, char, html, many2many, many2one, select, type Models, type Values } from '../model.ts'
import { groupsOf } from '../rights.ts'

/** What a user shows of its contact and writes through to it. */
const THROUGH = ['name', 'email', 'lang', 'tz', 'phone'] as const

/** Users and their groups. */
export const users: Models = {
  'res.users': {
    label: 'User',
    module: 'base',
    order: 'name, login',
    fields: {
      login: char({ required: true }),
      password: char({ compute: () => '' }),
      partner_id: many2one('res.partner', { required: true }),
      name: char({ related: 'partner_id.name' }),
      email: char({ related: 'partner_id.email' }),
      lang: select([], { related: 'partner_id.lang' }),
      tz: select([], { related: 'partner_id.tz' }),
      phone: char({ related: 'partner_id.phone' }),
      active: bool({ default: true }),
      signature: html(),
      notification_type: select(
        [
          ['email', 'By Emails'],
          ['inbox', 'In Odoo'],
        ],
        { required: true, default: 'email', label: 'Notification' },
      ),
      company_id: many2one('res.company', { required: true, default: 1 }),
      company_ids: many2many('res.company', { default: [[6, 0, [1]]] }),
      group_ids: many2many('res.groups', { default: (env: Env) => [[6, 0, [env.ref('base.group_user')]]] }),
      all_group_ids: many2many('res.groups', {
        compute: (env, row) => [...groupsOf(env, row.id)].map((group) => env.ref(group)),
      }),
      share: bool({ compute: (env, row) => !groupsOf(env, row.id).has('base.group_user') }),
    },
    unique: { fields: ['login'], message: 'You can not have two users with the same login!' },
    prepare(env, values, given) {
      values['partner_id'] ??= create(env.sudo(), 'res.partner', through(given))
    },
    created(env, id, given) {
      keepPassword(env, id, given['password'])
    },
    written(env, ids, values) {
      for (const id of ids) {
        const changed = through(values)
        const partner = Number(env.value('res.users', id, 'partner_id'))
        if (Object.keys(changed).length > 0) write(env.sudo(), 'res.partner', [partner], changed)
        if (values['password'] !== undefined) keepPassword(env, id, values['password'])
      }
    },
    methods: {
      context_get: {
        on: 'model',
        args: [],
        run: (env) => ({
          lang: env.value('res.users', env.uid, 'lang'),
          tz: env.value('res.users', env.uid, 'tz'),
          uid: env.uid,
        }),
      },
      has_group: {
        on: 'records',
        args: ['group_ext_id'],
        run: (env, ids, args) => groupsOf(env, Number(ids[0] ?? env.uid)).has(String(args['group_ext_id'])),
      },
    },
  },
  'res.groups': {
    label: 'Access Groups',
    module: 'base',
    order: 'name',
    fields: {
      name: char({ required: true }),
      full_name: char({ compute: (env, row) => env.base.rights.groups[String(row['xmlid'])]?.label ?? row['name'] }),
      implied_ids: many2many('res.groups'),
    },
  },
}

function through(values: Values): Values {
  return Object.fromEntries(Object.entries(values).filter(([name]) => (THROUGH as readonly string[]).includes(name)))
}

/** Beside the fields, so that no read shows it. */
function keepPassword(env: Env, id: number, password: unknown): void {
  const row = env.row('res.users', id)
  if (row !== undefined && typeof password === 'string') env.store.put('res.users', { ...row, secret: password })
}

/** The internal user of a contact, undefined for everybody else. */
export function internalUserOf(env: Env, partner: number): number | undefined {
  return idList(env.value('res.partner', partner, 'user_ids')).find((user) =>
    groupsOf(env, user).has('base.group_user'),
  )
}
