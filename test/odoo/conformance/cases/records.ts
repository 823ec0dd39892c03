import { expect } from 'vitest'
import { createOne, desk, idOf, load, readOne, refusal, searchRead, SILENT, ticketIn } from '../help.ts'
import type { Case } from '../subject.ts'

/** Reading, searching and changing records. */
export const records: readonly Case[] = [
  {
    promise: 'reading leaves out what is not there; writing it is an error',
    async run({ rpc }) {
      expect(await rpc('res.partner', 'read', [[99_999_999]], { fields: ['name'] })).toEqual([])
      const refused = await refusal(rpc('res.partner', 'write', [[99_999_999]], { vals: { name: 'x' } }))
      expect(refused.pythonName).toBe('odoo.exceptions.MissingError')
      expect(refused.message).toContain('Record does not exist or has been deleted.')
    },
  },
  {
    promise: 'unknown fields are refused wherever they stand',
    async run({ rpc }) {
      const said = async (method: string, args: unknown[], kwargs: Record<string, unknown> = {}): Promise<string> =>
        (await refusal(rpc('helpdesk.ticket', method, args, kwargs))).message
      expect(await said('read', [[1]], { fields: ['nothing'] })).toBe("Invalid field 'nothing' on 'helpdesk.ticket'")
      expect(await said('search', [], { domain: [['nothing', '=', 1]] })).toBe(
        "Invalid field helpdesk.ticket.nothing in condition ('nothing', '=', 1)",
      )
      expect(await said('search', [], { domain: [], order: 'nothing' })).toBe(
        "Invalid field 'nothing' on model 'helpdesk.ticket'",
      )
      expect(await said('create', [[{ name: 'x', description: 'x', nothing: 1 }]])).toBe(
        "Invalid field 'nothing' in 'helpdesk.ticket'",
      )
      expect(await said('load', [], { fields: ['name', 'nothing'], data: [['x', 'y']] })).toBe(
        "Invalid field name 'nothing'",
      )
    },
  },
  {
    promise: 'values that a field cannot hold are refused',
    async run(odoo) {
      const { ticket } = await desk(odoo)
      const said = async (vals: object): Promise<string> =>
        (await refusal(odoo.rpc('helpdesk.ticket', 'write', [[ticket]], { vals }))).message
      expect(await said({ priority: '9' })).toBe("Wrong value for helpdesk.ticket.priority: '9'")
      expect(await said({ stage_id: 99_999_999 })).toContain('Record does not exist or has been deleted.')
      expect(await said({ name: false })).toContain("Missing required value for the field 'Title' (name).")
      expect(await said({ name: 'a\u0000b' })).toBe('A string literal cannot contain NUL (0x00) characters.')
      const incomplete = await refusal(odoo.rpc('helpdesk.ticket', 'create', [[{ name: 'x' }]]))
      expect(incomplete.pythonName).toBe('odoo.exceptions.ValidationError')
      expect(incomplete.message).toContain("Missing required value for the field 'Description' (description).")
    },
  },
  {
    promise: 'a refused call changes nothing, not even its good part',
    async run(odoo) {
      const { ticket } = await desk(odoo)
      await refusal(odoo.rpc('helpdesk.ticket', 'write', [[ticket]], { vals: { color: 5, priority: '9' } }))
      await refusal(odoo.rpc('helpdesk.ticket', 'write', [[ticket, 99_999_999]], { vals: { color: 5 } }))
      expect(await readOne(odoo.rpc, 'helpdesk.ticket', ticket, ['color'])).toEqual({ id: ticket, color: 0 })
    },
  },
  {
    promise: 'domains mean what they mean',
    async run(odoo) {
      const { team, open, closing } = await desk(odoo)
      const mark = odoo.fresh('dom')
      const made: Record<string, number> = {
        a: await ticketIn(odoo, team, open, { name: `${mark} Alpha_1`, color: 1, partner_name: 'Über Straße' }),
        b: await ticketIn(odoo, team, open, { name: `${mark} beta%`, color: 2, priority: '3' }),
        c: await ticketIn(odoo, team, closing, { name: `${mark} Gamma`, color: 3, user_id: 2 }),
        d: await ticketIn(odoo, team, closing, { name: `${mark} delta`, active: false }),
      }
      const keys = new Map(Object.entries(made).map(([key, id]) => [id, key]))
      const found = async (domain: unknown[], context: object = {}): Promise<string> => {
        const scope = [['id', 'in', Object.values(made)], ...domain]
        const ids = (await odoo.rpc('helpdesk.ticket', 'search', [], { domain: scope, context })) as number[]
        return ids
          .map((id) => keys.get(id))
          .sort()
          .join('')
      }
      const table: [unknown[], string][] = [
        [[], 'abc'],
        [[['active', '=', false]], 'd'],
        [[['active', 'in', [true, false]]], 'abcd'],
        [[['name', 'like', 'alpha']], ''],
        [[['name', 'ilike', 'alpha']], 'a'],
        [[['name', '=like', `${mark} %eta%`]], 'b'],
        [[['name', '=ilike', `${mark} ALPHA_1`]], 'a'],
        [[['name', 'not ilike', 'a']], ''],
        [[['name', '=', `${mark} Gamma`]], 'c'],
        [[['name', '!=', `${mark} Gamma`]], 'ab'],
        [[['partner_name', '=', false]], 'bc'],
        [[['partner_name', '!=', false]], 'a'],
        [[['partner_name', 'ilike', 'über']], 'a'],
        [[['partner_name', '!=', 'x']], 'abc'],
        [[['color', '>', 1]], 'bc'],
        [
          [
            ['color', '>=', 2],
            ['color', '<=', 2],
          ],
          'b',
        ],
        [[['color', 'in', [1, 3]]], 'ac'],
        [[['color', 'not in', [1, 3]]], 'b'],
        [[['color', 'in', []]], ''],
        [[['priority', '=', '3']], 'b'],
        [['|', ['color', '=', 1], ['color', '=', 2]], 'ab'],
        [['!', ['color', '=', 1]], 'bc'],
        [['&', ['color', '>', 0], '|', ['color', '=', 1], ['priority', '=', '3']], 'ab'],
        [['!', '|', ['color', '=', 1], ['color', '=', 2]], 'c'],
        [[['stage_id', '=', closing]], 'c'],
        [[['stage_id.closed', '=', true]], 'c'],
        [[['stage_id.closed', '!=', true]], 'ab'],
        [[['closed', '=', true]], 'c'],
        [[['user_id', '=', false]], 'ab'],
        [[['user_id', '!=', false]], 'c'],
        [[['user_id', 'in', [2, false]]], 'abc'],
        [[['user_id.login', '=', odoo.user]], 'c'],
        [[['team_id.user_ids', '=', false]], 'abc'],
        [[['tag_ids', '=', false]], 'abc'],
        [[['create_date', '>', '2020-01-01 00:00:00']], 'abc'],
        [[['create_date', '<', '2020-01-01']], ''],
        [[['closed_date', '=', false]], 'abc'],
        [[[1, '=', 1]], 'abc'],
        [[[0, '=', 1]], ''],
      ]
      for (const [domain, expected] of table) {
        expect([JSON.stringify(domain), await found(domain)]).toEqual([JSON.stringify(domain), expected])
      }
      expect(await found([], { active_test: false })).toBe('abcd')
    },
  },
  {
    promise: 'broken domains are refused',
    async run({ rpc }) {
      const said = async (domain: unknown[]): Promise<string> =>
        (await refusal(rpc('helpdesk.ticket', 'search', [], { domain }))).message
      expect(await said(['x'])).toBe("Domain() invalid item in domain: 'x'")
      expect(await said([['name', 'foo', 1]])).toBe("Invalid operator in condition ('name', 'foo', 1)")
      expect(await said([['write_date', '>', 'x']])).toContain("Invalid term 'x'")
    },
  },
  {
    promise: 'order, offset, limit and count go together',
    async run(odoo) {
      const { team, open } = await desk(odoo)
      const name = odoo.fresh('page')
      const ids: number[] = []
      for (const color of [3, 1, 2]) ids.push(await ticketIn(odoo, team, open, { name, color }))
      const domain = [['name', '=', name]]
      const search = (kwargs: object): Promise<unknown> =>
        odoo.rpc('helpdesk.ticket', 'search', [], { domain, ...kwargs })
      const [three, one, two] = ids
      expect(await search({ order: 'color' })).toEqual([one, two, three])
      expect(await search({ order: 'color desc', limit: 2 })).toEqual([three, two])
      expect(await search({ order: 'color', offset: 1, limit: 1 })).toEqual([two])
      expect(await search({ order: 'priority, id desc' })).toEqual([two, one, three])
      // Number descending is the model's own order within one priority.
      expect(await search({})).toEqual([two, one, three])
      expect(await odoo.rpc('helpdesk.ticket', 'search_count', [], { domain })).toBe(3)
      expect(await odoo.rpc('helpdesk.ticket', 'search_count', [], { domain, limit: 2 })).toBe(2)
    },
  },
  {
    promise:
      'write_date is shown and compared in whole seconds, moves with every change, and orders finer than it shows',
    async run(odoo) {
      const { ticket, team, open } = await desk(odoo)
      const later = await ticketIn(odoo, team, open)
      const { write_date: at } = await readOne(odoo.rpc, 'helpdesk.ticket', later, ['write_date'])
      expect(at).toMatch(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/)
      const counts = async (operator: string): Promise<unknown> =>
        odoo.rpc('helpdesk.ticket', 'search_count', [], {
          domain: [
            ['id', '=', later],
            ['write_date', operator, at],
          ],
        })
      const compared = await Promise.all(['=', '<=', '>=', '<', '>', '!='].map(counts))
      expect(compared).toEqual([1, 1, 1, 0, 0, 0])
      await odoo.rpc('helpdesk.ticket', 'write', [[ticket]], { vals: { color: 4 }, context: SILENT })
      const domain = [['id', 'in', [ticket, later]]]
      expect(await odoo.rpc('helpdesk.ticket', 'search', [], { domain, order: 'write_date, id' })).toEqual([
        later,
        ticket,
      ])
    },
  },
  {
    promise: 'records show as RPC shows them',
    async run(odoo) {
      const { team, open, ticket } = await desk(odoo)
      const [row] = await searchRead(
        odoo.rpc,
        'helpdesk.ticket',
        [['id', '=', ticket]],
        [
          ...['team_id', 'stage_id', 'partner_id', 'partner_name', 'closed_date', 'color', 'closed', 'active'],
          ...['tag_ids', 'priority', 'description', 'company_id', 'create_uid'],
        ],
      )
      expect(row).toMatchObject({
        team_id: [team, expect.stringContaining('Team')],
        stage_id: [open, expect.stringContaining('Open')],
        ...{ partner_id: false, partner_name: false, closed_date: false, color: 0, closed: false, active: true },
        ...{ tag_ids: [], priority: '1', description: '<p>d</p>', create_uid: [2, expect.any(String)] },
        company_id: [1, expect.any(String)],
      })
      const ids = await odoo.rpc('helpdesk.ticket', 'read', [[ticket]], { fields: ['team_id'], load: '' })
      expect(ids).toEqual([{ id: ticket, team_id: team }])
    },
  },
  {
    promise:
      "a contact's name keeps its line breaks, its display name has plain ones, a child is shown with its parent",
    async run({ rpc, fresh }) {
      const name = `${fresh('Anna')}\r\nMüller`
      const parent = await createOne(rpc, 'res.partner', { name, email: 'a@example.org' })
      const child = await createOne(rpc, 'res.partner', { parent_id: parent, type: 'delivery', name: 'Packstation' })
      const shown = name.replace('\r\n', '\n')
      expect(await readOne(rpc, 'res.partner', parent, ['name', 'display_name', 'active'])).toEqual({
        ...{ id: parent, name, display_name: shown, active: true },
      })
      const row = await readOne(rpc, 'res.partner', child, ['parent_id', 'display_name', 'commercial_partner_id'])
      expect(row).toMatchObject({ parent_id: [parent, shown], display_name: `${shown}, Packstation` })
      expect(idOf(row['commercial_partner_id'])).toBe(parent)
    },
  },
  {
    promise: 'HTML is sanitised, plain text becomes a paragraph',
    async run(odoo) {
      const { ticket } = await desk(odoo)
      const table: [string, string][] = [
        ['x', '<p>x</p>'],
        ['', ''],
        ['a & b', '<p>a &amp; b</p>'],
        ['line1\nline2', '<p>line1\nline2</p>'],
        ['text <b>bold</b> text', '<p>text <b>bold</b> text</p>'],
        ['<p>Hallo <script>alert(1)</script> &lt;b&gt;</p>', '<p>Hallo  &lt;b&gt;</p>'],
        ['<p onclick="x()">a</p>', '<p>a</p>'],
        [
          '<a href="https://x.de/?a=1&b=2" target="_blank">l</a>',
          '<a href="https://x.de/?a=1&amp;b=2" target="_blank">l</a>',
        ],
        ['<img src=x onerror=y>', '<img src="x">'],
        ['<p>ü 😀 &nbsp;&lt;</p>', '<p>ü 😀 &nbsp;&lt;</p>'],
        ['<p>a<br>b</p>\n<p>c</p>', '<p>a<br>b</p>\n<p>c</p>'],
        ['<p>{{x}} ${y} %s</p>', '<p>{{x}} ${y} %s</p>'],
        ["<p>&quot;q&quot; 's'</p>", '<p>"q" \'s\'</p>'],
        ['<div>unclosed <i>x', '<div>unclosed <i>x</i></div>'],
        ['<p>\u202ertl</p>', '<p>\u202ertl</p>'],
        ['a\u0000b', '<p>a b</p>'],
        ['<style>p{}</style><p>x</p>', '<p>x</p>'],
        ['<!-- c --><p>x</p>', '<p>x</p>'],
        ['<ul><li>1</li></ul>', '<ul><li>1</li></ul>'],
        ['<blockquote>q</blockquote>', '<blockquote data-o-mail-quote-node="1" data-o-mail-quote="1">q</blockquote>'],
      ]
      for (const [given, kept] of table) {
        await odoo.rpc('helpdesk.ticket', 'write', [[ticket]], { vals: { description: given }, context: SILENT })
        const { description } = await readOne(odoo.rpc, 'helpdesk.ticket', ticket, ['description'])
        expect([given, description]).toEqual([given, kept])
      }
    },
  },
  {
    promise: 'commands change what a list holds',
    async run(odoo) {
      const { ticket } = await desk(odoo)
      const [one, two] = [
        await createOne(odoo.rpc, 'helpdesk.ticket.tag', { name: odoo.fresh('tag') }),
        await createOne(odoo.rpc, 'helpdesk.ticket.tag', { name: odoo.fresh('tag') }),
      ]
      const after = async (commands: unknown[]): Promise<unknown> => {
        const vals = { tag_ids: commands }
        await odoo.rpc('helpdesk.ticket', 'write', [[ticket]], { vals, context: SILENT })
        const { tag_ids } = await readOne(odoo.rpc, 'helpdesk.ticket', ticket, ['tag_ids'])
        return (tag_ids as number[]).sort((a, b) => a - b)
      }
      expect(await after([[4, one]])).toEqual([one])
      expect(await after([[4, two]])).toEqual([one, two])
      expect(await after([[3, one]])).toEqual([two])
      expect(await after([[6, 0, [one]]])).toEqual([one])
      expect(await after([[5]])).toEqual([])
      expect(await after([[0, 0, { name: odoo.fresh('tag') }]])).toHaveLength(1)
    },
  },
  {
    promise: 'archiving hides, unarchiving shows again',
    async run(odoo) {
      const { ticket } = await desk(odoo)
      const seen = (): Promise<unknown> =>
        odoo.rpc('helpdesk.ticket', 'search_count', [], { domain: [['id', '=', ticket]] })
      await odoo.rpc('helpdesk.ticket', 'action_archive', [[ticket]])
      expect(await seen()).toBe(0)
      await odoo.rpc('helpdesk.ticket', 'action_unarchive', [[ticket]])
      expect(await seen()).toBe(1)
    },
  },
  {
    promise: 'what a model, a user and an external id say of themselves',
    async run(odoo) {
      const { rpc } = odoo
      const defaults = (await rpc('helpdesk.ticket', 'default_get', [], {
        fields: ['priority', 'active', 'sequence', 'company_id', 'name', 'number'],
      })) as object
      expect(defaults).toEqual({ priority: '1', active: true, sequence: 10, company_id: 1, number: '/' })
      const now = (await rpc('mail.message', 'default_get', [], { fields: ['date'] })) as { date: string }
      expect(now.date).toMatch(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/)
      const described = await rpc('helpdesk.ticket', 'fields_get', [], { attributes: ['type', 'string', 'required'] })
      expect(described).toMatchObject({
        name: { type: 'char', string: 'Title', required: true },
        stage_id: { type: 'many2one' },
        message_ids: { type: 'one2many' },
      })
      expect(await rpc('res.users', 'context_get', [])).toEqual({ lang: 'en_US', tz: 'Europe/Brussels', uid: 2 })
      expect(await rpc('res.users', 'has_group', [[2]], { group_ext_id: 'base.group_system' })).toBe(true)
      const reference = { module: 'mail', xml_id: 'mt_note' }
      const note = await rpc('ir.model.data', 'check_object_reference', [], reference)
      expect(note).toEqual(['mail.message.subtype', expect.any(Number)])
      const unknown = await refusal(rpc('ir.model.data', 'check_object_reference', [], { ...reference, xml_id: 'no' }))
      expect(unknown.message).toBe('External ID not found in the system: mail.no')
      const xmlid = `__conformance__.${odoo.fresh('tag')}`
      const { ids } = await load(rpc, 'helpdesk.ticket.tag', [{ id: xmlid, name: odoo.fresh('tag') }])
      const [id] = ids as number[]
      expect(await rpc('helpdesk.ticket.tag', 'get_external_id', [[id]])).toEqual({ [String(id)]: xmlid })
    },
  },
  {
    promise: 'name_search finds by part of the name and gives id and name',
    async run(odoo) {
      const name = odoo.fresh('Kanal')
      const id = await createOne(odoo.rpc, 'helpdesk.ticket.channel', { name })
      const found = await odoo.rpc('helpdesk.ticket.channel', 'name_search', [], { name: name.toUpperCase() })
      expect(found).toEqual([[id, name]])
    },
  },
  {
    promise: 'deleting frees the external id and takes messages along',
    async run(odoo) {
      const { team, open } = await desk(odoo)
      const xmlid = `__conformance__.${odoo.fresh('t')}`
      const row = { id: xmlid, name: 'x', description: 'd', 'team_id/.id': String(team), 'stage_id/.id': String(open) }
      const first = (await load(odoo.rpc, 'helpdesk.ticket', [row])).ids as number[]
      const message = await createOne(odoo.rpc, 'mail.message', {
        model: 'helpdesk.ticket',
        res_id: first[0],
        body: 'x',
      })
      expect(await odoo.rpc('helpdesk.ticket', 'unlink', [first])).toBe(true)
      expect(await searchRead(odoo.rpc, 'mail.message', [['id', '=', message]], ['id'])).toEqual([])
      const second = (await load(odoo.rpc, 'helpdesk.ticket', [row])).ids as number[]
      expect(second[0]).toBeGreaterThan(first[0] ?? 0)
    },
  },
]
