import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import type { Instant } from '../../src/domain/time.ts'
import type { StoreOptions } from '../../src/ledger/store.ts'

/** What a part of the bench is told by its parent. */
export interface Task {
  readonly mails: number
  readonly warmUp: number
  /** Lines of each order: they make the size of the mail. */
  readonly lines: number
  readonly smtpPort: number
  /** When the orders were confirmed. */
  readonly at: Instant
  readonly where?: StoreOptions
  /** Of several on the same ledger, from 0. */
  readonly worker?: number
}

export interface HandedOver {
  readonly mails: number
  readonly seconds: number
  /** Of the process itself, without mail server and database server. */
  readonly cpuSeconds: number
}

/** In the child: does what it is told, tells the result and ends. `ready` waits until all that work together are warm. */
export function part<Told, Result>(work: (task: Told, ready: () => Promise<void>) => Promise<Result>): void {
  process.once('message', (task: Told) => {
    work(task, ready).then(
      (result) => {
        process.send?.({ result }, () => {
          process.exit(0)
        })
      },
      (error: unknown) => {
        process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`)
        process.exit(1)
      },
    )
  })
}

async function ready(): Promise<void> {
  const go = once(process, 'message')
  process.send?.({ ready: true })
  await go
}

/** In the parent: runs parts beside each other, each in a process of its own; those that say they are ready go on together. */
export async function runParts<Result>(name: string, tasks: readonly object[]): Promise<readonly Result[]> {
  const children = tasks.map(() => start(name))
  let warm = 0
  const ends = children.map((child, index) => {
    const ended = Promise.withResolvers<Result>()
    child.on('message', (told: { ready: true } | { result: Result }) => {
      if ('result' in told) ended.resolve(told.result)
      else if ((warm += 1) === children.length) for (const one of children) one.send('go')
    })
    child.once('exit', (code) => {
      if (code !== 0) ended.reject(new Error(`The part ${name} of the bench failed.`))
    })
    child.send(tasks[index] ?? {})
    return ended.promise
  })
  return Promise.all(ends)
}

export const runPart = async <Result>(name: string, task: object): Promise<Result> => {
  const [result] = await runParts<Result>(name, [task])
  if (result === undefined) throw new Error(`The part ${name} of the bench told nothing.`)
  return result
}

export const start = (name: string): ChildProcess =>
  fork(join(import.meta.dirname, `${name}.ts`), { execArgv: ['--expose-gc'] })
