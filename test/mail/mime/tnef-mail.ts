interface Wrapped {
  readonly short: string
  readonly long?: string
  readonly bytes: Uint8Array
}

/** Files in Outlook's wrapping (MS-OXTNEF), as Outlook writes it. */
export function tnef(files: readonly Wrapped[]): Buffer {
  const head = Buffer.alloc(6)
  head.writeUInt32LE(0x223e9f78, 0)
  head.writeUInt16LE(1, 4)
  const parts = files.flatMap(({ short, long, bytes }) => [
    attribute(0x9002, 0x0006, Buffer.alloc(14)),
    attribute(0x8010, 0x0001, Buffer.from(`${short}\0`, 'latin1')),
    attribute(0x800f, 0x0006, bytes),
    ...(long === undefined ? [] : [attribute(0x9005, 0x0006, properties(long))]),
  ])
  return Buffer.concat([head, attribute(0x9006, 0x0008, Buffer.alloc(4)), ...parts])
}

function attribute(id: number, type: number, value: Uint8Array): Buffer {
  const head = Buffer.alloc(9)
  head.writeUInt8(2, 0)
  head.writeUInt16LE(id, 1)
  head.writeUInt16LE(type, 3)
  head.writeUInt32LE(value.length, 5)
  const sum = Buffer.alloc(2)
  sum.writeUInt16LE(
    value.reduce((total, byte) => (total + byte) & 0xffff, 0),
    0,
  )
  return Buffer.concat([head, value, sum])
}

/** A number, a named property and the long name in UTF-16. */
function properties(long: string): Buffer {
  const words = (...values: number[]): Buffer => Buffer.concat(values.map((value) => u32(value)))
  const name = Buffer.from(`${long}\0`, 'utf16le')
  const padding = Buffer.alloc((4 - (name.length % 4)) % 4)
  return Buffer.concat([
    words(3),
    tag(0x0003, 0x3705),
    words(1),
    tag(0x0003, 0x8001),
    Buffer.alloc(16),
    words(0, 7),
    words(9),
    tag(0x001f, 0x3707),
    words(1, name.length),
    name,
    padding,
  ])
}

function tag(type: number, id: number): Buffer {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt16LE(type, 0)
  bytes.writeUInt16LE(id, 2)
  return bytes
}

function u32(value: number): Buffer {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32LE(value, 0)
  return bytes
}
