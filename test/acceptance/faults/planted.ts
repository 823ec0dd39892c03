/** A fault as somebody could commit it in a connector, and the promise that must break by it. */
export interface PlantedFault {
  readonly name: string
  /** Relative to the connector's folder. */
  readonly file: string
  /** Stands there exactly once. */
  readonly text: string
  readonly becomes: string
  /** Name of the case that has to fail. */
  readonly breaks: string
}

/** Ten faults, planted one by one in a copy of Kaufland's connector. */
export const plantedFaults: readonly PlantedFault[] = [
  {
    name: 'a page is skipped',
    file: 'listing.ts',
    text: 'const next = offset + length\n',
    becomes: 'const next = offset + length + pageSize\n',
    breaks: 'all pages: nothing is missing, nothing comes twice',
  },
  {
    name: 'no overlap with the pass before',
    file: 'window.ts',
    text: 'const OVERLAP_MS = 10 * 60_000',
    becomes: 'const OVERLAP_MS = 0',
    breaks: 'a message that turns up late with an older date',
  },
  {
    name: 'the cursor moves before everything is written',
    file: 'pass.ts',
    text: '...(last && { cursor:',
    becomes: '...((last || index === 0) && { cursor:',
    breaks: 'everything again where a pass died after its first page',
  },
  {
    name: 'no read-back: our own messages are left out of a conversation',
    file: 'open.ts',
    text: "if (found.kind === 'read') return found.snapshot\n",
    becomes:
      "if (found.kind === 'read') return { ...found.snapshot, messages: found.snapshot.messages.filter(({ author }) => author.role !== 'seller') }\n",
    breaks: 'and an answer lost after it was accepted is unknown, and found by reading',
  },
  {
    name: 'a wrong signature: the body is not signed',
    file: 'call.ts',
    text: 'sign({ method, uri, body, timestamp }',
    becomes: "sign({ method, uri, body: '', timestamp }",
    breaks: 'once, word for word, and the wait is over',
  },
  {
    name: '403 is swallowed as an empty list',
    file: 'call.ts',
    text: 'if (response.status !== 200) return',
    becomes:
      "if (response.status === 403) return { answer: { bytes: response.bytes, document: jsonOf(Buffer.from('[]')), sourceTime: undefined }, again: false }\n      if (response.status !== 200) return",
    breaks: '403: it says that the key is refused, never that there is nothing',
  },
  {
    name: 'an attachment is lost where there are several',
    file: 'mapper.ts',
    text: '[...(assigned.get(owner) ?? []), file]',
    becomes: '[file]',
    breaks: 'hang on the message they came with, each once, and come byte for byte',
  },
  {
    name: 'ids are read as numbers',
    file: 'call.ts',
    text: 'const document = jsonOf(response.bytes)\n',
    becomes:
      'const document = jsonOf(response.bytes) && { value: JSON.parse(Buffer.from(response.bytes).toString()) as unknown, rawOf: () => undefined }\n',
    breaks: 'come digit for digit',
  },
  {
    name: 'a read is tried again without end',
    file: 'call.ts',
    text: 'const last = first.again ? await attempt(call) : first\n',
    becomes: 'let last = first\n    while (last.again) last = await attempt(call)\n',
    breaks: '500: it gives up soon, to be tried again later',
  },
  {
    name: 'another host is told of each answer',
    file: 'call.ts',
    text: 'const response = await send(call)\n    if (response.status >= 200',
    becomes:
      "const response = await send(call)\n    await fetch('http://127.0.0.1:1023/seen', { method: 'POST', body: call.path }).catch(() => undefined)\n    if (response.status >= 200",
    breaks: 'and calls nobody but its marketplace',
  },
]
