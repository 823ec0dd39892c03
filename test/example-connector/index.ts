import { connectorName } from '../../src/domain/ids.ts'
import { connector } from '../../src/kit/connector.ts'
import { config } from './config.ts'
import { manifest } from './manifest.ts'
import { openCorner } from './open.ts'
import { policy } from './policy.ts'

export default connector({
  name: connectorName('example'),
  manifest,
  policy,
  config,
  open: openCorner,
  sandbox: async () => (await import('./sandbox.ts')).startSandbox,
})
