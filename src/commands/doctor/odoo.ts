import { readFileSync } from 'node:fs'
import type { Fault } from '../../domain/errors.ts'
import { isFault, Misconfigured } from '../../domain/errors.ts'
import { msBetween, plusMs } from '../../domain/time.ts'
import { packagePath } from '../../kit/package-folder.ts'
import type { OdooInfo, RightsFinding } from '../../odoo/ports.ts'
import { clockFinding } from './clocks.ts'
import type { Probe } from './examination.ts'
import { type Finding, report } from './finding.ts'
import { onOdoo, type Patient } from './patient.ts'

const AREA = 'Odoo'
/** The series that everything was tried on. */
const TRIED_SERIES = '19'
const ADDON = 'marketplace_care'
const GLUE = 'marketplace_care_helpdesk_mgmt'
const REMEDY = 'Correct ODOO_URL, ODOO_DB and the login, or start Odoo.'

/** Odoo itself: version, helpdesk, addon, the user's rights, clocks and time zones. */
export function odooProbes(patient: Patient): readonly Probe[] {
  const dependent = (title: string, run: (info: OdooInfo) => Promise<readonly Finding[]>): Probe => {
    const place = { area: AREA, title }
    return { ...place, run: () => onOdoo(patient, place, run) }
  }
  return [
    { area: AREA, title: 'Odoo', name: 'odoo', run: () => infoFindings(patient), remedy: REMEDY },
    dependent('ledger', (info) => ledgerFindings(patient, info)),
    dependent('addon', (info) => addonFindings(patient, info)),
    dependent('team', (info) => teamFindings(patient, info)),
    dependent('clock', () => clockFindings(patient)),
    dependent('user', () => userFindings(patient)),
    dependent('rights', async () => rightsFindings(await patient.odoo.rights())),
  ]
}

async function infoFindings({ odoo }: Patient): Promise<Finding[]> {
  const { good, doubtful, bad } = report(AREA)
  const info = await odoo.info()
  const { version, transport } = info
  const named = { name: 'odoo' }
  return [
    version.split('.')[0] === TRIED_SERIES
      ? good('Odoo', `${version} by ${transport}, database ${info.marks.database}`, named)
      : doubtful(
          'Odoo',
          `${version} by ${transport}: not tried`,
          `Everything was tried on Odoo ${TRIED_SERIES} only: try it on a copy of the database first.`,
          named,
        ),
    info.flavour === 'none'
      ? bad(
          'helpdesk',
          'no helpdesk is installed: no conversation becomes a ticket',
          'Install helpdesk_mgmt (OCA), or Enterprise Helpdesk.',
        )
      : info.flavour === 'enterprise'
        ? doubtful(
            'helpdesk',
            'Enterprise',
            'Not tried on Enterprise: what is said of it comes from public documentation.',
          )
        : good('helpdesk', 'OCA helpdesk_mgmt'),
    info.neutralized
      ? doubtful(
          'neutralized',
          'this Odoo database is neutralized (a copy for tests): nothing is sent',
          'Name the real database in ODOO_DB when buyers shall be answered.',
        )
      : good('neutralized', 'no: answers and mails may leave'),
  ]
}

async function ledgerFindings({ store }: Patient, { marks }: OdooInfo): Promise<Finding[]> {
  if ('fault' in store) return []
  const { good, bad } = report(AREA)
  const named = { name: 'odoo database' }
  const known = Object.entries(marks).filter((entry): entry is [string, string] => typeof entry[1] === 'string')
  try {
    await store.ledger.confirmMarks(Object.fromEntries(known))
    return [good('ledger', 'the ledger belongs to this Odoo', named)]
  } catch (error) {
    if (!isFault(error)) throw error
    return [bad('ledger', error.message, remedyOf(error), named)]
  }
}

const remedyOf = (error: Fault): string =>
  error instanceof Misconfigured
    ? 'Correct ODOO_URL and ODOO_DB; if Odoo moved on purpose: marketplace-care ledger rebind.'
    : 'Try again.'

