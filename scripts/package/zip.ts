import { crc32, deflateRawSync } from 'node:zlib'

export interface ZipEntry {
  /** Path in the archive, with `/` between folders. */
  readonly path: string
  readonly bytes: Buffer
}

/** 1 January 1980, the first day a zip can name: the same files give the same archive. */
const DOS_DATE = (1 << 5) | 1
const UTF8_NAMES = 0x0800
const DEFLATED = 8
const VERSION = 20
/** Made on Unix, so that the rights below count. */
const MADE_BY = (3 << 8) | VERSION
const RIGHTS = 0o100644 * 0x10000

/** A zip archive of these files, compressed, in the order given. */
export function zip(entries: readonly ZipEntry[]): Buffer {
  const locals: Buffer[] = []
  const directory: Buffer[] = []
  let offset = 0
  for (const { path, bytes } of entries) {
    const name = Buffer.from(path)
    const packed = deflateRawSync(bytes, { level: 9 })
    const common = Buffer.alloc(26)
    common.writeUInt16LE(VERSION, 0)
    common.writeUInt16LE(UTF8_NAMES, 2)
    common.writeUInt16LE(DEFLATED, 4)
    common.writeUInt16LE(DOS_DATE, 8)
    common.writeUInt32LE(crc32(bytes), 10)
    common.writeUInt32LE(packed.length, 14)
    common.writeUInt32LE(bytes.length, 18)
    common.writeUInt16LE(name.length, 22)
    const rest = Buffer.alloc(14)
    rest.writeUInt32LE(RIGHTS, 6)
    rest.writeUInt32LE(offset, 10)
    const local = [Buffer.from('PK\x03\x04', 'latin1'), common, name, packed]
    const listed = [Buffer.from('PK\x01\x02', 'latin1'), word(MADE_BY), common, rest, name]
    locals.push(...local)
    directory.push(...listed)
    offset += lengthOf(local)
  }
  const end = Buffer.alloc(22)
  end.write('PK\x05\x06', 'latin1')
  end.writeUInt16LE(entries.length, 8)
  end.writeUInt16LE(entries.length, 10)
  end.writeUInt32LE(lengthOf(directory), 12)
  end.writeUInt32LE(offset, 16)
  return Buffer.concat([...locals, ...directory, end])
}

function word(value: number): Buffer {
  const bytes = Buffer.alloc(2)
  bytes.writeUInt16LE(value)
  return bytes
}

const lengthOf = (parts: readonly Buffer[]): number => parts.reduce((sum, part) => sum + part.length, 0)
