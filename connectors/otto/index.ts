import { connectorName } from '../../src/domain/ids.ts'
import { connector } from '../../src/kit/connector.ts'
import { openByMail } from '../../src/kit/mail-account.ts'
import { config } from './config.ts'
import { ottoMail } from './mail.ts'
import { answerRule, manifest } from './manifest.ts'
import { policy } from './policy.ts'

/** OTTO has no interface for messages: the account is its mailbox. */
export default connector({
  name: connectorName('otto'),
  manifest,
  policy,
  config,
  open: openByMail('Buyers are read and answered by mail; there is no connection of its own to prove.'),
  answerRule: ({ ANSWER_HOURS: hours }) => ({ ...answerRule, hours }),
  mail: ottoMail,
})
