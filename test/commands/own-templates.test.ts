import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pino } from 'pino'
import { afterEach, expect, test } from 'vitest'
import { templateProbes } from '../../src/commands/doctor/own-templates.ts'
import type { Patient } from '../../src/commands/doctor/patient.ts'
import { previewCommand } from '../../src/commands/preview.ts'

const dir = mkdtempSync(join(tmpdir(), 'care-own-templates-'))
afterEach(() => rmSync(dir, { recursive: true, force: true }))

function written(subject: string): string {
  mkdirSync(join(dir, 'shipped'), { recursive: true })
  writeFileSync(join(dir, 'shipped/subject.hbs'), subject)
  return dir
}

const findings = async (templatesDir: string) =>
  (await Promise.all(templateProbes({ settings: { templatesDir } } as Patient).map(({ run }) => run()))).flat()

test('doctor warns of an own template that cannot be used, with file and line', async () => {
  expect(await findings(written('Los\n{{order.nmae}}'))).toEqual([
    expect.objectContaining({
      ...{ name: 'templates', ok: false, level: 'warning' },
      detail: expect.stringMatching(/shipped\/subject\.hbs, line 2: the placeholder order\.nmae is empty/) as unknown,
    }),
  ])
})

test('preview shows own templates, and ends with 1 where one cannot be used', async () => {
  const shown = async (subject: string) => {
    const said = { out: '', err: '' }
    const io = {
      stdout: (text: string) => void (said.out += text),
      stderr: (text: string) => void (said.err += text),
      stdin: () => Promise.resolve(''),
    }
    const args = ['shipped', '--locale', 'pl', '--templates', written(subject)]
    const log = pino({ level: 'silent' })
    const code = await previewCommand.run({ args, io, cwd: '/', log, registry: [], runs: 'here' })
    return { ...said, code }
  }
  const good = await shown('Idzie: {{order.name}}')
  expect(good).toMatchObject({ code: 0, err: '' })
  expect(good.out).toMatch(/^Idzie: S00042\n\nDzień dobry,/)
  const bad = await shown('{{nothing}}')
  expect(bad.code).toBe(1)
  expect(bad.err).toContain('subject.hbs, line 1')
  expect(bad.out).toMatch(/^Przesyłka z zamówienia S00042 jest w drodze\n/)
})
