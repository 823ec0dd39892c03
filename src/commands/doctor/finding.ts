/** One finding as `--json` shows it. Only errors make the whole not ok. */
export interface Check {
  readonly name: string
  readonly ok: boolean
  readonly level: 'error' | 'warning'
  readonly detail: string
  readonly remedy?: string
}

/** A finding with its place on the terminal. */
export interface Finding extends Check {
  /** Heading under which it stands. */
  readonly area: string
  /** What it is called there. */
  readonly title: string
  /** Neither good nor bad: something that is not there, with its reason. */
  readonly note?: true
  /** Findings of the same fold share a heading: good ones a list, notes a line for each reason. */
  readonly fold?: string
}

interface Words {
  /** Name for machines, where it is not the title. */
  readonly name?: string
  readonly fold?: string
}

/** Findings of one area, by how they look. */
export interface Report {
  good(title: string, detail: string, words?: Words): Finding
  note(title: string, detail: string, words?: Words): Finding
  /** Something that should be looked at but stops nothing. */
  doubtful(title: string, detail: string, remedy: string, words?: Words): Finding
  bad(title: string, detail: string, remedy?: string, words?: Words): Finding
}

export function report(area: string): Report {
  const finding = (title: string, detail: string, { name = title, ...words }: Words = {}) => ({
    ...{ area, title, name, detail },
    ...words,
  })
  return {
    good: (title, detail, words) => ({ ...finding(title, detail, words), ok: true, level: 'error' }),
    note: (title, detail, words) => ({ ...finding(title, detail, words), ok: true, level: 'error', note: true }),
    doubtful: (title, detail, remedy, words) => ({
      ...{ ...finding(title, detail, words), ok: false, level: 'warning', remedy },
    }),
    bad: (title, detail, remedy, words) => ({
      ...{ ...finding(title, detail, words), ok: false, level: 'error' },
      ...(remedy === undefined ? {} : { remedy }),
    }),
  }
}

export const asCheck = ({ name, ok, level, detail, remedy }: Finding): Check => ({
  ...{ name, ok, level, detail },
  ...(remedy === undefined ? {} : { remedy }),
})

/** Whether nothing stands in the way. */
export const isWell = (checks: readonly Check[]): boolean => checks.every(({ ok, level }) => ok || level === 'warning')

/** `3 orders`, `1 order`. */
export const counted = (count: number, one: string, many = `${one}s`): string =>
  `${String(count)} ${count === 1 ? one : many}`
