import { isMarkedAsUntransferable, parentPort } from 'node:worker_threads'
import type { ParsedMail } from '../../domain/mail.ts'
import { readMail, type ReadOptions } from './read.ts'

/** What the thread is asked: one mail. */
export interface HeavyQuestion {
  readonly bytes: Uint8Array
  readonly options: ReadOptions
}

export type HeavyAnswer = { readonly mail: ParsedMail } | { readonly fault: string }

parentPort?.on('message', ({ bytes, options }: HeavyQuestion) => {
  const answer = answerTo(bytes, options)
  parentPort?.postMessage(answer, 'mail' in answer ? owned(answer.mail) : [])
})

function answerTo(bytes: Uint8Array, options: ReadOptions): HeavyAnswer {
  try {
    return { mail: readMail(bytes, options) }
  } catch (error) {
    return { fault: error instanceof Error ? error.name : 'unknown' }
  }
}

/** Memory that is handed over instead of copied. */
function owned({ files }: ParsedMail): ArrayBuffer[] {
  const buffers = new Set(files.map((file) => file.bytes.buffer))
  return [...buffers].filter(
    (buffer) => buffer instanceof ArrayBuffer && !isMarkedAsUntransferable(buffer),
  ) as ArrayBuffer[]
}
