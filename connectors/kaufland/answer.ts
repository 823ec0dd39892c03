import { checkAnswer, plainType } from '../../src/kit/answer-rules.ts'
import type { MessageRules, ReplyFile } from '../../src/kit/connector.ts'
import type { NewMessage } from './client.ts'

/**
 * Turns an agent's answer into what Kaufland takes.
 * @throws Permanent with a code when Kaufland would not take it: nothing is sent then
 */
export function newMessage(
  {
    text,
    files,
    interim = false,
  }: { readonly text: string; readonly files: readonly ReplyFile[]; readonly interim?: boolean },
  rules: MessageRules,
): NewMessage {
  checkAnswer({ text, files }, rules, 'Kaufland')
  return {
    text,
    interim_notice: interim,
    ...(files.length > 0 && { ticket_message_files: files.map(toFile) }),
  }
}

/** @throws Permanent when Kaufland would not take the text */
export const checkText = (text: string, rules: MessageRules): void => {
  checkAnswer({ text, files: [] }, rules, 'Kaufland')
}

/** Files go as data URIs: BEHAVIOR.md, answers. */
function toFile({ filename, mimeType, bytes }: ReplyFile) {
  const mime_type = plainType(mimeType)
  return { filename, mime_type, data: `data:${mime_type};base64,${Buffer.from(bytes).toString('base64')}` }
}
