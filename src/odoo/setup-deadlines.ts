import { z } from 'zod'
import { Misconfigured } from '../domain/errors.ts'
import { OWN_FIELDS } from './deadlines.ts'
import { TICKET } from './flavour.ts'
import { load } from './load.ts'
import { XMLID_MODULE } from './naming.ts'
import type { SetupReport } from './ports.ts'
import { id } from './records.ts'
import type { Surroundings } from './surroundings.ts'

const FIELDS = [
  {
    name: OWN_FIELDS.since,
    label: 'Waiting Since',
    german: 'Wartet seit',
    help: 'Since when somebody waits for an answer on the marketplace.',
  },
  {
    name: OWN_FIELDS.by,
    label: 'Answer By',
    german: 'Antwort bis',
    help: 'Until when the marketplace wants an answer. A note, another stage or an automatic message is none.',
  },
] as const

/** Odoo's web client compares times as text in UTC. */
const UTC = (moment: string): string => `(${moment}).to_utc().strftime('%Y-%m-%d %H:%M:%S')`
const NOW = UTC('datetime.datetime.now()')
const SOON = UTC('datetime.datetime.now() + relativedelta(hours=4)')
const { since, by } = OWN_FIELDS

/** First whose answer is due first; a ticket without a deadline keeps its place behind. */
const LIST = `<data>
  <list position="attributes">
    <attribute name="default_order">${by}, priority desc, sequence, number desc, id desc</attribute>
    <attribute name="decoration-danger">${by} and ${by} &lt;= ${NOW}</attribute>
    <attribute name="decoration-warning">${by} and ${by} &gt; ${NOW} and ${by} &lt;= ${SOON}</attribute>
  </list>
  <field name="name" position="after">
    <field name="${by}" optional="show"/>
    <field name="${since}" optional="hide"/>
  </field>
</data>`

const FORM = `<data>
  <xpath expr="//field[@name='partner_id']/.." position="after">
    <group name="mc_deadline" string="Marketplace" invisible="not ${since}">
      <field name="${since}" readonly="1"/>
      <field name="${by}" readonly="1" invisible="not ${by}"/>
    </group>
  </xpath>
</data>`

const SEARCH = `<data>
  <filter name="unassigned" position="before">
    <filter name="mc_waits" string="Waits for Us" domain="[('${since}', '!=', False)]"/>
    <filter name="mc_late" string="Answer Late" domain="[('${by}', '&lt;', 'now')]"/>
    <filter name="mc_due_today" string="Answer Due Today" domain="[('${by}', '&gt;=', 'today'), ('${by}', '&lt;', 'today +1d')]"/>
    <separator/>
  </filter>
</data>`

const VIEWS = [
  { piece: 'view_list', inherits: 'helpdesk_mgmt.ticket_view_tree', arch: LIST },
  { piece: 'view_form', inherits: 'helpdesk_mgmt.ticket_view_form', arch: FORM },
  { piece: 'view_search', inherits: 'helpdesk_mgmt.helpdesk_ticket_view_search', arch: SEARCH },
] as const

/** Who may change models and views. */
const GROUP = 'Role / Administrator'

/** Fields and views that show deadlines where there is no addon. */
export class DeadlineSetup {
  private readonly surroundings: Surroundings

  constructor(surroundings: Surroundings) {
    this.surroundings = surroundings
  }

  /** Makes what is missing; safe to call twice. Without the right to it nothing is made, and the report says who has it. */
  async run(): Promise<SetupReport> {
    const { bridge } = this.surroundings
    if (await this.surroundings.has('mirror_batch')) return { made: [], found: [] }
    const helpdesk = await this.surroundings.helpdesk()
    bridge.forget(TICKET)
    const known = await bridge.fields(TICKET)
    const fields = FIELDS.filter(({ name }) => !known.has(name))
    // The names of Enterprise's views are not known here; its fields can be put into them by hand.
    const may = await this.may()
    // Nor can views be seen by who may not change them.
    const wanted = helpdesk.kind === 'oca' && may ? VIEWS : []
    const views: (typeof VIEWS)[number][] = []
    for (const view of wanted) if ((await bridge.byXmlid(xmlid(view.piece))) === undefined) views.push(view)
    const found = [
      ...FIELDS.filter((field) => !fields.includes(field)).map(({ name }) => `field ${name}`),
      ...wanted.filter((view) => !views.includes(view)).map(label),
    ]
    if (fields.length + views.length === 0) return { made: [], found }
    if (!may) {
      const missing = `the columns for deadlines: tickets do not show until when an answer is due; reminders are given all the same. Run once with a user of the group ${GROUP}: marketplace-care setup`
      return { made: [], found, missing: [missing] }
    }
    if (fields.length > 0) await this.makeFields(fields)
    for (const view of views) await this.makeView(view)
    return { made: [...fields.map(({ name }) => `field ${name}`), ...views.map(label)], found }
  }

  private async may(): Promise<boolean> {
    const { bridge } = this.surroundings
    for (const model of ['ir.model.fields', 'ir.ui.view']) {
      if ((await bridge.call(model, 'has_access', [[], 'create'])) !== true) return false
    }
    return true
  }

  private async makeFields(fields: readonly (typeof FIELDS)[number][]): Promise<void> {
    const { bridge } = this.surroundings
    const [model] = await bridge.rows('ir.model', z.object({ id }), [['model', '=', TICKET]])
    const values = fields.map(({ name, label: field_description, help }) => ({
      name,
      field_description,
      help,
      model_id: model?.id,
      ttype: 'datetime',
      state: 'manual',
      // Agents see it, the service alone changes it.
      readonly: true,
      index: true,
      copied: false,
    }))
    const german = await bridge.rows('res.lang', z.object({ id }), [['code', '=', 'de_DE']], { archived: 'hidden' })
    for (const [index, one] of values.entries()) {
      const [made] = z.array(id).parse(await bridge.call('ir.model.fields', 'create', [[one]]))
      if (german.length === 0) continue
      const translated = { field_description: fields[index]?.german }
      await bridge.call('ir.model.fields', 'write', [[made], translated], { context: { lang: 'de_DE' } })
    }
    bridge.forget(TICKET)
  }

  private async makeView({ piece, inherits, arch }: (typeof VIEWS)[number]): Promise<void> {
    const fields = ['id', 'name', 'model', 'inherit_id/id', 'mode', 'arch']
    const row = [xmlid(piece), `${TICKET}.${piece}.marketplace.care`, TICKET, inherits, 'extension', arch]
    const { refused } = await load(this.surroundings.bridge, 'ir.ui.view', fields, [[row]], { group: GROUP })
    const [bad] = refused
    if (bad === undefined) return
    throw new Misconfigured(
      `Odoo refuses the view ${inherits} with columns for deadlines: ${bad.reason} Tickets show no deadline until that view has its usual fields again, then: marketplace-care setup`,
    )
  }
}

const xmlid = (piece: string): string => `${XMLID_MODULE}.setup.${piece}`
const label = ({ piece }: (typeof VIEWS)[number]): string => `setup.${piece}`
