import { expect, test } from 'vitest'
import { given } from './world.ts'

/** What other programs are built on. A wanted change is recorded by `npx vitest run test/server/golden.test.ts -u` and read before it is committed. */
const recorded = async () => {
  const { server } = await given({ consolePassword: 'a password', runNow: async () => undefined, jobs: [] })
  await server.ready()
  return server
}

test('the routes are these', async () => {
  const server = await recorded()
  await expect(server.printRoutes({ commonPrefix: false })).toMatchFileSnapshot('golden/routes.txt')
})

test('the description of the interface is this', async () => {
  const server = await recorded()
  const { body } = await server.inject('/openapi.json')
  await expect(JSON.stringify(JSON.parse(body), null, 2) + '\n').toMatchFileSnapshot('golden/openapi.json')
})
