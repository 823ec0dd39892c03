import { crc32, deflateSync } from 'node:zlib'

/** Draws a small PNG (a cracked pot on a table, more or less), so that the demo needs no picture file. */
export function photo(width = 320, height = 240): Uint8Array {
  const rows = Buffer.alloc((width * 3 + 1) * height)
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) rows.set(colour(x / width, y / height), y * (width * 3 + 1) + 1 + x * 3)
  }
  const header = Buffer.alloc(13)
  header.writeUInt32BE(width, 0)
  header.writeUInt32BE(height, 4)
  header.set([8, 2, 0, 0, 0], 8)
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])
  return Buffer.concat([
    signature,
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(rows)),
    chunk('IEND', Buffer.alloc(0)),
  ])
}

function colour(x: number, y: number): readonly [number, number, number] {
  const inPot = y > 0.3 && y < 0.8 && Math.abs(x - 0.5) < 0.26 - (y - 0.3) * 0.2
  const crack = inPot && Math.abs(x - 0.5 - 0.03 * Math.sin(y * 40)) < 0.008
  if (crack) return [40, 22, 14]
  if (inPot) return [176 - Math.round(x * 60), 92, 58]
  return y > 0.78 ? [156, 132, 104] : [224, 226, 220]
}

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data])
  const framed = Buffer.alloc(body.length + 8)
  framed.writeUInt32BE(data.length, 0)
  body.copy(framed, 4)
  framed.writeUInt32BE(crc32(body), body.length + 4)
  return framed
}
