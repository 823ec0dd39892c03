import { connectorName } from '../../src/domain/ids.ts'
import { anyMailbox } from '../../src/kit/any-mailbox.ts'
import { connector } from '../../src/kit/connector.ts'
import { openByMail } from '../../src/kit/mail-account.ts'
import { config } from './config.ts'
import { manifest } from './manifest.ts'
import { policy } from './policy.ts'

/** Any mailbox of the seller's. */
export default connector({
  name: connectorName('mailbox'),
  manifest,
  policy,
  config,
  open: openByMail('It has nothing but its mails; there is no connection of its own to prove.'),
  mail: ({ FORM_PATTERNS: forms = [] }, { ordersRef }) => anyMailbox({ forms, ordersRef }),
})
