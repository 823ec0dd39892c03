import { z } from 'zod'
import { connectorName } from '../../src/domain/ids.ts'
import { connector } from '../../src/kit/connector.ts'
import { manifest } from './manifest.ts'
import { policy } from './policy.ts'

/** The own shop needs no connection: nothing is read from it, and its notifications leave by the account's mail server. */
export default connector({
  name: connectorName('webshop'),
  manifest,
  policy,
  config: z.object({}),
  open: () => ({
    check: () => Promise.resolve({ detail: 'Its orders are in Odoo; there is no connection of its own to prove.' }),
  }),
})
