#!/usr/bin/env node
// Runs on any Node from 18 on: where it is too old for the service, the packaged Node 24 takes over.
import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import path from 'node:path'
import { fileURLToPath } from 'node:url'

const NEEDED_MAJOR = 24
const cli = fileURLToPath(new URL('./cli.ts', import.meta.url))

if (Number(process.versions.node.split('.')[0]) >= NEEDED_MAJOR) {
  const { main } = await import(cli)
  process.exitCode = await main(process.argv.slice(2))
} else {
  const node = packagedNode()
  if (node === undefined) {
    console.error(
      `marketplace-care needs Node ${NEEDED_MAJOR}; this is ${process.versions.node} and the packaged one is missing. ` +
        'Its install script was blocked: run "npm rebuild node", or use a newer Node.',
    )
    process.exitCode = 2
  } else {
    const child = spawn(node, [fileURLToPath(import.meta.url), ...process.argv.slice(2)], { stdio: 'inherit' })
    for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => child.kill(signal))
    child.on('exit', (code, signal) => {
      process.exitCode = code ?? (signal === null ? 1 : 128)
    })
  }
}

function packagedNode() {
  try {
    const home = path.dirname(createRequire(import.meta.url).resolve('node/package.json'))
    const binary = path.join(home, 'bin', process.platform === 'win32' ? 'node.exe' : 'node')
    return existsSync(binary) ? binary : undefined
  } catch {
    return undefined
  }
}
