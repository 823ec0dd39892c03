import { spawn, spawnSync } from 'node:child_process'
import { openSync, readFileSync, writeFileSync, closeSync, rmSync } from 'node:fs'
import { setTimeout as pause } from 'node:timers/promises'

interface RunAs {
  owner?: { uid: number; gid: number }
  env?: Record<string, string>
  input?: string
  cwd?: string
}

/** One line of progress, on stderr: stdout belongs to `--json`. */
export function say(line: string): void {
  process.stderr.write(`${line}\n`)
}

/** Runs a program to its end and gives its stdout, trimmed. Throws with the end of its stderr if it fails. */
export function capture(program: string, args: string[], how: RunAs = {}): string {
  const done = spawnSync(program, args, {
    encoding: 'utf8',
    maxBuffer: 256 * 1024 * 1024,
    cwd: how.cwd ?? '/',
    env: { ...process.env, ...how.env },
    ...(how.input === undefined ? { stdio: ['ignore', 'pipe', 'pipe'] } : { input: how.input }),
    ...asUser(how.owner),
  })
  if (done.error !== undefined) throw done.error
  if (done.status !== 0) {
    const words = `${done.stderr}\n${done.stdout}`.trim().split('\n').slice(-25).join('\n')
    throw new Error(
      `${program} ${args.slice(0, 4).join(' ')} ended with ${String(done.status ?? done.signal)}:\n${words}`,
    )
  }
  return done.stdout.trim()
}

/** True if the program ends with 0; its output is not wanted. */
export function succeeds(program: string, args: string[], how: RunAs = {}): boolean {
  const done = spawnSync(program, args, {
    stdio: 'ignore',
    cwd: how.cwd ?? '/',
    env: { ...process.env, ...how.env },
    ...asUser(how.owner),
  })
  return done.status === 0
}

/** Runs a program to its end with stdout and stderr into a log file; throws with the log's end if it fails. */
export function runLogged(program: string, args: string[], logFile: string, how: RunAs = {}): void {
  const log = openSync(logFile, 'w')
  try {
    const done = spawnSync(program, args, {
      stdio: ['ignore', log, log],
      cwd: '/',
      env: { ...process.env, ...how.env },
      ...asUser(how.owner),
    })
    if (done.status === 0) return
    const words = readFileSync(logFile, 'utf8').split('\n').slice(-40).join('\n')
    throw new Error(`${program} ended with ${String(done.status ?? done.signal)}; the end of ${logFile}:\n${words}`)
  } finally {
    closeSync(log)
  }
}

/** Starts a program that outlives us and writes its pid file: pid and the start time that tells it from a later process. */
export function startDaemon(
  program: string,
  args: string[],
  files: { log: string; pid: string },
  how: RunAs = {},
): void {
  const log = openSync(files.log, 'a')
  const child = spawn(program, args, {
    detached: true,
    stdio: ['ignore', log, log],
    cwd: '/',
    env: { ...process.env, ...how.env },
    ...asUser(how.owner),
  })
  closeSync(log)
  if (child.pid === undefined) throw new Error(`${program} could not be started.`)
  writeFileSync(files.pid, `${String(child.pid)} ${startTime(child.pid) ?? ''}\n`)
  child.unref()
}

/** The pid in a pid file if that very process still lives. */
export function livingPid(pidFile: string): number | undefined {
  let words: string[]
  try {
    words = readFileSync(pidFile, 'utf8').trim().split(' ')
  } catch {
    return undefined
  }
  const pid = Number(words[0])
  return Number.isInteger(pid) && startTime(pid) === words[1] ? pid : undefined
}

/** Ends the process of a pid file: asked first by the signal, forced after 20 s. True if there was one. */
export async function stopByPidFile(pidFile: string, signal: 'SIGTERM' | 'SIGINT' = 'SIGTERM'): Promise<boolean> {
  const pid = livingPid(pidFile)
  if (pid !== undefined) {
    process.kill(pid, signal)
    for (let waited = 0; livingPid(pidFile) !== undefined; waited += 100) {
      if (waited === 20_000) process.kill(pid, 'SIGKILL')
      await pause(100)
    }
  }
  rmSync(pidFile, { force: true })
  return pid !== undefined
}

/** Start time of a process in clock ticks since boot, field 22 of /proc/PID/stat; none for a dead one or a zombie. */
function startTime(pid: number): string | undefined {
  try {
    const fields = readFileSync(`/proc/${String(pid)}/stat`, 'utf8')
      .replace(/^.*\) /s, '')
      .split(' ')
    return fields[0] === 'Z' ? undefined : fields[19]
  } catch {
    return undefined
  }
}

function asUser(owner: RunAs['owner']): { uid?: number; gid?: number } {
  return owner === undefined || owner.uid === process.getuid?.() ? {} : { uid: owner.uid, gid: owner.gid }
}
