import { existsSync, statSync } from 'node:fs'
import { join, resolve } from 'node:path'
import type { ConnectorDeclaration } from '../kit/connector.ts'
import { asFault, type ServiceSide } from './account-rules.ts'
import { accountShape } from './account.ts'
import { readEnvFile } from './env-file.ts'
import type { SettingsFault } from './faults.ts'
import { shapeOf } from './field.ts'
import { partsFaults } from './mail-server.ts'
import { editDistance } from '../domain/nearest.ts'
import { readShape } from './read.ts'
import { serviceShape } from './service.ts'
import { givens, type Givens, knownNames, layered, unknownNames } from './sources.ts'

/** Where a setting of the service belongs when it is nowhere. */
export const ENV_FILE = '.env'
const ENVIRONMENT = 'environment'

/** Reads the environment over `.env`, with all that is wrong in both. */
export function readService(
  env: NodeJS.ProcessEnv,
  cwd: string,
  registry: readonly ConnectorDeclaration[],
): ServiceSide & { readonly faults: readonly SettingsFault[] } {
  const known = knownNames(serviceShape)
  const path = join(cwd, ENV_FILE)
  const content = existsSync(path) ? readEnvFile(path, ENV_FILE) : { values: new Map<string, string>(), faults: [] }
  const inFile = givens(content.values, ENV_FILE, cwd)
  const inEnvironment = givens(Object.entries(env), ENVIRONMENT, cwd)
  const { values, given, faults } = readShape(serviceShape, layered(inEnvironment, inFile, serviceShape), ENV_FILE)
  const side = { values, given }
  return {
    ...side,
    faults: [
      ...content.faults,
      ...unknownNames(inFile, known, accountNames(registry), 'It is a setting of an account: write it into its file.'),
      ...unknownNames(mistyped(inEnvironment, known), known, new Set(), ''),
      ...faults,
      ...odooFaults(side),
      ...mailFaults(side),
      ...alertFaults(side),
      ...consoleFaults(side),
      ...folderFaults(side, cwd),
    ],
  }
}

/** A path of the service: relative ones count from the place that names them. */
export function placed(path: string, name: string, given: Givens, cwd: string): string {
  return resolve(given.get(name)?.dir ?? cwd, path)
}

function accountNames(registry: readonly ConnectorDeclaration[]): Set<string> {
  return new Set(
    [accountShape, ...registry.map(({ config }) => shapeOf(config))].flatMap((shape) => [...knownNames(shape)]),
  )
}

/** The environment is full of other programs' names: only what can hardly mean anything else is taken for a slip. */
function mistyped(environment: Givens, known: ReadonlySet<string>): Givens {
  const slips = [...environment].filter(([name]) => {
    if (name.startsWith('SCHEDULE_')) return true
    const near = name.length < 9 ? 1 : 2
    return name.startsWith('ODOO_') && [...known].some((other) => editDistance(name, other) <= near)
  })
  return new Map(slips)
}

function odooFaults({ given, values }: ServiceSide): SettingsFault[] {
  const isGiven = (name: string): boolean => given.has(name)
  if (!isGiven('ODOO_PASSWORD') && !isGiven('ODOO_API_KEY')) {
    const problem = 'is missing, and ODOO_API_KEY too'
    return [
      { file: ENV_FILE, name: 'ODOO_PASSWORD', problem, remedy: 'Give one of the two, in the environment or in .env.' },
    ]
  }
  const byKeyAlone = isGiven('ODOO_API_KEY') && values.ODOO_TRANSPORT !== 'jsonrpc'
  if (isGiven('ODOO_USER') || byKeyAlone) return []
  const remedy = 'Give the login of the service user; only JSON-2 with an API key does without.'
  return [{ file: ENV_FILE, name: 'ODOO_USER', problem: 'is missing', remedy }]
}

function mailFaults({ given, values }: ServiceSide): SettingsFault[] {
  const parts = { server: values.SMTP_URL, user: values.SMTP_USER, password: values.SMTP_PASSWORD }
  const fileOf = (name: string): string => given.get(name)?.file ?? given.get('SMTP_URL')?.file ?? ENV_FILE
  return partsFaults('SMTP', parts).map((fault) => asFault(fileOf(fault[0]), fault))
}

/** An alarm that could never be sent is worse than none: it would be relied on. */
function alertFaults({ given, values }: ServiceSide): SettingsFault[] {
  const alert = given.get('ALERT_MAIL')
  if (alert === undefined || values.ALERT_MAIL === undefined) return []
  return (['SMTP_URL', 'MAIL_FROM'] as const)
    .filter((name) => !given.has(name))
    .map((name) => ({
      file: alert.file,
      name,
      problem: 'is missing, and ALERT_MAIL needs it',
      remedy: `Give the service a ${name} of its own (those of accounts do not count), or take ALERT_MAIL out.`,
    }))
}

/** Everybody who reaches the console could release texts and see buyers' names. */
function consoleFaults({ given, values }: ServiceSide): SettingsFault[] {
  const host = values.HTTP_HOST
  if (host === undefined || given.has('CONSOLE_PASSWORD') || isLoopback(host)) return []
  const problem = 'opens the console to other machines, and there is no CONSOLE_PASSWORD'
  const remedy = 'Set CONSOLE_PASSWORD, or listen on 127.0.0.1.'
  return [{ file: given.get('HTTP_HOST')?.file ?? ENV_FILE, name: 'HTTP_HOST', problem, remedy }]
}

const isLoopback = (host: string): boolean => /^(?:localhost|127(?:\.\d{1,3}){3}|::1|\[::1\])$/i.test(host)

function folderFaults({ given, values }: ServiceSide, cwd: string): SettingsFault[] {
  if (values.TEMPLATES_DIR === undefined) return []
  const dir = placed(values.TEMPLATES_DIR, 'TEMPLATES_DIR', given, cwd)
  if (existsSync(dir) && statSync(dir).isDirectory()) return []
  const file = given.get('TEMPLATES_DIR')?.file ?? ENV_FILE
  return [{ file, name: 'TEMPLATES_DIR', problem: 'names no folder', remedy: 'Make the folder, or take the line out.' }]
}
