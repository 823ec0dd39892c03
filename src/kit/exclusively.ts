/** Runs tasks that share a name one after another; others go on beside them. */
export type Exclusively = <T>(names: readonly string[], task: () => Promise<T>) => Promise<T>

export function exclusively(): Exclusively {
  const tails = new Map<string, Promise<unknown>>()

  const one = async <T>(name: string, task: () => Promise<T>): Promise<T> => {
    const before = tails.get(name) ?? Promise.resolve()
    const run = before.then(task, task)
    // The next one waits for the end, however it comes; the fault itself goes to the caller.
    const tail = run.then(
      () => undefined,
      () => undefined,
    )
    tails.set(name, tail)
    try {
      return await run
    } finally {
      if (tails.get(name) === tail) tails.delete(name)
    }
  }

  // Always in the same order, so that two tasks with several names never wait for each other.
  return (names, task) =>
    names.toSorted().reduceRight<() => ReturnType<typeof task>>((inner, name) => () => one(name, inner), task)()
}
