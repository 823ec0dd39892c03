import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { ADDON_SOURCE } from './kit.ts'
import type { Addons } from './databases.ts'
import type { Home } from './home.ts'
import { odooShell, PYTHON, runOdoo } from './odoo.ts'
import { capture } from './run.ts'

/** pylint-odoo over all our addons; throws with what it found. */
export function lintAddons(home: Home, addons: Addons): void {
  const packages = join(home.dir, 'pylint')
  if (!existsSync(join(packages, 'pylint_odoo'))) {
    const pip = ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '--target', packages]
    capture(PYTHON, [...pip, 'pylint-odoo==10.*'], { cwd: home.dir })
  }
  const env = { PYTHONPATH: packages, PYLINTHOME: join(home.dir, 'pylint-cache'), PYTHONDONTWRITEBYTECODE: '1' }
  const args = ['-m', 'pylint', '--rcfile', join(ADDON_SOURCE, '.pylintrc'), ...addons.modules]
  capture(PYTHON, args, { cwd: ADDON_SOURCE, env })
}

/** Installs our addons in a database that has none; throws if Odoo warns of anything in them. */
export function installQuietly(home: Home, db: string, addons: Addons, logFile: string): void {
  runOdoo(home, { db, addons: addons.dir }, ['-i', addons.modules.join(',')], logFile)
  const complaints = readFileSync(logFile, 'utf8')
    .split('\n')
    .filter((line) => / (WARNING|ERROR|CRITICAL) /.test(line))
  if (complaints.length > 0) throw new Error(`Odoo complains at the installation:\n${complaints.join('\n')}`)
}

/** Updates our addons and runs their tests in one go; gives how many ran. Throws if one failed or none ran. */
export function testAddons(home: Home, db: string, addons: Addons, logFile: string): number {
  const tags = addons.modules.map((name) => `/${name}`).join(',')
  const update = ['-u', addons.modules.join(','), '--test-enable', '--test-tags', tags, '--log-level', 'test']
  runOdoo(home, { db, addons: addons.dir }, update, logFile)
  const log = readFileSync(logFile, 'utf8')
  const count = /(\d+) failed, (\d+) error\(s\) of (\d+) tests/.exec(log)
  if (count === null || count[3] === '0') throw new Error(`No test ran; see ${logFile}`)
  if (count[1] !== '0' || count[2] !== '0') throw new Error(`${count[0]}; see ${logFile}`)
  return Number(count[3])
}

/** The texts of our addons as Odoo exports them are those of the .pot files, and German has a word for each. */
export function checkTranslations(home: Home, db: string, addons: Addons): void {
  const code = `
import io, polib
from odoo.tools.translate import trans_export
for module in ${JSON.stringify(addons.modules)}:
    buffer = io.BytesIO()
    trans_export(False, [module], buffer, 'po', env)
    folder = f'${addons.dir}/{module}/i18n'
    texts = {entry.msgid for entry in polib.pofile(buffer.getvalue().decode())}
    known = {entry.msgid for entry in polib.pofile(f'{folder}/{module}.pot')}
    german = {entry.msgid for entry in polib.pofile(f'{folder}/de.po') if entry.msgstr}
    for name, missing in (('not in the .pot', texts - known), ('only in the .pot', known - texts), ('not in German', texts - german)):
        for text in sorted(missing):
            print(f'{module}: {name}: {text!r}')
`
  const missing = odooShell(home, { db, addons: addons.dir }, code)
  if (missing !== '') throw new Error(`The translations do not fit the addons:\n${missing}`)
}

const CONVERSATION = `
batch = {
    'account': {'name': 'check-de', 'marketplace': 'Check', 'label': 'Check DE'},
    'contacts': [{'xmlid': '__mc__.check-de.c.1', 'name': 'Erika M.'}],
    'tickets': [{'xmlid': '__mc__.check-de.t.1', 'name': 'Where is it?', 'description': '<p>x</p>',
                 'contact_xmlid': '__mc__.check-de.c.1', 'mc_conversation': '1'}],
    'messages': [{'ticket_xmlid': '__mc__.check-de.t.1', 'message_id': '<check-de.1@marketplace-care>',
                  'xmlid': '__mc__.check-de.m.1', 'body': '<p>Where?</p>', 'author': {'contact_xmlid': '__mc__.check-de.c.1'},
                  'email_from': 'Erika', 'date': '2026-01-01 10:00:00', 'message_type': 'email', 'subtype': 'comment'}],
}`

