#!/usr/bin/env node
// Runs on any Node from 18 on: where it is too old for the service, the packaged Node 24 takes over.
// A clone runs its sources; the installed package has none, it runs what was built from them.
import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { constants } from 'node:os'
import path from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'

const NEEDED_MAJOR = 24
const home = path.dirname(path.dirname(fileURLToPath(import.meta.url)))

if (Number(process.versions.node.split('.')[0]) >= NEEDED_MAJOR) await runHere()
else runWithPackagedNode()

async function runHere() {
  const cli = [path.join(home, 'src', 'cli.ts'), path.join(home, 'dist', 'src', 'cli.js')].find(existsSync)
  if (cli === undefined) return refuse('This installation of marketplace-care is incomplete: install it again.')
  const { main } = await import(pathToFileURL(cli).href)
  process.exitCode = await main(process.argv.slice(2))
}

function runWithPackagedNode() {
  const node = packagedNode()
  if (node === undefined) return refuse(withoutNode())
  const child = spawn(node, [fileURLToPath(import.meta.url), ...process.argv.slice(2)], { stdio: 'inherit' })
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
    process.on(signal, () => {
      // In a terminal Ctrl-C reaches both processes; a second one would end a service that is just stopping in order.
      if (signal !== 'SIGINT' || !process.stdin.isTTY) child.kill(signal)
    })
  }
  child.on('error', (error) => refuse(`${node} does not start (${error.message}). ${withoutNode()}`))
  child.on('exit', (code, signal) => {
    process.exitCode = code ?? 128 + (constants.signals[signal] ?? 1)
  })
}

function packagedNode() {
  try {
    const folder = path.dirname(createRequire(import.meta.url).resolve('node/package.json'))
    const binary = path.join(folder, 'bin', process.platform === 'win32' ? 'node.exe' : 'node')
    return existsSync(binary) ? binary : undefined
  } catch {
    return undefined
  }
}

function withoutNode() {
  return [
    `marketplace-care needs Node ${NEEDED_MAJOR}; this is ${process.versions.node}, and the one that comes as the package "node" is missing: its install script was blocked.`,
    'Installed in a folder: npm install-scripts approve node (where npm knows this), then npm rebuild node --ignore-scripts=false',
    'Installed with -g: install it again with --allow-scripts=node --ignore-scripts=false',
    `Or use Node ${NEEDED_MAJOR} or newer.`,
  ].join('\n')
}

function refuse(words) {
  console.error(words)
  process.exitCode = 2
}
