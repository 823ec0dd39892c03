import { connectorName } from '../../src/domain/ids.ts'
import { anyMailbox } from '../../src/kit/any-mailbox.ts'
import { connector } from '../../src/kit/connector.ts'
import { openByMail } from '../../src/kit/mail-account.ts'
import { config } from './config.ts'
import { manifest } from './manifest.ts'
import { policy } from './policy.ts'

/**
 * The own shop needs no connection: its orders are in Odoo, and its notifications leave by the account's mail server. Where the account
 * names a mailbox, buyers' mails are read and answered as well.
 */
export default connector({
  name: connectorName('webshop'),
  manifest,
  policy,
  config,
  open: openByMail('Its orders are in Odoo; there is no connection of its own to prove.'),
  mail: ({ FORM_PATTERNS: forms = [] }, { ordersRef }) => anyMailbox({ forms, ordersRef }),
})
