import { existsSync, readdirSync } from 'node:fs'
import { basename, dirname, isAbsolute, join, relative, resolve } from 'node:path'
import type { Account } from '../domain/account.ts'
import { type AccountName, accountName, connectorName } from '../domain/ids.ts'
import type { ConnectorDeclaration } from '../kit/connector.ts'
import { accountFaults, accountNotes, mailOf, type ServiceSide } from './account-rules.ts'
import { accountShape } from './account.ts'
import { defined } from './defined.ts'
import { codeOf, readEnvFile } from './env-file.ts'
import type { SettingsFault, SettingsNote } from './faults.ts'
import { type Shape, shapeOf } from './field.ts'
import { smtpSettings } from './mail-server.ts'
import { mailboxSettings } from './mailbox.ts'
import { NOTIFICATION_KINDS, type NotificationKind } from '../domain/notification.ts'
import { nearest } from '../domain/nearest.ts'
import { type Read, readOwn, readShape } from './read.ts'
import { serviceShape } from './service.ts'
import { isWebAddress, type ShopFiles, shopFiles } from './shop-files.ts'
import { givens, type Givens, knownNames, secretFiles, secretNames, unknownNames, unusedNotes } from './sources.ts'

/** An account file after reading; `account` only if nothing in it is at fault. */
export interface AccountFile {
  readonly file: string
  readonly account?: Account
  readonly faults: readonly SettingsFault[]
  readonly notes: readonly SettingsNote[]
  /** Values that must never be shown. */
  readonly secrets: readonly string[]
  /** Files that hold secrets: this one, and those it names. */
  readonly secretFiles: readonly string[]
  /** The connector, and its keys by name: two accounts must not share one. */
  readonly connector: string | undefined
  readonly keys: ReadonlyMap<string, string>
}

export interface AccountSurroundings {
  readonly cwd: string
  readonly registry: readonly ConnectorDeclaration[]
  readonly service: ServiceSide
  readonly timeZone: string
}

/** How a path is called in faults: as seen from the working folder, if it lies there. */
export function shownPath(path: string, cwd: string): string {
  const seen = relative(cwd, path)
  return seen === '' || seen.startsWith('..') || isAbsolute(seen) ? path : seen
}

/** Paths of the account files in a folder, or why there are none. */
export function listAccountFiles(dir: string, cwd: string): readonly string[] | SettingsFault {
  const file = shownPath(dir, cwd)
  const remedy = 'Copy accounts/<connector>.env.example to <account>.env in this folder and fill it in.'
  if (!existsSync(dir)) return { file, problem: 'the folder of the accounts is missing', remedy: `Make it. ${remedy}` }
  try {
    const names = readdirSync(dir).filter((name) => name.endsWith('.env'))
    return names.length > 0
      ? names.sort().map((name) => join(dir, name))
      : { file, problem: 'the folder holds no account', remedy }
  } catch (error) {
    return {
      file,
      problem: `the folder cannot be read (${codeOf(error)})`,
      remedy: 'Name the folder of the accounts in ACCOUNTS_DIR.',
    }
  }
}

/** Reads one account file. It never looks at the environment; mail settings it does not name are the service's. */
export function readAccountFile(path: string, { cwd, registry, service, timeZone }: AccountSurroundings): AccountFile {
  const file = shownPath(path, cwd)
  const content = readEnvFile(path, file)
  const given = givens(content.values, file, dirname(path))
  const { name, faults: nameFaults } = readName(path, file)
  const { declaration, faults: connectorFaults } = readConnector(given, registry, file)
  const common = readShape(accountShape, given, file)
  const own = declaration === undefined ? undefined : readOwn(declaration.config, given, file)
  const ownShape: Shape = declaration === undefined ? {} : shapeOf(declaration.config)
  const shop = shopFiles(common.given, common.values.LEGAL_FILES, file)
  const faults = firstOfEach([
    ...content.faults,
    ...nameFaults,
    ...connectorFaults,
    ...(declaration === undefined ? [] : strangers(given, { ...accountShape, ...ownShape })),
    ...common.faults,
    ...(own?.faults ?? []),
    ...accountFaults({ ...common, file, declaration, service }),
    ...shop.faults,
  ])
  const keys = new Map(secretNames(ownShape).map((key) => [key, own?.given.get(key)?.value ?? '']))
  const secrets = secretNames(accountShape).map((secret) => common.given.get(secret)?.value ?? '')
  const base = {
    ...{ file, faults, secrets: [...secrets, ...keys.values()], connector: declaration?.name, keys },
    secretFiles: [path, ...secretFiles(common.given), ...secretFiles(own?.given ?? new Map())],
  }
  if (faults.length > 0 || name === undefined || declaration === undefined) return { ...base, notes: [] }
  const account = build(name, complete(common.values), {
    mail: mailOf(common, service),
    messagePollSeconds: declaration.manifest.messagePollSeconds,
    own: own?.own,
    timeZone,
    dir: dirname(path),
    shop,
  })
  return {
    ...base,
    account,
    notes: [...unusedNotes(common.given, accountShape), ...accountNotes(file, account, declaration), ...shop.notes],
  }
}

function readName(path: string, file: string): { name: AccountName | undefined; faults: SettingsFault[] } {
  const name = basename(path, '.env')
  if (/^[a-z0-9-]+$/.test(name)) return { name: accountName(name), faults: [] }
  const remedy = 'Rename it, e.g. to shop-de.env; the name of the file is the name of the account and stays for good.'
  return {
    name: undefined,
    faults: [{ file, problem: 'its name has other characters than a-z, 0-9 and -', remedy }],
  }
}

