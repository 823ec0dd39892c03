import { carrier } from '../../src/kit/carrier.ts'
import { openDhl } from './client.ts'
import { config } from './config.ts'
import { manifest } from './manifest.ts'

export default carrier({
  name: 'dhl',
  manifest,
  config,
  matches: (name) => /\b(?:dhl|deutsche post|warenpost)\b/i.test(name),
  open: openDhl,
  sandbox: async () => (await import('./sandbox.ts')).startSandbox,
})
