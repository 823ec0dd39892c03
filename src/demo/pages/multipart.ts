import type { FastifyInstance } from 'fastify'
import type { SandboxFile } from '../../kit/sandbox.ts'

/** Largest form with a file. */
const FORM_BYTES = 16 * 1024 * 1024

/** A form with files as it arrives: its fields, and the files that were chosen. */
export interface FilledForm {
  readonly [field: string]: string | readonly SandboxFile[]
  readonly files: readonly SandboxFile[]
}

/** Accepts forms with files on the routes of this instance. */
export function acceptFiles(app: FastifyInstance): void {
  app.addContentTypeParser(
    'multipart/form-data',
    { parseAs: 'buffer', bodyLimit: FORM_BYTES },
    async (request: { readonly headers: Record<string, unknown> }, body: Buffer) =>
      filled(await formOf(body, String(request.headers['content-type']))),
  )
}

const formOf = (body: Buffer, contentType: string): Promise<FormData> =>
  new Response(new Uint8Array(body), { headers: { 'content-type': contentType } }).formData()

async function filled(form: FormData): Promise<FilledForm> {
  const fields: Record<string, string> = {}
  const files: SandboxFile[] = []
  for (const [name, value] of form) {
    if (typeof value === 'string') fields[name] = value
    else if (value.size > 0) files.push(await fileOf(value))
  }
  return { ...fields, files }
}

const fileOf = async (file: File): Promise<SandboxFile> => ({
  filename: file.name,
  mimeType: file.type === '' ? 'application/octet-stream' : file.type,
  bytes: await file.bytes(),
})
