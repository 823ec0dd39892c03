/** Milliseconds that a piece of work takes of this thread's processor time: what else the machine does at that moment does not count. */
export function processorMs(work: () => void): number {
  const before = process.threadCpuUsage()
  work()
  const { user, system } = process.threadCpuUsage(before)
  return (user + system) / 1000
}
