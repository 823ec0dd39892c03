import { expect } from 'vitest'
import { refusal } from '../help.ts'
import type { Case, Subject } from '../subject.ts'

const JSON_TYPE = /^application\/json/

async function rpcRaw(odoo: Subject, service: string, method: string, args: readonly unknown[]): Promise<unknown> {
  const body = JSON.stringify({ jsonrpc: '2.0', id: 7, method: 'call', params: { service, method, args } })
  const answer = await odoo.raw('/jsonrpc', { body })
  expect(answer.status).toBe(200)
  expect(answer.type).toMatch(JSON_TYPE)
  return JSON.parse(answer.text) as unknown
}

const bearer = (odoo: Subject, key = odoo.apiKey): Record<string, string> => ({
  authorization: `bearer ${key}`,
  'x-odoo-database': odoo.db,
})

/** What `/jsonrpc`, `/json/2` and the pages around them promise. */
export const protocol: readonly Case[] = [
  {
    promise: 'the server says which version it is and that it is healthy',
    async run(odoo) {
      const version = await fetch(`${odoo.url}/web/version`)
      expect(await version.json()).toMatchObject({ version: '19.0', version_info: [19, 0, 0, 'final', 0, ''] })
      const health = await fetch(`${odoo.url}/web/health`)
      expect([health.status, await health.json()]).toEqual([200, { status: 'pass' }])
      expect(await rpcRaw(odoo, 'common', 'version', [])).toMatchObject({ result: { server_serie: '19.0' } })
    },
  },
  {
    promise: 'the log-in page stands where it stands and shows no banner of a neutralized database',
    async run(odoo) {
      const page = await fetch(`${odoo.url}/web/login?db=${odoo.db}`)
      expect(page.status).toBe(200)
      expect(await page.text()).not.toContain('oe_neutralize_banner')
    },
  },
  {
    promise: 'a password and an API key log in alike; a wrong one answers false, not an error',
    async run(odoo) {
      const login = (secret: string): Promise<unknown> =>
        rpcRaw(odoo, 'common', 'authenticate', [odoo.db, odoo.user, secret, {}])
      const known = { result: expect.any(Number) as unknown }
      expect(await login(odoo.password)).toMatchObject(known)
      expect(await login(odoo.apiKey)).toEqual(await login(odoo.password))
      expect(await login('wrong')).toMatchObject({ result: false })
    },
  },
  {
    promise: 'a call with a wrong password is denied',
    async run(odoo) {
      const call = [odoo.db, 2, 'wrong', 'res.users', 'read', [[2]], {}]
      expect(await rpcRaw(odoo, 'object', 'execute_kw', call)).toMatchObject({
        error: {
          message: 'Odoo Server Error',
          data: { name: 'odoo.exceptions.AccessDenied', message: 'Access Denied' },
        },
      })
      const denied = await odoo.raw('/json/2/res.users/read', { body: '{"ids":[2]}', headers: bearer(odoo, 'wrong') })
      expect([denied.status, JSON.parse(denied.text)]).toMatchObject([401, { message: 'Invalid apikey' }])
      const without = await odoo.raw('/json/2/res.users/read', { body: '{"ids":[2]}' })
      expect([without.status, JSON.parse(without.text)]).toMatchObject([
        401,
        { name: 'werkzeug.exceptions.Unauthorized' },
      ])
    },
  },
  {
    promise: 'an unknown database is told from everything else',
    async run(odoo) {
      const login = await rpcRaw(odoo, 'common', 'authenticate', ['nowhere', odoo.user, odoo.password, {}])
      const message = expect.stringContaining('database "nowhere" does not exist') as unknown
      expect(login).toMatchObject({ error: { data: { name: 'psycopg2.OperationalError', message } } })
      const headers = { ...bearer(odoo), 'x-odoo-database': 'nowhere' }
      const answer = await odoo.raw('/json/2/res.users/read', { body: '{"ids":[2]}', headers })
      expect([answer.status, JSON_TYPE.test(answer.type)]).toEqual([404, false])
    },
  },
  {
    promise: 'a body that is no JSON is refused with 400',
    async run(odoo) {
      expect((await odoo.raw('/jsonrpc', { body: '{"x' })).status).toBe(400)
      expect((await odoo.raw('/json/2/res.users/read', { body: '{"x', headers: bearer(odoo) })).status).toBe(400)
    },
  },
  {
    promise: 'a method that returns None answers without a result over JSON-RPC and with null over JSON-2',
    async run(odoo) {
      const call = [odoo.db, 2, odoo.password, 'helpdesk.ticket', 'action_archive', [[]], {}]
      expect(await rpcRaw(odoo, 'object', 'execute_kw', call)).toEqual({ jsonrpc: '2.0', id: 7 })
      const answer = await odoo.raw('/json/2/helpdesk.ticket/action_archive', { body: '{}', headers: bearer(odoo) })
      expect([answer.status, answer.text]).toEqual([200, 'null'])
    },
  },
  {
    promise: 'unknown models and methods and private methods are refused by name',
    async run(odoo) {
      const jsonrpc = odoo.transport === 'jsonrpc'
      const model = await refusal(odoo.rpc('no.model', 'read', [[2]]))
      expect(model.message).toBe(jsonrpc ? "Object no.model doesn't exist" : "the model 'no.model' does not exist")
      const method = await refusal(odoo.rpc('res.partner', 'nothing', [[2]]))
      expect(method.message).toBe("The method 'res.partner.nothing' does not exist")
      expect(method.pythonName).toBe(jsonrpc ? 'builtins.AttributeError' : 'werkzeug.exceptions.NotFound')
      const hidden = await refusal(odoo.rpc('res.partner', '_write', [[2]], { vals: {} }))
      expect(hidden.pythonName).toBe('odoo.exceptions.AccessError')
      expect(hidden.message).toContain('Private methods')
    },
  },
  {
    promise: 'arguments that do not fit a method are refused',
    async run(odoo) {
      const unknown = await refusal(odoo.rpc('res.partner', 'search', [], { domain: [], nothing: 1 }))
      expect(unknown.message).toContain("got an unexpected keyword argument 'nothing'")
      const missing = await refusal(odoo.rpc('res.partner', 'write', [[2]]))
      expect(missing.message).toMatch(/missing .*required .*argument: 'vals'/)
      const body = '{"ids":[2],"domain":[]}'
      const ids = await odoo.raw('/json/2/res.partner/search', { body, headers: bearer(odoo) })
      expect([ids.status, ids.text]).toEqual([422, expect.stringContaining('cannot call res.partner.search with ids')])
    },
  },
  {
    promise: 'create takes one or many: one id for one over JSON-RPC, a list over JSON-2',
    async run(odoo) {
      const values = { name: odoo.fresh('tag') }
      const many = await odoo.rpc('helpdesk.ticket.tag', 'create', [[values, { name: odoo.fresh('tag') }]])
      expect(many).toEqual([expect.any(Number), expect.any(Number)])
      const one = await odoo.rpc('helpdesk.ticket.tag', 'create', [{ name: odoo.fresh('tag') }])
      expect(one).toEqual(odoo.transport === 'jsonrpc' ? expect.any(Number) : [expect.any(Number)])
      const named = [odoo.db, 2, odoo.password, 'helpdesk.ticket.tag', 'create', [], { vals_list: [values] }]
      expect(await rpcRaw(odoo, 'object', 'execute_kw', named)).toMatchObject({
        error: { data: { name: 'builtins.IndexError' } },
      })
    },
  },
  {
    promise: 'JSON-2 answers a refusal with the status that fits it',
    async run(odoo) {
      const status = async (model: string, method: string, body: object): Promise<number> =>
        (await odoo.raw(`/json/2/${model}/${method}`, { body: JSON.stringify(body), headers: bearer(odoo) })).status
      expect(await status('res.partner', 'write', { ids: [99_999_999], vals: { name: 'x' } })).toBe(404)
      expect(await status('helpdesk.ticket', 'create', { vals_list: [{ name: 'x' }] })).toBe(422)
      expect(await status('res.partner', '_write', { ids: [2] })).toBe(403)
      expect(await status('res.partner', 'search', { domain: [['nothing', '=', 1]] })).toBe(500)
      expect(await status('res.partner', 'nothing', {})).toBe(404)
    },
  },
]
