import { acquireDataLock } from '../../src/ledger/lock.ts'

/** Takes the lock of a folder, says how that went, and holds it until it is killed or its input ends. */
try {
  const lock = acquireDataLock(process.argv[2] ?? '')
  console.log('held')
  process.stdin.resume().on('end', () => {
    lock.release()
  })
} catch (error) {
  console.log((error as Error).message)
  process.exitCode = 2
}
