import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { ADDON_VERSION } from '../../src/odoo/sandbox/addon/seed.ts'
import { startOdooSandbox } from '../../src/odoo/sandbox/sandbox.ts'

/** An Odoo whose addon is of another version and lacks some of the methods that the present one has. */
export interface OtherAddon {
  readonly settings: Readonly<Record<string, string>>
  close(): Promise<void>
}

/** @param lacks methods that this version did not have yet */
export async function startOtherAddon(version: string, lacks: readonly string[]): Promise<OtherAddon> {
  const { url, db, service, state, close } = await startOdooSandbox({ addon: true })
  const modules = state.rows('ir.module.module', [['name', '=like', 'marketplace_care%']], ['id'])
  state.write(
    'ir.module.module',
    modules.map(({ id }) => Number(id)),
    { latest_version: version },
  )
  const proxy = createServer((request, response) => {
    void (async () => {
      const body = await text(request)
      const { method = 'GET' } = request
      const type = request.headers['content-type']
      const answer = await fetch(`${url}${request.url ?? ''}`, {
        method,
        headers: type === undefined ? {} : { 'content-type': type },
        ...(method === 'POST' ? { body } : {}),
      })
      const given = (await answer.text()).replaceAll(`"${ADDON_VERSION}"`, `"${version}"`)
      const old = lacks.reduce((words, name) => words.replaceAll(`"${name}"`, `"not_${name}"`), given)
      response.writeHead(answer.status, { 'content-type': answer.headers.get('content-type') ?? '' }).end(old)
    })()
  })
  proxy.listen(0, '127.0.0.1')
  await once(proxy, 'listening')
  const { port } = proxy.address() as AddressInfo
  return {
    settings: {
      ...{ ODOO_URL: `http://127.0.0.1:${String(port)}`, ODOO_DB: db, ODOO_TRANSPORT: 'jsonrpc' },
      ...{ ODOO_USER: service.login, ODOO_PASSWORD: service.password },
    },
    async close() {
      proxy.closeAllConnections()
      await new Promise((closed) => proxy.close(closed))
      await close()
    },
  }
}
