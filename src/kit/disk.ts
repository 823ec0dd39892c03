import { statfsSync } from 'node:fs'

/** Space of a filesystem, in bytes. */
export interface DiskSpace {
  readonly freeBytes: number
  readonly sizeBytes: number
}

/** What must stay free for the embedded database: it writes its log in files of 16 MB and cannot go on when one of them finds no room. */
export const DISK_RESERVE_BYTES = 32 * 2 ** 20
/** From here on an operator is told, where a tenth of the disk is more than this. */
const LOW_BYTES = 256 * 2 ** 20

/** Space that this process may use in the filesystem of a folder; undefined where the system does not tell. */
export function diskSpace(folder: string): DiskSpace | undefined {
  try {
    const { bavail, blocks, bsize } = statfsSync(folder)
    return { freeBytes: bavail * bsize, sizeBytes: blocks * bsize }
  } catch {
    // The folder may not exist yet; whoever writes there says so better.
    return undefined
  }
}

/** Whether so little is left that writing is refused soon, or already is. */
export const isLow = ({ freeBytes, sizeBytes }: DiskSpace): boolean =>
  freeBytes < Math.max(DISK_RESERVE_BYTES, Math.min(LOW_BYTES, sizeBytes / 10))

/** `36 MB`. */
export const inMegabytes = (bytes: number): string => `${String(Math.floor(bytes / 2 ** 20))} MB`
