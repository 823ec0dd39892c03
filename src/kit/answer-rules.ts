import { Permanent } from '../domain/errors.ts'
import type { MessageRules, ReplyFile } from './connector.ts'

/**
 * Checks an agent's answer against what a marketplace takes, before anything is sent.
 * @param label the marketplace as people call it
 * @throws Permanent with a code and what to do
 */
export function checkAnswer(
  { text, files }: { readonly text: string; readonly files: readonly ReplyFile[] },
  rules: MessageRules,
  label: string,
): void {
  const characters = [...text].length
  if (text.trim() === '') throw refused('text-empty', 'The answer has no text', 'Write a sentence beside the files')
  if (characters > rules.textMaxChars) {
    throw refused(
      'text-too-long',
      `The answer has ${String(characters)} characters, ${label} takes ${String(rules.textMaxChars)}`,
      'Shorten it or split it in two',
    )
  }
  if (files.length > rules.attachmentsMax) {
    throw refused(
      'too-many-files',
      `The answer has ${String(files.length)} files, ${label} takes ${String(rules.attachmentsMax)} with one`,
      'Split it in two',
    )
  }
  for (const { filename, mimeType, bytes } of files) {
    if (!rules.attachmentTypes.includes(plainType(mimeType))) {
      throw refused(
        'attachment-type',
        `${label} does not take files like ${filename} (${plainType(mimeType)})`,
        `It takes: ${rules.attachmentTypes.join(', ')}. Send it as one of these`,
      )
    }
    if (bytes.byteLength > rules.attachmentMaxBytes) {
      throw refused(
        'attachment-too-large',
        `${filename} has ${mib(bytes.byteLength)} MiB, ${label} takes ${mib(rules.attachmentMaxBytes)}`,
        'Make it smaller',
      )
    }
  }
  const total = files.reduce((sum, { bytes }) => sum + bytes.byteLength, 0)
  if (rules.attachmentsTotalMaxBytes !== undefined && total > rules.attachmentsTotalMaxBytes) {
    throw refused(
      'attachments-too-large',
      `The files have ${mib(total)} MiB together, ${label} takes ${mib(rules.attachmentsTotalMaxBytes)}`,
      'Make them smaller or split it in two',
    )
  }
}

/** `text/plain; charset=utf-8` → `text/plain`. */
export const plainType = (mimeType: string): string => mimeType.split(';')[0]?.trim().toLowerCase() ?? ''

const mib = (bytes: number): string => (bytes / 1024 / 1024).toFixed(1)

const refused = (code: string, happened: string, remedy: string): Permanent =>
  new Permanent(`${happened}. Nothing was sent. ${remedy}, then answer again.`, { code })
