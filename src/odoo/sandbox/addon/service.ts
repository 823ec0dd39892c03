import { isDeepStrictEqual } from 'node:util'
import { create, write } from '../crud.ts'
import { accessError, OdooError } from '../errors.ts'
import type { Env } from '../env.ts'
import { nameRecord } from '../load.ts'
import type { Values } from '../model.ts'
import { groupsOf } from '../rights.ts'

export const ACCOUNT = 'marketplace.care.account'
export const TICKET = 'helpdesk.ticket'

const SILENT = {
  tracking_disable: true,
  mail_create_nolog: true,
  mail_create_nosubscribe: true,
  mail_notrack: true,
  mail_activity_quick_update: true,
  mail_auto_subscribe_no_notify: true,
  attachments_mime_plainxml: true,
}

export const invalid = (message: string): OdooError => new OdooError('odoo.exceptions.ValidationError', message, 422)

/** All rights and no sound, for the service and administrators. */
export function asService(env: Env): Env {
  const own = groupsOf(env, env.uid)
  if (!own.has('marketplace_care.group_service') && !own.has('base.group_system')) {
    throw accessError(
      'Only the service of Marketplace Care may do this. Its user needs the group “Marketplace Care / Service”.',
    )
  }
  return env.with(SILENT).sudo()
}

/** The account of that name, made if it is new. */
export function accountOf(su: Env, values: Values): number {
  const { name, marketplace, label } = values
  const found = su.with({ active_test: false }).find(ACCOUNT, [['name', '=', name]])
  if (found === undefined) {
    return create(su, ACCOUNT, { name, marketplace: marketplace ?? false, label: label || name })
  }
  if (su.value(ACCOUNT, found, 'marketplace') === false && marketplace) write(su, ACCOUNT, [found], { marketplace })
  return found
}

/** A record that already carries this external id. */
export function known(su: Env, model: string, xmlid: string): number | undefined {
  if (!xmlid.startsWith('__mc__.')) throw invalid(`The external id ${xmlid} does not begin with __mc__.`)
  const found = su.xmlid(xmlid)
  if (found !== undefined && found.model !== model) {
    throw invalid(`The external id ${xmlid} is that of a record of another kind.`)
  }
  return found?.id
}

/** Finds the records of these rows by external id and makes those that are missing. */
export function placed<Row extends { readonly xmlid: string }>(
  su: Env,
  model: string,
  rows: readonly Row[],
  valuesOf: (row: Row) => Values,
): { readonly ids: Map<string, number>; readonly made: number } {
  const ids = new Map<string, number>()
  let made = 0
  for (const row of rows) {
    const there = ids.get(row.xmlid) ?? known(su, model, row.xmlid)
    if (there !== undefined) ids.set(row.xmlid, there)
    else {
      const id = create(su, model, valuesOf(row))
      nameRecord(su, row.xmlid, model, id)
      ids.set(row.xmlid, id)
      made += 1
    }
  }
  return { ids, made }
}

/** What of these values a record does not have already; undefined = nothing. */
export function differing(su: Env, model: string, id: number, values: Values): Values | undefined {
  const changes = Object.entries(values).filter(
    ([name, value]) => !isDeepStrictEqual(su.value(model, id, name) ?? false, value),
  )
  return changes.length === 0 ? undefined : Object.fromEntries(changes)
}

export function messageBy(su: Env, messageId: string, xmlid?: string): number | undefined {
  const byId = su.find('mail.message', [['message_id', '=', messageId]])
  return byId ?? (xmlid === undefined ? undefined : known(su, 'mail.message', xmlid))
}

/** One line without control characters, not longer than a title may be. */
export function line(value: unknown): string {
  const words = String(value ?? '').replaceAll(/[\p{Cc}\u2028\u2029]+/gu, ' ')
  return words.split(/\s+/).filter(Boolean).join(' ').slice(0, 250)
}
