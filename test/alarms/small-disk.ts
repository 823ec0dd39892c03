import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, statfsSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** A filesystem of its own, small enough to be filled. */
export interface SmallDisk {
  readonly folder: string
  /** Takes all but this much. */
  fill(options: { leaveMegabytes: number }): void
  free(): void
  close(): void
}

/** undefined where mounting is not allowed. */
export function mountSmallDisk({ megabytes }: { megabytes: number }): SmallDisk | undefined {
  const folder = mkdtempSync(join(tmpdir(), 'care-disk-'))
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${String(megabytes)}m`, 'tmpfs', folder], { stdio: 'ignore' })
  } catch {
    rmSync(folder, { recursive: true })
    return undefined
  }
  const filler = join(folder, 'filler')
  return {
    folder,
    fill({ leaveMegabytes }) {
      const { bavail, bsize } = statfsSync(folder)
      writeFileSync(filler, Buffer.alloc(Math.max(0, bavail * bsize - leaveMegabytes * 2 ** 20)))
    },
    free() {
      rmSync(filler, { force: true })
    },
    close() {
      execFileSync('umount', ['-l', folder])
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

export const NO_MOUNT =
  'No filesystem can be mounted here (it takes root and CAP_SYS_ADMIN): a full disk was not tried.'
