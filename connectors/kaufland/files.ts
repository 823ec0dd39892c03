import { isFault, Permanent } from '../../src/domain/errors.ts'
import type { FetchedFile, OfferedFile } from '../../src/domain/message.ts'
import type { Http, HttpResponse } from '../../src/kit/http.ts'

const MAX_BYTES = 25_000_000

/**
 * Fetches a file of a conversation, with a second try at once. What cannot be had comes back as refused, so that one file holds nothing
 * up; the caller notes the link. Addresses are called without credentials and may expire: BEHAVIOR.md, files.
 */
export async function fetchFile(http: Http, file: OfferedFile): Promise<FetchedFile> {
  if (file.uri === undefined) return refused('Kaufland gave no address for the file.')
  const first = await tryFetch(http, file, file.uri)
  return first.again ? (await tryFetch(http, file, file.uri)).file : first.file
}

async function tryFetch(http: Http, file: OfferedFile, url: string): Promise<{ file: FetchedFile; again: boolean }> {
  try {
    const response = await http.request({ method: 'GET', url, foreignHost: 'public-https', maxBytes: MAX_BYTES })
    return { file: taken(response, file), again: response.status >= 500 || response.status === 429 }
  } catch (fault) {
    if (!isFault(fault)) throw fault
    const tooLarge = fault instanceof Permanent && fault.code === 'too-large'
    return {
      file: refused(tooLarge ? 'The file is larger than 25 MB.' : fault.message),
      again: fault.kind === 'retryable',
    }
  }
}

function taken({ status, headers, bytes }: HttpResponse, { filename, mimeType }: OfferedFile): FetchedFile {
  if (status !== 200) return refused(refusal(status))
  const type =
    headers.get('content-type')?.split(';')[0]?.trim().toLowerCase() || mimeType || 'application/octet-stream'
  if (type === 'text/html' && !/\.html?$/i.test(filename)) {
    return refused('The address shows a web page instead of the file; it has probably expired.')
  }
  return { kind: 'bytes', bytes, mimeType: type }
}

function refusal(status: number): string {
  if ([401, 403, 404, 410].includes(status)) {
    return `The file is not there any more or not for us (${String(status)}); its address has probably expired.`
  }
  return `The file could not be fetched (${String(status)}).`
}

const refused = (reason: string): FetchedFile => ({ kind: 'refused', reason })
