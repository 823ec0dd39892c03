import { connectorName } from '../../src/domain/ids.ts'
import { connector } from '../../src/kit/connector.ts'
import { openByMail } from '../../src/kit/mail-account.ts'
import { config } from './config.ts'
import { zalandoMail } from './mail.ts'
import { manifest } from './manifest.ts'
import { policy } from './policy.ts'

/** Zalando has no interface for messages: the account is the mailbox to which its Customer Care writes. */
export default connector({
  name: connectorName('zalando'),
  manifest,
  policy,
  config,
  open: openByMail('Customer Care is read and answered by mail; there is no connection of its own to prove.'),
  mail: zalandoMail,
})
