import type { ExpectedFile, HostileMail } from './build.ts'

/** What any reader makes of a mail. */
export interface Reading {
  readonly text: string
  readonly subject: string
  readonly from: readonly { readonly address: string }[]
  readonly files: readonly { readonly filename: string; readonly bytes: Uint8Array }[]
}

const spaced = (text: string): string => text.replace(/\s+/g, ' ')

/** In which ways a reading is not what the mail says; none = right. */
export function faultsOf(mail: HostileMail, reading: Reading): string[] {
  return [...wordFaults(mail, reading), ...fileFaults(mail, reading), ...headFaults(mail, reading)]
}

export function wordFaults({ words, notWords = [] }: HostileMail, { text }: Reading): string[] {
  const read = spaced(text)
  return [
    ...words.filter((word) => !read.includes(spaced(word))).map((word) => `words missing: ${word}`),
    ...notWords.filter((word) => text.includes(word)).map((word) => `words too many: ${JSON.stringify(word)}`),
  ]
}

export function fileFaults({ files, moreFiles }: HostileMail, reading: Reading): string[] {
  const left = [...reading.files]
  const missing = files.filter((expected) => {
    const at = left.findIndex((found) => isIt(expected, found))
    if (at >= 0) left.splice(at, 1)
    return at < 0
  })
  return [
    ...missing.map(({ name }) => `file missing: ${name ?? 'without a name'}`),
    ...(moreFiles === true ? [] : left.map(({ filename }) => `file too many: ${filename}`)),
  ]
}

/** Copies of a name may be numbered. */
function isIt({ name, bytes, size }: ExpectedFile, found: Reading['files'][number]): boolean {
  if (name !== undefined && name !== found.filename) return false
  if (size !== undefined && size !== found.bytes.length) return false
  return bytes === undefined || Buffer.compare(bytes, found.bytes) === 0
}

export function headFaults({ subject, from }: HostileMail, reading: Reading): string[] {
  const addresses = reading.from.map(({ address }) => address.toLowerCase())
  return [
    ...(subject === undefined || subject === reading.subject ? [] : [`subject: ${reading.subject.slice(0, 60)}`]),
    ...(from === undefined || from.join() === addresses.join() ? [] : [`from: ${addresses.join()}`]),
  ]
}
