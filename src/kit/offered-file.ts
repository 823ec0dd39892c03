import { isFault, Permanent } from '../domain/errors.ts'
import type { FetchedFile, OfferedFile } from '../domain/message.ts'
import type { Http, HttpResponse } from './http.ts'

const MAX_BYTES = 25_000_000

/**
 * Fetches a file of a conversation from the address that the marketplace gave, without credentials, with a second try at once. What cannot be
 * had comes back as refused, so that one file holds nothing up.
 * @param label the marketplace as people call it
 */
export async function fetchOfferedFile(http: Http, file: OfferedFile, label: string): Promise<FetchedFile> {
  if (file.uri === undefined) return refused(`${label} gave no address for the file.`)
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
  if ([401, 403, 404, 410].includes(status)) {
    return refused(
      `The file is not there any more or not for us (${String(status)}); its address has probably expired.`,
    )
  }
  if (status !== 200) return refused(`The file could not be fetched (${String(status)}).`)
  const type =
    headers.get('content-type')?.split(';')[0]?.trim().toLowerCase() || mimeType || 'application/octet-stream'
  if (type === 'text/html' && !/\.html?$/i.test(filename)) {
    return refused('The address shows a web page instead of the file; it has probably expired.')
  }
  return { kind: 'bytes', bytes, mimeType: type }
}

const refused = (reason: string): FetchedFile => ({ kind: 'refused', reason })
