/** More came than was allowed; reading stopped there. */
export class TooLarge extends Error {
  override readonly name = 'TooLarge'
}

/**
 * Reads a stream to its end.
 * @throws TooLarge as soon as more than `maxBytes` came
 */
export async function readBounded(stream: AsyncIterable<Uint8Array>, maxBytes: number): Promise<Uint8Array> {
  const chunks: Uint8Array[] = []
  let size = 0
  for await (const chunk of stream) {
    size += chunk.byteLength
    if (size > maxBytes) throw new TooLarge(`more than ${String(maxBytes)} bytes`)
    chunks.push(chunk)
  }
  return new Uint8Array(Buffer.concat(chunks))
}
