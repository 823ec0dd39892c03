import { createHash } from 'node:crypto'
import { normalAddress } from '../domain/mail-address.ts'

/** What is kept of a mail address instead of it: the same for every spelling, of no use as an address. */
export const addressHash = (address: string): string =>
  createHash('sha256')
    .update(`mail-address:${normalAddress(address)}`)
    .digest('hex')
