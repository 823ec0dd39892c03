/** Runs tasks of one name one after another; tasks of other names go on beside them. */
export function exclusively(): <T>(name: string, task: () => Promise<T>) => Promise<T> {
  const tails = new Map<string, Promise<unknown>>()
  return async (name, task) => {
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
}
