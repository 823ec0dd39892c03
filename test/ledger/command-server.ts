import { serveCommands } from '../../src/ledger/control.ts'

/** Serves commands of a folder: says what came on stdout, then dies in the middle. */
await serveCommands(process.argv[2] ?? '', async ({ argv }, io) => {
  io.stdout(`begun ${argv.join(' ')}\n`)
  await new Promise((resolve) => setTimeout(resolve, 1))
  return new Promise(() => process.kill(process.pid, 'SIGKILL'))
})
console.log('listening')
