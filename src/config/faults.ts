/** One thing that is wrong in the settings, ready to be read. Holds no value of a secret. */
export interface SettingsFault {
  /** `environment`, `.env`, or the path of an account file as seen from the working folder. */
  readonly file: string
  /** The setting; absent when the file or the folder as a whole is meant. */
  readonly name?: string
  /** What is wrong, to be read after the name (`is missing`); without a name a whole sentence in small letters. */
  readonly problem: string
  /** What would be right: a whole sentence. */
  readonly remedy: string
  /** For an unknown name or word: the known one that comes closest. */
  readonly nearest?: string
}

/** A setting that was accepted but deserves a word: `doctor` shows it as a warning. */
export interface SettingsNote {
  readonly file: string
  readonly name: string
  /** A whole sentence or two. */
  readonly note: string
}

/** All faults of all files at once. */
export class SettingsFaults extends Error {
  readonly faults: readonly SettingsFault[]

  constructor(faults: readonly SettingsFault[]) {
    super(formatFaults(faults))
    this.name = 'SettingsFaults'
    this.faults = faults
  }
}

/** One fault as a sentence, e.g. `.env: ODOO_URL is missing. Give the address of your Odoo.` */
export function faultSentence(fault: SettingsFault): string {
  const subject = fault.name === undefined ? '' : `${fault.name} `
  const nearest = fault.nearest === undefined ? '' : ` Did you mean ${fault.nearest}?`
  return `${fault.file}: ${subject}${fault.problem}.${nearest} ${fault.remedy}`
}

/** The list a person reads on the terminal, grouped by file. */
export function formatFaults(faults: readonly SettingsFault[]): string {
  const count = faults.length === 1 ? 'One fault' : `${String(faults.length)} faults`
  const files = Map.groupBy(faults, (fault) => fault.file)
  const groups = [...files].map(([file, own]) => [file, ...own.map(faultLines)].join('\n'))
  return [`${count} in the settings:`, ...groups].join('\n\n')
}

function faultLines(fault: SettingsFault): string {
  const subject = fault.name === undefined ? '' : `${fault.name} `
  const nearest = fault.nearest === undefined ? '' : ` Did you mean ${fault.nearest}?`
  return `  ${subject}${fault.problem}.${nearest}\n      ${fault.remedy}`
}
