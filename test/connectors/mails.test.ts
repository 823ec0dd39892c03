import { describe, expect, test } from 'vitest'
import { judge, mailFixtures } from './mail-fixtures.ts'

/** Own mails in the form of real senders, with what has to come of each: also `npm run mails:check`. */
const byConnector = Map.groupBy(mailFixtures(), ({ connector }) => connector)

for (const [connector, fixtures] of byConnector) {
  describe(`a mail to ${connector}`, () => {
    test.each(fixtures.map((fixture) => [`${fixture.lang}, ${fixture.title}`, fixture] as const))(
      'is read as what it is: %s',
      async (_, fixture) => {
        const { misses } = await judge(fixture)
        expect(misses).toEqual([])
      },
    )
  })
}