async function addonFindings({ inspection, odoo }: Patient, { addon, flavour }: OdooInfo): Promise<Finding[]> {
  const { good, note, doubtful, bad } = report(AREA)
  const installed = await inspection.modules()
  const core = installed?.get(ADDON)
  const glue = installed?.get(GLUE)
  const expected = shippedVersion(ADDON)
  if (core !== undefined && glue === undefined && flavour === 'oca') {
    return [
      bad(
        'addon',
        `${ADDON} ${core} is installed without ${GLUE}: tickets are made the slow way`,
        `Install ${GLUE} too.`,
      ),
    ]
  }
  if (addon === undefined) {
    return core === undefined
      ? [
          note(
            'addon',
            'not installed: works, with fewer views in Odoo and more calls (it comes with this package, folder odoo-addon)',
          ),
        ]
      : [
          bad(
            'addon',
            `${core} is installed, but does not answer the service`,
            `Upgrade ${ADDON} and ${GLUE} in Odoo (Apps → Upgrade).`,
          ),
        ]
  }
  const versions = glue === undefined || glue === addon ? addon : `${addon}, ${GLUE} ${glue}`
  if (expected === undefined) return [good('addon', versions)]
  const orders = [addon, glue ?? addon].map((version) => compare(version, expected))
  if (Math.min(...orders) < 0) {
    return [
      doubtful(
        'addon',
        `${versions}: older than the one of this package (${expected})${await notShown(odoo)}`,
        `Put the folders ${ADDON} and ${GLUE} of this package (odoo-addon) in place of the old ones, restart Odoo, and upgrade both (Apps → Upgrade).`,
      ),
    ]
  }
  if (Math.max(...orders) > 0) {
    return [
      doubtful(
        'addon',
        `${versions}: newer than the one of this package (${expected})`,
        'Upgrade Marketplace Care to the version the addons came with.',
      ),
    ]
  }
  return [good('addon', versions)]
}

/** What an older addon has no place for. */
async function notShown({ deadlines }: Patient['odoo']): Promise<string> {
  if ((await deadlines.place()) !== 'addon too old') return ''
  return '; until it is upgraded no ticket shows since when a buyer waits and until when an answer is wanted, and nobody is reminded before'
}

/** Version of the addon that this package brings along, as its manifest has it; undefined where it brings none (an image without addons). */
export function shippedVersion(addon: string): string | undefined {
  try {
    const manifest = readFileSync(packagePath('odoo-addon', addon, '__manifest__.py'), 'utf8')
    return /"version":\s*"([\d.]+)"/.exec(manifest)?.[1]
  } catch (error) {
    if (error instanceof Misconfigured) return undefined
    throw error
  }
}

function compare(a: string, b: string): number {
  return a.localeCompare(b, 'en', { numeric: true })
}

async function teamFindings({ inspection }: Patient, { flavour }: OdooInfo): Promise<Finding[]> {
  const { good, doubtful } = report(AREA)
  if (flavour === 'none') return []
  if (await inspection.hasTeam()) return [good('team', 'the team for marketplace tickets is there')]
  return [
    doubtful(
      'team',
      'the team for marketplace tickets is missing: until it is there no conversation becomes a ticket',
      'Run once with a user who may make it (Helpdesk Manager): marketplace-care setup',
    ),
  ]
}

/** Odoo tells its time to the second, always rounded down. */
async function clockFindings({ odoo, clock }: Patient): Promise<Finding[]> {
  const before = clock.now()
  const theirs = await odoo.now()
  const after = clock.now()
  const middle = plusMs(before, msBetween(before, after) / 2)
  const skewMs = msBetween(middle, plusMs(theirs, 500))
  return [clockFinding({ area: AREA, whose: 'Odoo', skewMs, unsureMs: 500 + msBetween(before, after) / 2 })]
}

async function userFindings({ inspection, settings }: Patient): Promise<Finding[]> {
  const { good, doubtful } = report(AREA)
  const { login, email, timeZone, companyTimeZone, administrator } = await inspection.user()
  const zones = [
    ['the service user', timeZone],
    ['the company', companyTimeZone],
  ].filter(([, zone]) => zone !== null && zone !== settings.timeZone)
  const others = zones.map(([who, zone]) => `${who ?? ''} has ${zone ?? ''}`).join(', ')
  return [
    good('user', administrator ? `${login}, an administrator: works, but the service needs far less` : login, {
      name: 'odoo user',
    }),
    ...(email === null || administrator
      ? []
      : [
          doubtful(
            'user address',
            'the service user has an e-mail address: Odoo suggests it as a recipient of answers',
            'Take the address off that user; the service needs none.',
            { name: 'odoo user address' },
          ),
        ]),
    good('time zone', others === '' ? 'as in the settings' : `${settings.timeZone} counts here; in Odoo ${others}`, {
      name: 'odoo time zone',
    }),
  ]
}

/** Model by model: what is there in one line, what is missing with the group that gives it. */
function rightsFindings(rights: readonly RightsFinding[]): Finding[] {
  const { good, bad } = report(AREA)
  return [...Map.groupBy(rights, ({ model }) => model)].flatMap(([model, own]) => {
    const named = { name: `right ${model}` }
    const words = (list: readonly RightsFinding[]): string =>
      [...new Set(list.map(({ operation }) => operation))].join(', ')
    const missing = own.filter(({ ok }) => !ok)
    const groups = [...new Set(missing.map(({ group }) => group))].join(' and ')
    if (missing.length > 0) {
      return [bad(model, `${words(missing)} is missing`, `Give the service user the group ${groups}.`, named)]
    }
    return [good(model, words(own), { ...named, fold: 'rights' })]
  })
}
