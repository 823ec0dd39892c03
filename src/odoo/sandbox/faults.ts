/**
 * How a call goes wrong: `status-500` before doing anything, `silence` = never answered, `serialization` = rolled back by a collision, `cut-before` and `cut-after` =
 * the connection breaks before or after doing it, `restart` = every connection breaks.
 */
export type FaultKind = 'status-500' | 'silence' | 'serialization' | 'cut-before' | 'cut-after' | 'restart'

export interface OdooFault {
  /** Absent = any model. */
  readonly model?: string
  /** Absent = any method. */
  readonly method?: string
  readonly kind: FaultKind
  /** Matching calls that go wrong; default 1. */
  readonly times?: number
}

/** Faults that are still to come, in the order in which they were asked for. */
export class Faults {
  private readonly waiting: { readonly fault: OdooFault; left: number }[] = []

  add(fault: OdooFault): void {
    this.waiting.push({ fault, left: fault.times ?? 1 })
  }

  next(model: string, method: string): FaultKind | undefined {
    const found = this.waiting.find(
      ({ fault, left }) => left > 0 && (fault.model ?? model) === model && (fault.method ?? method) === method,
    )
    if (found === undefined) return undefined
    found.left -= 1
    return found.fault.kind
  }
}
