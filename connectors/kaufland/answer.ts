import { Permanent } from '../../src/domain/errors.ts'
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
  checkText(text, rules)
  if (files.length > rules.attachmentsMax) {
    throw refused(
      'too-many-files',
      `The answer has ${String(files.length)} files, at most ${String(rules.attachmentsMax)} are sent with one`,
      'Split it in two',
    )
  }
  for (const file of files) check(file, rules)
  return {
    text,
    interim_notice: interim,
    ...(files.length > 0 && { ticket_message_files: files.map(toFile) }),
  }
}

/** @throws Permanent when Kaufland would not take the text */
export function checkText(text: string, rules: MessageRules): void {
  const characters = [...text].length
  if (text.trim() === '') throw refused('text-empty', 'The answer has no text', 'Write a sentence beside the files')
  if (characters > rules.textMaxChars) {
    throw refused(
      'text-too-long',
      `The answer has ${String(characters)} characters, Kaufland takes ${String(rules.textMaxChars)}`,
      'Shorten it or split it in two',
    )
  }
}

function check({ filename, mimeType, bytes }: ReplyFile, rules: MessageRules): void {
  if (!rules.attachmentTypes.includes(plainType(mimeType))) {
    throw refused(
      'attachment-type',
      `Kaufland does not take files like ${filename} (${plainType(mimeType)})`,
      'Send it as PDF, PNG, JPEG, GIF, TIFF, DOC, DOCX, XLSX or plain text',
    )
  }
  if (bytes.byteLength > rules.attachmentMaxBytes) {
    const mib = (size: number) => (size / 1024 / 1024).toFixed(1)
    throw refused(
      'attachment-too-large',
      `${filename} has ${mib(bytes.byteLength)} MiB, Kaufland takes ${mib(rules.attachmentMaxBytes)}`,
      'Make it smaller',
    )
  }
}

function toFile({ filename, mimeType, bytes }: ReplyFile) {
  const mime_type = plainType(mimeType)
  return { filename, mime_type, data: `data:${mime_type};base64,${Buffer.from(bytes).toString('base64')}` }
}

/** `text/plain; charset=utf-8` → `text/plain`. */
const plainType = (mimeType: string): string => mimeType.split(';')[0]?.trim().toLowerCase() ?? ''

const refused = (code: string, happened: string, remedy: string): Permanent =>
  new Permanent(`${happened}. Nothing was sent. ${remedy}, then answer again.`, { code })
