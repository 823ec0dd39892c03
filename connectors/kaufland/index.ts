import { connectorName } from '../../src/domain/ids.ts'
import { connector } from '../../src/kit/connector.ts'
import { config } from './config.ts'
import { manifest } from './manifest.ts'
import { openKaufland } from './open.ts'
import { policy } from './policy.ts'

export default connector({
  name: connectorName('kaufland'),
  manifest,
  policy,
  config,
  open: openKaufland,
  sandbox: async () => (await import('./sandbox.ts')).startSandbox,
})
