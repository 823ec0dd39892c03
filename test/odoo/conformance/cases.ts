import { chatter } from './cases/chatter.ts'
import { clerk } from './cases/clerk.ts'
import { fields } from './cases/fields.ts'
import { loading } from './cases/load.ts'
import { protocol } from './cases/protocol.ts'
import { records } from './cases/records.ts'
import { rights } from './cases/rights.ts'
import type { Case } from './subject.ts'

/** Every promise that the sandbox keeps like a real Odoo 19. */
export const CASES: readonly Case[] = [...protocol, ...fields, ...records, ...loading, ...chatter, ...rights, ...clerk]
