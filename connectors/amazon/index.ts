import { connectorName } from '../../src/domain/ids.ts'
import { connector } from '../../src/kit/connector.ts'
import { openByMail } from '../../src/kit/mail-account.ts'
import { channel } from './channel.ts'
import { config } from './config.ts'
import { manifest } from './manifest.ts'
import { policy } from './policy.ts'

/** Amazon has no interface for reading or answering buyers: the account is its mailbox. */
export default connector({
  name: connectorName('amazon'),
  manifest,
  policy,
  config,
  open: openByMail('Buyers are read and answered through the mailbox; there is no connection of its own to prove.'),
  mail: () => channel,
})
