/** A JSON text, read without losing anything: ids keep all their digits, and each part can be had as it was sent. */
export interface JsonDocument {
  /** Integers beyond 2^53 and numbers too large for a float come as strings with their digits. */
  readonly value: unknown
  /** The bytes an object or array of `value` was read from; undefined for anything else. */
  rawOf(part: unknown): Uint8Array | undefined
}

const MAX_DEPTH = 200
const WHITESPACE = /[ \t\n\r]*/y
const STRING = /"[^"\\]*(?:\\.[^"\\]*)*"/sy
const LITERAL = /[^ \t\n\r,:\]}[{"]+/y

/**
 * Reads a JSON text.
 * @param bytes UTF-8, a byte order mark is ignored
 * @throws SyntaxError when it is not whole, valid JSON, or nested deeper than 200
 */
export function parseJson(bytes: Uint8Array): JsonDocument {
  const reader = new Reader(bytes)
  return { value: reader.document(), rawOf: (part) => reader.rawOf(part) }
}

/** One character a byte (latin1), so that positions are byte positions; structure is ASCII, texts are decoded on their own. */
class Reader {
  private readonly bytes: Buffer
  private readonly text: string
  private readonly spans = new WeakMap<object, readonly [number, number]>()
  private at = 0

  constructor(bytes: Uint8Array) {
    this.bytes = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    this.text = this.bytes.toString('latin1')
    if (this.text.startsWith('\u00ef\u00bb\u00bf')) this.at = 3
  }

  document(): unknown {
    const value = this.read(0)
    if (this.at < this.text.length) throw this.unexpected()
    return value
  }

  rawOf(part: unknown): Uint8Array | undefined {
    const span = typeof part === 'object' && part !== null ? this.spans.get(part) : undefined
    return span && new Uint8Array(this.bytes.subarray(...span))
  }

  private read(depth: number): unknown {
    if (depth > MAX_DEPTH) throw new SyntaxError(`JSON nested deeper than ${String(MAX_DEPTH)}`)
    this.skip(WHITESPACE)
    const start = this.at
    const value = this.readValue(depth)
    if (typeof value === 'object' && value !== null) this.spans.set(value, [start, this.at])
    this.skip(WHITESPACE)
    return value
  }

  private readValue(depth: number): unknown {
    switch (this.text[this.at]) {
      case '{':
        return Object.fromEntries(this.sequence('}', () => this.entry(depth)))
      case '[':
        return this.sequence(']', () => this.read(depth + 1))
      case '"':
        return this.string()
      default:
        return this.literal()
    }
  }

  private sequence<Item>(end: string, item: () => Item): Item[] {
    const items: Item[] = []
    this.at += 1
    this.skip(WHITESPACE)
    if (this.accept(end)) return items
    do items.push(item())
    while (this.accept(','))
    if (!this.accept(end)) throw this.unexpected()
    return items
  }

  private entry(depth: number): [string, unknown] {
    this.skip(WHITESPACE)
    const key = this.string()
    this.skip(WHITESPACE)
    if (!this.accept(':')) throw this.unexpected()
    return [key, this.read(depth + 1)]
  }

  private string(): string {
    const start = this.at
    if (!this.skip(STRING)) throw this.unexpected()
    return this.parsed(this.bytes.toString('utf8', start, this.at), start) as string
  }

  private literal(): unknown {
    const start = this.at
    if (!this.skip(LITERAL)) throw this.unexpected()
    const source = this.text.slice(start, this.at)
    const value = this.parsed(source, start)
    const exact = typeof value !== 'number' || Number.isSafeInteger(value) || !Number.isInteger(value)
    return exact && value !== Infinity && value !== -Infinity ? value : source
  }

  /** The engine's own error would quote the text, which may be a buyer's. */
  private parsed(source: string, start: number): unknown {
    try {
      return JSON.parse(source)
    } catch (cause) {
      if (cause instanceof SyntaxError) throw this.unexpected(start)
      throw cause
    }
  }

  private accept(character: string): boolean {
    if (this.text[this.at] !== character) return false
    this.at += 1
    return true
  }

  /** Moves behind what the pattern matches here; false = nothing. */
  private skip(pattern: RegExp): boolean {
    pattern.lastIndex = this.at
    const match = pattern.exec(this.text)
    if (match) this.at += match[0].length
    return match !== null && match[0].length > 0
  }

  private unexpected(at = this.at): SyntaxError {
    return new SyntaxError(at >= this.text.length ? 'JSON ends too early' : `not JSON at byte ${String(at)}`)
  }
}
