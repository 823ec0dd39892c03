import { accountSections } from '../../src/config/account.ts'
import { mailbox } from '../../src/config/mailbox.ts'
import { type FieldMeta, isRequired, metaOf, type Section, shapeOf } from '../../src/config/field.ts'
import { serviceSections } from '../../src/config/service.ts'
import type { ConnectorDeclaration } from '../../src/kit/connector.ts'

/** `.env.example`: works once its values are yours. */
export function serviceExample(): string {
  return file(
    [
      'Settings of the service. Copy this file to .env and put in what is yours; the environment wins over it.',
      'A secret may also lie in a file of its own: NAME_FILE=path instead of NAME=secret.',
      'Lines behind # show the default, or an example where there is none. All names: docs/settings.md',
    ],
    serviceSections,
    (name, meta) => meta.inExample ?? (isRequired(fieldOf(serviceSections, name)) ? meta.example : undefined),
  )
}

/** `accounts/<connector>.env.example`. */
export function accountExample(declaration: ConnectorDeclaration): string {
  const { name: connector, manifest, config } = declaration
  const own: Section = { title: manifest.label, intro: 'What the connector needs.', shape: shapeOf(config) }
  const [account, ...common] = accountSections
    .filter((section) => concerns(section, declaration))
    .map((section): Section => (manifest.baseUrl === undefined ? without(section, 'BASE_URL') : section))
  const sections: Section[] = [account, own, ...common].filter((section) => section !== undefined)
  const orders = manifest.ordersByName ? 'ORDERS_TEAM' : 'ORDERS_REF'
  return file(
    [
      `Settings of one account (${manifest.label}). Copy this file to accounts/<account>.env; the name of the file is the name`,
      'of the account (a-z, 0-9 and -) and stays for good. Nothing in it is taken from the environment.',
      'A secret may also lie in a file of its own: NAME_FILE=path instead of NAME=secret.',
    ],
    sections,
    (name, meta) => {
      if (name === 'CONNECTOR') return connector
      if (name === orders) return meta.example
      // Where no mailbox is needed none is filled in.
      if (name in mailbox.shape && manifest.transport !== 'mail') return undefined
      return meta.inExample ?? (isRequired(fieldOf(sections, name)) ? meta.example : undefined)
    },
  )
}

function concerns({ only }: Section, { manifest, mail }: ConnectorDeclaration): boolean {
  if (only === 'messages') return manifest.capabilities.includes('messages.pull')
  if (only === 'tracking') return manifest.capabilities.includes('tracking.push')
  if (only === 'mailbox') return mail !== undefined
  if (only === 'mail-server') return manifest.notifyBy === 'mail' || manifest.transport === 'mail'
  return only !== 'mails' || manifest.notifyBy === 'mail'
}

/** Where there is no address there is none to replace. */
function without(section: Section, name: string): Section {
  return { ...section, shape: Object.fromEntries(Object.entries(section.shape).filter(([other]) => other !== name)) }
}

function fieldOf(sections: readonly Section[], name: string) {
  const field = sections.map(({ shape }) => shape[name]).find((candidate) => candidate !== undefined)
  if (field === undefined) throw new TypeError(`There is no setting ${name}.`)
  return field
}

type Active = (name: string, meta: FieldMeta) => string | undefined

function file(head: readonly string[], sections: readonly Section[], active: Active): string {
  const parts = sections.map((section) => sectionLines(section, active)).filter((lines) => lines.length > 0)
  return [head.map(remark), ...parts].map((lines) => lines.join('\n')).join('\n\n') + '\n'
}

function sectionLines({ title, intro, shape }: Section, active: Active): string[] {
  const fields = Object.entries(shape)
    .map(([name, field]) => ({ name, meta: metaOf(name, field) }))
    .filter(({ meta }) => meta.notUsedYet !== true)
  if (fields.length === 0) return []
  const lines = fields.flatMap(({ name, meta }) => {
    const value = active(name, meta)
    const line =
      value === undefined ? remark(`${name}=${quoted(meta.default ?? meta.example)}`) : `${name}=${quoted(value)}`
    return ['', ...wrapped(meta.description).map(remark), line]
  })
  return [remark(`--- ${title}: ${intro}`), ...lines]
}

const remark = (line: string): string => `# ${line}`

/** A value that a # or a space at its edge would cut needs quotes; one that has them keeps them. */
const quoted = (value: string): string => (/#/.test(value) && !/^["'`]/.test(value) ? `"${value}"` : value)

const WIDTH = 116

function wrapped(text: string): string[] {
  const lines: string[] = []
  for (const word of text.split(' ')) {
    const last = lines.at(-1)
    if (last === undefined || last.length + word.length + 1 > WIDTH) lines.push(word)
    else lines[lines.length - 1] = `${last} ${word}`
  }
  return lines
}
