/** Where an error came from, without its text: only our own faults are known to hold no buyer text. */
export function traceOf(error: unknown): { readonly type: string; readonly trace: readonly string[] } {
  if (!(error instanceof Error)) return { type: 'unknown error', trace: [] }
  const places = (error.stack ?? '').split('\n').filter((line) => line.startsWith('    at '))
  return { type: error.name, trace: places.map((line) => line.trim()).slice(0, 10) }
}
