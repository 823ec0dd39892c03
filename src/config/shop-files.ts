import { readFileSync } from 'node:fs'
import { basename, resolve } from 'node:path'
import {
  isPdf,
  type LegalFile,
  LEGAL_FILES_MAX_BYTES,
  LOGO_MAX_BYTES,
  type Picture,
  shownPictureType,
} from '../domain/shop-files.ts'
import type { SettingsFault, SettingsNote } from './faults.ts'
import type { Givens } from './sources.ts'

/** The files of a shop that go with its mails, read once at the start. */
export interface ShopFiles {
  readonly logo?: Picture
  readonly legal: readonly LegalFile[]
  readonly faults: readonly SettingsFault[]
  readonly notes: readonly SettingsNote[]
}

/**
 * Reads what SHOP_LOGO and LEGAL_FILES name; paths count from the file that names them.
 * @param file the account's file, for the faults
 */
export function shopFiles(given: Givens, legalFiles: readonly string[] | undefined, file: string): ShopFiles {
  const logo = readLogo(given, file)
  const legal = readLegalFiles(given, legalFiles ?? [], file)
  return {
    ...('picture' in logo ? { logo: logo.picture } : {}),
    legal: 'files' in legal ? legal.files : [],
    faults: [...('fault' in logo ? [logo.fault] : []), ...('fault' in legal ? [legal.fault] : [])],
    notes: 'note' in logo ? [logo.note] : [],
  }
}

export const isWebAddress = (value: string): boolean => /^https?:\/\//i.test(value)

type Logo = { readonly picture: Picture } | { readonly fault: SettingsFault } | { readonly note: SettingsNote } | object

function readLogo(given: Givens, file: string): Logo {
  const setting = given.get('SHOP_LOGO')
  if (setting === undefined) return {}
  const name = 'SHOP_LOGO'
  if (isWebAddress(setting.value)) {
    const note =
      "is a web address: mails load nothing from outside, so the shop's name stands in its place. Save the picture and name the file."
    return { note: { file, name, note } }
  }
  const fault = (problem: string, remedy: string): Logo => ({ fault: { file, name, problem, remedy } })
  const bytes = read(resolve(setting.dir, setting.value))
  if (bytes === undefined) return fault('names a file that is not there', 'Its path counts from this file.')
  const mimeType = shownPictureType(bytes)
  if (mimeType === undefined) {
    return fault(
      'names a file that is no PNG, JPEG or GIF',
      'Save the logo as PNG; other pictures are not shown everywhere.',
    )
  }
  if (bytes.length > LOGO_MAX_BYTES) {
    return fault(
      `names a picture of ${kilobytes(bytes.length)}`,
      `It goes with every mail: make it smaller than ${kilobytes(LOGO_MAX_BYTES)}.`,
    )
  }
  return { picture: { mimeType, bytes } }
}

type Legal = { readonly files: readonly LegalFile[] } | { readonly fault: SettingsFault }

function readLegalFiles(given: Givens, paths: readonly string[], file: string): Legal {
  const dir = given.get('LEGAL_FILES')?.dir ?? ''
  const fault = (problem: string, remedy: string): Legal => ({ fault: { file, name: 'LEGAL_FILES', problem, remedy } })
  const files: LegalFile[] = []
  for (const path of paths) {
    const bytes = read(resolve(dir, path))
    if (bytes === undefined) return fault(`names ${path}, which is not there`, 'Its path counts from this file.')
    if (!isPdf(bytes)) return fault(`names ${path}, which is no whole PDF`, 'Save it as PDF again.')
    files.push({ filename: basename(path), mimeType: 'application/pdf', bytes })
  }
  const sum = files.reduce((bytes, each) => bytes + each.bytes.length, 0)
  if (sum > LEGAL_FILES_MAX_BYTES) {
    return fault(
      `names files of ${kilobytes(sum)} in sum`,
      `Mails of more than ${kilobytes(LEGAL_FILES_MAX_BYTES)} do not reach everybody: save them smaller.`,
    )
  }
  return { files }
}

function read(path: string): Uint8Array | undefined {
  try {
    return readFileSync(path)
  } catch {
    return undefined
  }
}

const kilobytes = (bytes: number): string => `${String(Math.ceil(bytes / 1024))} kB`