const CASE = `
row = {'account': 'check-de', 'case_ref': 'R-1', 'name': 'Return R-1', 'type': 'return', 'state': 'Waits for you', 'is_open': True,
       'actions': [{'action': 'accept', 'consequence': 'Pays the buyer.', 'text': 'none'}]}
[number] = env['marketplace.care.account'].case_batch([row])
assert env['marketplace.care.account'].case_batch([row]) == [], 'the same case is written again'
case = env['marketplace.care.case'].browse(number)
env['marketplace.care.decide'].create({'case_id': case.id, 'action': 'accept'}).action_decide()
[decision] = env['marketplace.care.account'].decision_open()
assert decision['case_ref'] == 'R-1', decision`

/** Uninstalls what the addons added on top of a mirrored conversation and a case, and checks that the conversation stays whole. */
export function uninstallKeepsTickets(home: Home, db: string, addons: Addons): void {
  const here = { db, addons: addons.dir }
  odooShell(
    home,
    here,
    `${CONVERSATION}\nenv['marketplace.care.account'].mirror_batch(batch)\n${CASE}\nenv.cr.commit()\n`,
  )
  odooShell(
    home,
    here,
    `env['ir.module.module'].search([('name', 'in', ${JSON.stringify(addons.modules)})]).button_immediate_uninstall()\n`,
  )
  // From here on the addons' files are not even on the path.
  odooShell(
    home,
    { db },
    `
ticket = env.ref('__mc__.check-de.t.1')
assert ticket.message_ids == env.ref('__mc__.check-de.m.1'), 'the message has gone'
assert ticket.team_id == env.ref('__mc__.setup.team'), 'the team has gone'
assert ticket.stage_id == env.ref('__mc__.setup.stage_new'), 'the stage has gone'
assert 'mc_account_id' not in ticket._fields
env.cr.execute("SELECT indexname FROM pg_indexes WHERE indexname LIKE '%_mc_feed_idx'")
assert not env.cr.fetchall(), 'an index is left'
env.cr.execute("SELECT table_name, column_name FROM information_schema.columns WHERE column_name LIKE 'mc!_%' ESCAPE '!' OR table_name LIKE 'marketplace_care%'")
assert not (left := env.cr.fetchall()), f'columns are left: {left}'
left = env['ir.model.data'].search([('module', 'in', ${JSON.stringify(addons.modules)})])
assert not left, f'records are left: {left.mapped("complete_name")}'
`,
  )
}

/** Installs again after an uninstallation: the old team and the old tickets are found, nothing is doubled. */
export function installAgain(home: Home, db: string, addons: Addons, logFile: string): void {
  installQuietly(home, db, addons, logFile)
  odooShell(
    home,
    { db, addons: addons.dir },
    `${CONVERSATION}
assert env.ref('__mc__.setup.team') == env.ref('marketplace_care_helpdesk_mgmt.team'), 'there are two teams'
assert env['helpdesk.ticket.team'].search_count([('name', '=', 'Marketplaces')]) == 1, 'there are two teams'
assert env.ref('__mc__.check-de.t.1').mc_account_id.name == 'check-de', 'the old ticket is not recognised'
answer = env['marketplace.care.account'].mirror_batch(batch)
assert answer['created'] == {'contacts': 0, 'tickets': 0, 'messages': 0}, answer
`,
  )
}

/** The core addon alone works, and says that no helpdesk is connected. */
export function coreWorksAlone(home: Home, db: string, addons: Addons): void {
  const here = { db, addons: addons.dir }
  odooShell(
    home,
    here,
    `env['ir.module.module'].search([('name', '=', 'marketplace_care_helpdesk_mgmt')]).button_immediate_uninstall()\n`,
  )
  odooShell(
    home,
    here,
    `
from odoo.exceptions import UserError
accounts = env['marketplace.care.account']
assert accounts.info()['helpdesk'] is False
try:
    accounts.mirror_batch({'account': {'name': 'check-de'}, 'messages': [{'message_id': '<x>', 'ticket_id': 1}]})
    raise SystemExit('a batch was taken without a helpdesk')
except UserError:
    pass
${CASE}
`,
  )
}
