import { addressParser } from 'postal-mime'
import type { MailAddress } from '../../domain/mail.ts'
import { decodedWords, oneLine, unicode } from './words.ts'

const ADDRESSES_MAX = 200
const ADDRESS = /^[^\s@<>,;"]{1,128}@[^\s@<>,;"]{1,255}$/

/**
 * Addresses of header values (RFC 5322, 3.4), groups taken apart; what is no address is left out.
 * @param values each byte one character, as `fieldsOf` gives it
 */
export function addressesOf(values: readonly string[]): MailAddress[] {
  const found: MailAddress[] = []
  for (const value of values) {
    for (const { address, name } of addressParser(unicode(value), { flatten: true })) {
      const plain = oneLine(address ?? '')
        .replace(/^['"<]+|['">]+$/g, '')
        .toLowerCase()
      if (!ADDRESS.test(plain) || found.length >= ADDRESSES_MAX) continue
      const called = decodedWords(name).replace(/^['"](.*)['"]$/, '$1')
      found.push(
        called === '' || called.toLowerCase() === plain ? { address: plain } : { address: plain, name: called },
      )
    }
  }
  return found
}

const IDS_MAX = 200

/** Message ids of a value, with their angle brackets; an id without them gets them. Of very many the first and the newest stay. */
export function idsOf(value: string): string[] {
  const ids = value.includes('<') ? value.match(/<[^<>\s]{1,990}>/g) : bareIds(value)
  const clean = (ids ?? []).map(oneLine)
  return clean.length <= IDS_MAX ? clean : [...clean.slice(0, 1), ...clean.slice(1 - IDS_MAX)]
}

const bareIds = (value: string): string[] | undefined =>
  value.match(/[^<>\s,;]{1,500}@[^<>\s,;]{1,490}/g)?.map((id) => `<${id}>`)
