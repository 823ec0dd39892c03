/** What a story has begun, to be ended in the end, the newest first: also where its beginning broke off half way. */
export interface Closing {
  /** Gives it back. */
  add<T extends { close(): unknown }>(begun: T): T
  all(): Promise<void>
}

export function toClose(): Closing {
  const begun: { close(): unknown }[] = []
  return {
    add(one) {
      begun.push(one)
      return one
    },
    async all() {
      const faults: unknown[] = []
      for (const one of begun.splice(0).reverse()) {
        try {
          await one.close()
        } catch (error) {
          faults.push(error)
        }
      }
      if (faults.length > 0) throw new AggregateError(faults, 'not everything could be ended')
    },
  }
}
