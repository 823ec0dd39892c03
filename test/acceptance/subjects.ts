import { resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { describe, test } from 'vitest'
import { connectors } from '../../connectors/index.ts'
import type { Capability, ConnectorDeclaration } from '../../src/kit/connector.ts'
import example from '../example-connector/index.ts'

/** A connector that can be tried: it opens, and has a stand-in to open against. */
export type Subject = ConnectorDeclaration & Required<Pick<ConnectorDeclaration, 'open' | 'sandbox'>>

const canBeTried = (declaration: ConnectorDeclaration): declaration is Subject =>
  declaration.open !== undefined && declaration.sandbox !== undefined

/** One connector by the path of its index.ts, e.g. a copy, instead of all. */
const path = process.env['ACCEPTANCE_CONNECTOR']

async function byPath(file: string): Promise<readonly Subject[]> {
  const { default: declaration } = (await import(pathToFileURL(resolve(file)).href)) as {
    default: ConnectorDeclaration
  }
  if (!canBeTried(declaration)) throw new Error(`${file} declares no connector with open and sandbox`)
  return [declaration]
}

/** Every connector of the registry that can be tried, and the example of docs/connector-guide.md. */
export const subjects: readonly Subject[] =
  path === undefined ? [...connectors, example].filter(canBeTried) : await byPath(path)

/** Why a connector is not asked for something; undefined = it declares it. */
export function lacks({ manifest }: Subject, capability: Capability): string | undefined {
  if (manifest.capabilities.includes(capability)) return undefined
  return `${manifest.label} does not declare ${capability}: ${manifest.missing[capability] ?? 'not built yet'}`
}

/** Promises of every connector that declares a capability; the others are named with their reason. */
export function promises(title: string, capability: Capability, body: (subject: Subject) => void): void {
  for (const subject of subjects) {
    const reason = lacks(subject, capability)
    if (reason === undefined)
      describe(`${subject.name} ${title}`, () => {
        body(subject)
      })
    else test.skip(`${subject.name} ${title}. ${reason}`, () => undefined)
  }
}
