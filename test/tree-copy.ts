import { cpSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const ROOT = join(import.meta.dirname, '..')

export interface TreeCopy {
  /** Folder of the copy. */
  readonly root: string
  remove(): void
}

/**
 * Copies parts of this tree to a temporary folder, so that something may be changed there; the packages are linked.
 * @param parts files and folders, relative to the tree
 */
export function copyTree(name: string, parts: readonly string[]): TreeCopy {
  const root = mkdtempSync(join(tmpdir(), `marketplace-care-${name}-`))
  for (const part of parts) cpSync(join(ROOT, part), join(root, part), { recursive: true })
  symlinkSync(join(ROOT, 'node_modules'), join(root, 'node_modules'))
  return {
    root,
    remove: () => {
      rmSync(root, { recursive: true, force: true })
    },
  }
}
