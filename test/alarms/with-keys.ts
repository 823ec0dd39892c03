import { z } from 'zod'
import { connectors } from '../../connectors/index.ts'
import { manifest } from '../../connectors/webshop/manifest.ts'
import { main } from '../../src/cli.ts'
import { connectorName } from '../../src/domain/ids.ts'
import { instant } from '../../src/domain/time.ts'
import { connector, type ConnectorDeclaration } from '../../src/kit/connector.ts'

/**
 * The command line with one connector more, as one more line in the registry would have it: a marketplace whose keys tell when they end.
 * None of those that are built has such keys.
 */
const keyed = connector({
  name: connectorName('keyed'),
  manifest: { ...manifest, label: 'Keyed' },
  policy: [],
  config: z.object({
    KEY: z
      .string()
      .meta({ secret: true, description: 'Key with the time of its end after a colon.', example: 'k:2027' }),
  }),
  open: ({ KEY }) => ({
    check: () => Promise.resolve({ detail: 'The key is good.', endsAt: instant(KEY.slice(KEY.indexOf(':') + 1)) }),
  }),
})
;(connectors as ConnectorDeclaration[]).push(keyed)
process.exitCode = await main(process.argv.slice(2))
