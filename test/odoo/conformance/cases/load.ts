import { expect } from 'vitest'
import { desk, idOf, load, loadOne, readOne, searchRead, SILENT } from '../help.ts'
import type { Case, Subject } from '../subject.ts'

const xmlid = (odoo: Subject, name: string): string => `__conformance__.${odoo.fresh(name)}`

/** Odoo's import, by which the service creates in batches. */
export const loading: readonly Case[] = [
  {
    promise: 'load creates what is new, in the order of the rows, and gives their ids',
    async run(odoo) {
      const { team, open } = await desk(odoo)
      const rows = ['a', 'b', 'c'].map((name) => ({
        id: xmlid(odoo, name),
        name,
        description: `<p>${name}</p>`,
        'team_id/.id': String(team),
        'stage_id/.id': String(open),
      }))
      const loaded = await load(odoo.rpc, 'helpdesk.ticket', rows)
      expect(loaded).toEqual({
        ids: [expect.any(Number), expect.any(Number), expect.any(Number)],
        messages: [],
        nextrow: 0,
      })
      const shown = (await odoo.rpc('helpdesk.ticket', 'read', [loaded.ids], { fields: ['name'] })) as object[]
      expect(shown.map((row) => (row as { name: string }).name)).toEqual(['a', 'b', 'c'])
      expect(await load(odoo.rpc, 'helpdesk.ticket', [])).toMatchObject({ messages: [] })
    },
  },
  {
    promise: 'load writes what is there already: same ids, values reset, write_date moved',
    async run(odoo) {
      const { team, open } = await desk(odoo)
      const row = {
        ...{ id: xmlid(odoo, 't'), name: 'first', description: 'd' },
        ...{ 'team_id/.id': String(team), 'stage_id/.id': String(open) },
      }
      const first = await load(odoo.rpc, 'helpdesk.ticket', [row])
      const [id = 0] = first.ids as number[]
      await odoo.rpc('helpdesk.ticket', 'write', [[id]], { vals: { name: "the agent's title" }, context: SILENT })
      const again = await load(odoo.rpc, 'helpdesk.ticket', [row])
      expect(again.ids).toEqual(first.ids)
      expect(await readOne(odoo.rpc, 'helpdesk.ticket', id, ['name'])).toMatchObject({ name: 'first' })
    },
  },
  {
    promise: 'one bad row refuses the whole batch, and nothing of it stays',
    async run(odoo) {
      const good = { id: xmlid(odoo, 'good'), name: odoo.fresh('good'), description: 'd' }
      const bad = { id: xmlid(odoo, 'bad'), name: '', description: 'd' }
      const { ids, messages } = await load(odoo.rpc, 'helpdesk.ticket', [good, bad])
      expect(ids).toBe(false)
      const [message] = messages
      expect(message).toMatchObject({ type: 'error', record: 1, rows: { from: 1, to: 1 } })
      expect(message?.message).toContain("Missing required value for the field 'Title' (name).")
      expect(await searchRead(odoo.rpc, 'helpdesk.ticket', [['name', '=', good.name]], ['id'])).toEqual([])
      expect(await load(odoo.rpc, 'helpdesk.ticket', [good])).toMatchObject({ messages: [] })
    },
  },
  {
    promise: 'cells that do not fit are named with their field',
    async run(odoo) {
      const said = async (column: string, cell: string): Promise<[unknown, unknown, unknown]> => {
        const row = { id: xmlid(odoo, 'x'), name: 'x', description: 'd', [column]: cell }
        const { ids, messages } = await load(odoo.rpc, 'helpdesk.ticket', [row])
        return [ids, messages[0]?.field, messages[0]?.message]
      }
      const no = 'No matching record found for'
      const table: [string, string, string, string][] = [
        ['stage_id', 'nowhere', 'stage_id', `${no} name 'nowhere' in field 'Stage'`],
        ['stage_id/id', '__none__.x', 'stage_id', `${no} external id '__none__.x' in field 'Stage'`],
        ['stage_id/.id', '99999999', 'stage_id', `${no} database id '99999999' in field 'Stage'`],
        ['stage_id/.id', 'abc', 'stage_id', "Invalid database id 'abc' for the field 'Stage'"],
        ['priority', '9', 'priority', "Value '9' not found in selection field 'Priority'"],
        ['active', 'perhaps', 'active', "Unknown value 'perhaps' for boolean field 'Active'"],
        ['color', 'red', 'color', "'red' does not seem to be an integer for field 'Color Index'"],
        [
          'closed_date',
          '2026-11-01T12:00:00Z',
          'closed_date',
          "'2026-11-01T12:00:00Z' does not seem to be a valid datetime for field 'Closed Date'",
        ],
      ]
      for (const [column, cell, field, message] of table) {
        expect([column, ...(await said(column, cell))]).toEqual([column, false, field, message])
      }
    },
  },
  {
    promise: 'cells are taken by name, external id and database id, by value and by label',
    async run(odoo) {
      const { team, open } = await desk(odoo)
      const stage = await readOne(odoo.rpc, 'helpdesk.ticket.stage', open, ['name'])
      const tag = xmlid(odoo, 'tag')
      const tagId = await loadOne(odoo.rpc, 'helpdesk.ticket.tag', { id: tag, name: odoo.fresh('tag') })
      const id = await loadOne(odoo.rpc, 'helpdesk.ticket', {
        ...{ id: xmlid(odoo, 't'), name: 'x', description: 'd', 'team_id/.id': String(team) },
        ...{ stage_id: String(stage['name']), priority: 'High', active: '0', color: '7', 'tag_ids/id': tag },
      })
      const fields = ['stage_id', 'priority', 'active', 'color', 'tag_ids']
      const row = await readOne(odoo.rpc, 'helpdesk.ticket', id, fields)
      expect(row).toMatchObject({ priority: '2', active: false, color: 7, tag_ids: [tagId] })
      expect(idOf(row['stage_id'])).toBe(open)
    },
  },
  {
    promise: "times are read in the context's time zone, else in the user's",
    async run(odoo) {
      const closed = async (context: object): Promise<unknown> => {
        const row = { id: xmlid(odoo, 't'), name: 'x', description: 'd', closed_date: '2026-07-01 12:00:00' }
        const { ids } = await load(odoo.rpc, 'helpdesk.ticket', [row], context)
        return (await readOne(odoo.rpc, 'helpdesk.ticket', (ids as number[])[0] ?? 0, ['closed_date']))['closed_date']
      }
      expect(await closed(SILENT)).toBe('2026-07-01 12:00:00')
      expect(await closed({ ...SILENT, tz: undefined })).toBe('2026-07-01 10:00:00')
    },
  },
  {
    promise: 'an external id may hold dots and dashes; without a module it goes to __import__',
    async run(odoo) {
      const name = odoo.fresh('acc.t.00-1')
      const id = await loadOne(odoo.rpc, 'helpdesk.ticket.tag', {
        id: `__conformance__.${name}`,
        name: odoo.fresh('tag'),
      })
      const fields = ['module', 'name', 'model', 'res_id']
      const [data] = await searchRead(odoo.rpc, 'ir.model.data', [['name', '=', name]], fields)
      expect(data).toMatchObject({ module: '__conformance__', name, model: 'helpdesk.ticket.tag', res_id: id })
      const bare = odoo.fresh('bare').replaceAll('.', '-')
      await loadOne(odoo.rpc, 'helpdesk.ticket.tag', { id: bare, name: odoo.fresh('tag') })
      const [imported] = await searchRead(odoo.rpc, 'ir.model.data', [['name', '=', bare]], fields)
      expect(imported).toMatchObject({ module: '__import__' })
      const spaced = await load(odoo.rpc, 'helpdesk.ticket.tag', [{ id: '__conformance__.a b', name: 'x' }])
      expect(spaced.ids).toBe(false)
    },
  },
  {
    promise: 'the same external id twice in one batch is one record, written twice',
    async run(odoo) {
      const id = xmlid(odoo, 'twice')
      const { ids } = await load(odoo.rpc, 'helpdesk.ticket.tag', [
        { id, name: odoo.fresh('first') },
        { id, name: odoo.fresh('second') },
      ])
      const [first, second] = ids as number[]
      expect(first).toBe(second)
      expect((await readOne(odoo.rpc, 'helpdesk.ticket.tag', first ?? 0, ['name']))['name']).toMatch(/^second/)
    },
  },
  {
    promise: 'files are loaded with their bytes and stand on their record',
    async run(odoo) {
      const { ticket } = await desk(odoo)
      const id = await loadOne(odoo.rpc, 'ir.attachment', {
        ...{ id: xmlid(odoo, 'file'), name: 'a.txt', datas: 'aGk=', mimetype: 'text/plain' },
        ...{ res_model: 'helpdesk.ticket', res_id: String(ticket) },
      })
      const fields = ['name', 'datas', 'mimetype', 'file_size', 'checksum', 'res_model', 'res_id', 'public', 'type']
      expect(await readOne(odoo.rpc, 'ir.attachment', id, fields)).toEqual({
        ...{ id, name: 'a.txt', datas: 'aGk=', mimetype: 'text/plain', file_size: 2, public: false, type: 'binary' },
        ...{ checksum: 'c22b5f9178342609428d6f51b2c5af4c0bde6a42', res_model: 'helpdesk.ticket', res_id: ticket },
      })
      expect(await readOne(odoo.rpc, 'helpdesk.ticket', ticket, ['attachment_ids'])).toMatchObject({
        attachment_ids: [id],
      })
    },
  },
]
