import { readEnv } from '../scripts/odoo/kit.ts'

/** The PostgreSQL server to measure on: DATABASE_URL, else the one that `npm run odoo:up` started; undefined = there is none. */
export function serverUrl(): string | undefined {
  const given = process.env['DATABASE_URL']
  if (given !== undefined && given !== '') return given
  try {
    return readEnv().postgresUrl
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  }
}
