/** A mail that breaks rules or presses on limits, and what a reader must make of it. */
export interface HostileMail {
  readonly name: string
  readonly bytes: () => Buffer
  /** Each stands in the words. */
  readonly words: readonly string[]
  /** None of them does. */
  readonly notWords?: readonly string[]
  readonly files: readonly ExpectedFile[]
  /** Files beside those named are no fault. */
  readonly moreFiles?: true
  readonly subject?: string
  /** Addresses of From, in this order. */
  readonly from?: readonly string[]
}

export interface ExpectedFile {
  /** Absent: any name will do. */
  readonly name?: string
  readonly bytes?: Uint8Array
  readonly size?: number
}

export const crlf = (text: string): string => text.replace(/\r?\n/g, '\r\n')

/** Lines with CRLF; each character of the text is one byte (latin1). */
export const latin1 = (text: string): Buffer => Buffer.from(crlf(text), 'latin1')
export const utf8 = (text: string): Buffer => Buffer.from(crlf(text), 'utf8')

export const base64 = (bytes: Uint8Array): string =>
  Buffer.from(bytes)
    .toString('base64')
    .replace(/(.{76})/g, '$1\r\n')

export const HEAD = `From: Kim Beispiel <kim@example.org>
To: shop@example.com
Subject: Frage
Date: Mon, 02 Nov 2026 10:00:00 +0100
Message-ID: <1@example.org>
MIME-Version: 1.0
`

/** A mail of one part. */
export const single = (head: string, body: Uint8Array | string): Buffer =>
  Buffer.concat([utf8(`${HEAD}${head}\n\n`), typeof body === 'string' ? utf8(body) : body])

export interface TestPart {
  readonly head: string
  readonly body: Uint8Array | string
}

export const plain = (body: string): TestPart => ({ head: 'Content-Type: text/plain; charset=utf-8', body })
export const html = (body: string): TestPart => ({ head: 'Content-Type: text/html; charset=utf-8', body })

export const file = (name: string, bytes: Uint8Array, type = 'application/octet-stream'): TestPart => ({
  head: `Content-Type: ${type}\nContent-Disposition: attachment; filename="${name}"\nContent-Transfer-Encoding: base64`,
  body: base64(bytes),
})

export const partsOf = (boundary: string, parts: readonly TestPart[]): Buffer =>
  Buffer.concat([
    ...parts.flatMap(({ head, body }) => [
      utf8(`--${boundary}\n${head === '' ? '' : `${head}\n`}\n`),
      typeof body === 'string' ? utf8(body) : body,
      Buffer.from('\r\n'),
    ]),
    utf8(`--${boundary}--\n`),
  ])

/** A mail of several parts. */
export const multipart = (kind: string, parts: readonly TestPart[], boundary = 'part=_1'): Buffer =>
  single(`Content-Type: multipart/${kind}; boundary="${boundary}"`, partsOf(boundary, parts))

/** The same as a part of another one. */
export const inner = (kind: string, parts: readonly TestPart[], boundary: string): TestPart => ({
  head: `Content-Type: multipart/${kind}; boundary="${boundary}"`,
  body: partsOf(boundary, parts),
})

export const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
)
