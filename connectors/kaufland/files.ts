import { isFault, Permanent } from '../../src/domain/errors.ts'
import type { FetchedFile, OfferedFile } from '../../src/domain/message.ts'
import type { Http, HttpResponse } from '../../src/kit/http.ts'

const MAX_BYTES = 25_000_000

export interface FilePorts {
  readonly http: Http
  /** The file as its conversation offers it now; undefined = it does so no more. */
  offeredNow(file: OfferedFile): Promise<OfferedFile | undefined>
}

interface Attempt {
  readonly file: FetchedFile
  readonly again: 'at-once' | 'at-a-fresh-address' | 'never'
}

/**
 * Fetches a file of a conversation, with a second try at once, or at a fresh address where this one has expired. What cannot be had comes
 * back as refused, so that one file holds nothing up; the caller notes the link. Addresses are called without credentials: BEHAVIOR.md, files.
 */
export async function fetchFile(file: OfferedFile, ports: FilePorts): Promise<FetchedFile> {
  if (file.uri === undefined) return refused('Kaufland gave no address for the file.')
  const first = await tryFetch(ports.http, file, file.uri)
  if (first.again === 'never') return first.file
  const uri = first.again === 'at-once' ? file.uri : (await ports.offeredNow(file))?.uri
  return uri === undefined ? first.file : (await tryFetch(ports.http, file, uri)).file
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
  return {
    file: refused(`The file could not be fetched (${String(status)}).`),
    again: status >= 500 || status === 429 ? 'at-once' : 'never',
  }
}

const refused = (reason: string): FetchedFile => ({ kind: 'refused', reason })
