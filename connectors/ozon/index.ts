import { z } from 'zod'
import { connectorName } from '../../src/domain/ids.ts'
import { connector } from '../../src/kit/connector.ts'
import { manifest } from './manifest.ts'
import { policy } from './policy.ts'

/** Known, not built yet: its policy holds, but no account can run. */
export default connector({
  name: connectorName('ozon'),
  manifest,
  policy,
  config: z.object({}),
})
