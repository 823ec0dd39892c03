import type { OpenAccount } from '../../src/flows/context.ts'
import { runJob } from '../../src/flows/passes.ts'
import type { MailWorld, WrittenMail } from './mail-world.ts'

/** One question, answered with "Ja." by an account as given. Resolves to text and sender of the answer as it arrived. */
export async function checkedOnce(
  world: MailWorld,
  opened: OpenAccount,
  question: WrittenMail,
  keep?: (raw: Uint8Array) => void,
): Promise<readonly [string, string]> {
  const ports =
    keep === undefined
      ? world.ports
      : {
          ...world.ports,
          keepSent: (_: OpenAccount, raw: Uint8Array) => {
            keep(raw)
            return Promise.resolve()
          },
        }
  const first = world.arrives(question) ?? ''
  await runJob('mirror', [opened], ports)
  await world.answers(first, '<p>Ja.</p>')
  await runJob('reply', [opened], ports)
  const [mail] = world.sink.mails()
  return [mail?.text.trim() ?? '', mail?.from ?? '']
}
