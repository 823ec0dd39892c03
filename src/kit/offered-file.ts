import { isFault, Permanent } from '../domain/errors.ts'
import type { FetchedFile, OfferedFile } from '../domain/message.ts'
import type { Http, HttpResponse } from './http.ts'

const MAX_BYTES = 25_000_000

interface Attempt {
  readonly file: FetchedFile
  readonly again: 'at-once' | 'at-a-fresh-address' | 'never'
}

/**
 * Fetches a file of a conversation from the address that the marketplace gave, without credentials, with a second try at once, or at a fresh
 * address where this one has expired. What cannot be had comes back as refused, so that one file holds nothing up.
 * @param label the marketplace as people call it
 * @param offeredNow the file as its conversation offers it now, undefined = no more; absent = addresses do not expire, or there is no other
 */
export async function fetchOfferedFile(
  http: Http,
  file: OfferedFile,
  label: string,
  offeredNow?: (file: OfferedFile) => Promise<OfferedFile | undefined>,
): Promise<FetchedFile> {
  if (file.uri === undefined) return refused(`${label} gave no address for the file.`)
  const first = await tryFetch(http, file, file.uri)
  if (first.again === 'never') return first.file
  const uri = first.again === 'at-once' ? file.uri : (await offeredNow?.(file))?.uri
  return uri === undefined ? first.file : (await tryFetch(http, file, uri)).file
}

async function tryFetch(http: Http, file: OfferedFile, url: string): Promise<Attempt> {
  try {
    const response = await http.request({ method: 'GET', url, foreignHost: 'public-https', maxBytes: MAX_BYTES })
    return taken(response, file)
  } catch (fault) {
    if (!isFault(fault)) throw fault
    const tooLarge = fault instanceof Permanent && fault.code === 'too-large'
    return {
      file: refused(tooLarge ? 'The file is larger than 25 MB.' : fault.message),
      again: fault.kind === 'retryable' ? 'at-once' : 'never',
    }
  }
}

function taken({ status, headers, bytes }: HttpResponse, { filename, mimeType }: OfferedFile): Attempt {
  if (status !== 200) return notGiven(status)
  const type =
    headers.get('content-type')?.split(';')[0]?.trim().toLowerCase() || mimeType || 'application/octet-stream'
  if (type === 'text/html' && !/\.html?$/i.test(filename)) {
    const reason = 'The address shows a web page instead of the file; it has probably expired.'
    return { file: refused(reason), again: 'at-a-fresh-address' }
  }
  return { file: { kind: 'bytes', bytes, mimeType: type }, again: 'never' }
}

function notGiven(status: number): Attempt {
  if ([401, 403, 404, 410].includes(status)) {
    const reason = `The file is not there any more or not for us (${String(status)}); its address has probably expired.`
    return { file: refused(reason), again: 'at-a-fresh-address' }
  }
  const again = status >= 500 || status === 429 ? 'at-once' : 'never'
  return { file: refused(`The file could not be fetched (${String(status)}).`), again }
}

const refused = (reason: string): FetchedFile => ({ kind: 'refused', reason })