function readConnector(
  given: Givens,
  registry: readonly ConnectorDeclaration[],
  file: string,
): { declaration: ConnectorDeclaration | undefined; faults: SettingsFault[] } {
  const word = given.get('CONNECTOR')?.value.trim() ?? ''
  // Missing and empty are reported with the other settings.
  if (word === '') return { declaration: undefined, faults: [] }
  const built = registry.filter(({ open }) => open !== undefined).map(({ name }) => name)
  const found = registry.find(({ name }) => name === word)
  if (found?.open !== undefined) return { declaration: found, faults: [] }
  const remedy = `Built so far: ${built.join(', ')}.`
  const fault = { file, name: 'CONNECTOR', remedy }
  if (found !== undefined)
    return { declaration: undefined, faults: [{ ...fault, problem: `names ${found.name}: known, not built yet` }] }
  const closest = nearest(
    word,
    registry.map(({ name }) => name),
  )
  return {
    declaration: undefined,
    faults: [
      {
        ...fault,
        problem: 'names a connector that does not exist',
        ...(closest === undefined ? {} : { nearest: closest }),
      },
    ],
  }
}

function strangers(given: Givens, shape: Shape): SettingsFault[] {
  return unknownNames(
    given,
    knownNames(shape),
    knownNames(serviceShape),
    'It is a setting of the service: write it into .env.',
  )
}

/** One word about a setting is enough: what is wrong with its line comes before what is wrong with its value. */
export function firstOfEach(faults: readonly SettingsFault[]): SettingsFault[] {
  const seen = new Set<string>()
  return faults.filter(({ file, name, problem }) => {
    const key = `${file}\n${name ?? problem}`
    return !seen.has(key) && seen.add(key)
  })
}

/** Where no field is at fault, every field has been read. */
export const complete = <S extends Shape>(values: Read<S>): Complete<S> => values as Complete<S>
export type Complete<S extends Shape> = Required<Read<S>>

interface Circumstances {
  readonly mail: ReturnType<typeof mailOf>
  readonly messagePollSeconds: number
  readonly own: unknown
  readonly timeZone: string
  /** Where the account file lies. */
  readonly dir: string
  readonly shop: ShopFiles
}

function build(name: AccountName, values: Complete<typeof accountShape>, circumstances: Circumstances): Account {
  const { mail, own, timeZone, dir, shop } = circumstances
  const account = defined({
    name,
    connector: connectorName(values.CONNECTOR),
    mode: values.MODE,
    baseUrl: values.BASE_URL,
    startFrom: values.START_FROM,
    ordersRef: values.ORDERS_REF,
    ordersTeam: values.ORDERS_TEAM,
    notify: values.NOTIFY ?? [],
    formality: values.FORMALITY,
    language: values.LANGUAGE,
    timeZone,
    carriers: values.CARRIERS ?? new Map<string, string>(),
    transitDays: values.TRANSIT_DAYS,
    mailFrom: mail.from,
    smtp: smtpSettings(mail.parts),
    mailbox: mailboxSettings(values),
    mailRedirect: values.MAIL_REDIRECT,
    replyHoldSeconds: values.REPLY_HOLD,
    answerWarnSeconds: values.ANSWER_WARN,
    answerByEmail: values.ANSWER_BY_EMAIL,
    signature: values.SIGNATURE,
    closeOnMarketplace: values.CLOSE_ON_MARKETPLACE,
    notifyMaxAgeHours: values.NOTIFY_MAX_AGE === 'off' ? undefined : values.NOTIFY_MAX_AGE / 3600,
    schedules: schedulesOf(values),
    shippedWaitMinutes: values.SHIPPED_WAIT / 60,
    delays: { tell: values.DELAY, aheadSeconds: values.RADAR_AHEAD, promised: values.PROMISED_DATE },
    combine: values.COMBINE,
    quietHours: values.QUIET_HOURS,
    quietHolidays: values.QUIET_HOLIDAYS,
    notifyMaxPerOrder: values.NOTIFY_MAX_PER_ORDER,
    b2b: values.B2B,
    skipPartners: values.SKIP_PARTNERS,
    testOrders: values.TEST_ORDERS,
    trackingWaitSeconds: values.TRACKING_WAIT,
    messagePollSeconds: values.MESSAGE_POLL_SECONDS ?? circumstances.messagePollSeconds,
    shop: defined({
      name: values.SHOP_NAME,
      logo: values.SHOP_LOGO === undefined ? undefined : placed(values.SHOP_LOGO, dir),
      logoPicture: shop.logo,
      color: values.SHOP_COLOR,
      imprint: values.SHOP_IMPRINT,
    }),
    legalFiles: shop.legal.length === 0 ? undefined : shop.legal,
  })
  return { ...account, own }
}

/** Kinds with slots of their own; undefined = none has. */
function schedulesOf(values: Complete<typeof accountShape>): ReadonlyMap<NotificationKind, string> | undefined {
  const given: Readonly<Record<string, unknown>> = values
  const schedules = NOTIFICATION_KINDS.flatMap((kind) => {
    const cron = given[`SCHEDULE_NOTIFY_${kind.toUpperCase()}`]
    return typeof cron === 'string' ? [[kind, cron] as const] : []
  })
  return schedules.length === 0 ? undefined : new Map(schedules)
}

/** A path counts from the file that names it; a web address stays. */
const placed = (path: string, dir: string): string => (isWebAddress(path) ? path : resolve(dir, path))
