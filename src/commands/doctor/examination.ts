import { isFault } from '../../domain/errors.ts'
import { type Finding, report } from './finding.ts'

/** One look at one thing. Looks run side by side; whatever becomes of one, the others are shown. */
export interface Probe {
  readonly area: string
  /** What is looked at: named when the look itself fails. */
  readonly title: string
  /** Name for machines, where it is not the title. */
  readonly name?: string
  readonly run: () => Promise<readonly Finding[]>
  /** What helps where the look ends in a fault that does not say it. */
  readonly remedy?: string
}

export interface ExaminationOptions {
  /** How long one look may take, in real time. */
  readonly limitMs: number
  /** Called when every look of an area has ended. */
  readonly onArea: (area: string) => void
}

/** Runs all looks and gives their findings in the order in which the looks were named. */
export async function examine(probes: readonly Probe[], options: ExaminationOptions): Promise<readonly Finding[]> {
  const open = new Map<string, number>()
  for (const { area } of probes) open.set(area, (open.get(area) ?? 0) + 1)
  const found = await Promise.all(
    probes.map(async (probe) => {
      const findings = await look(probe, options.limitMs)
      const left = (open.get(probe.area) ?? 1) - 1
      open.set(probe.area, left)
      if (left === 0) options.onArea(probe.area)
      return findings
    }),
  )
  return found.flat()
}

async function look({ area, title, name, run, remedy }: Probe, limitMs: number): Promise<readonly Finding[]> {
  const { bad } = report(area)
  const words = name === undefined ? {} : { name }
  try {
    const found = await within(run(), limitMs)
    if (found !== LATE) return found
    const seconds = String(limitMs / 1000)
    return [bad(title, `no answer within ${seconds} s`, remedy ?? 'Look whether it is up and reachable.', words)]
  } catch (error) {
    if (isFault(error)) return [bad(title, error.message, remedy, words)]
    const text = error instanceof Error ? error.message : String(error)
    return [bad(title, `this is a mistake in the program: ${text}`, 'Please report it.', words)]
  }
}

export const LATE = Symbol('late')

/** What the promise gives, or LATE. The network's time is real time, whatever clock the service goes by. */
export async function within<T>(promise: Promise<T>, limitMs: number): Promise<T | typeof LATE> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<typeof LATE>((resolve) => {
    timer = setTimeout(resolve, limitMs, LATE)
  })
  try {
    return await Promise.race([promise, late])
  } finally {
    clearTimeout(timer)
  }
}
