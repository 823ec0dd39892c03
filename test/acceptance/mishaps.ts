import type { Answered, Mishap } from './middle.ts'

const changed = (change: (answer: Answered) => Answered): Mishap => ({ kind: 'changed', change })
const instead = (status: number, more: { headers?: Record<string, string>; body?: string } = {}): Mishap => ({
  kind: 'instead',
  status,
  headers: { 'content-type': 'application/json', ...more.headers },
  body: more.body ?? '{}',
})

/** What goes wrong on the way, once, with any request. */
export const passingMishaps: Readonly<Record<string, Mishap>> = {
  '401': instead(401),
  '403': instead(403),
  '429 with Retry-After': instead(429, { headers: { 'retry-after': '42' } }),
  '429 without Retry-After': instead(429),
  '500': instead(500),
  '502': instead(502, { headers: { 'content-type': 'text/html' }, body: '<html>Bad gateway</html>' }),
  '503': instead(503, { headers: { 'retry-after': '7' } }),
  'a connection cut before': { kind: 'cut' },
  'an answer lost': { kind: 'lose-answer' },
  'an answer cut': { kind: 'cut-answer' },
  'half of the JSON': changed((answer) => ({ ...answer, body: answer.body.subarray(0, answer.body.length / 2) })),
  'garbled JSON': changed((answer) => ({ ...answer, body: Buffer.from(answer.body.map((byte) => byte ^ 0x55)) })),
  'an empty answer': changed((answer) => ({ ...answer, body: Buffer.alloc(0) })),
  'a page for people': changed((answer) => ({
    ...answer,
    headers: { 'content-type': 'text/html' },
    body: Buffer.from('<!doctype html><title>Wartung</title>'),
  })),
  'a redirection elsewhere': instead(302, { headers: { location: 'https://elsewhere.example/' } }),
}
