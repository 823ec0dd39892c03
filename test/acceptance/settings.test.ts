import { describe, expect, test } from 'vitest'
import { CAPABILITIES } from '../../src/kit/connector.ts'
import type { Capability, OpenConnector } from '../../src/kit/connector.ts'
import { metaOf, shapeOf } from '../../src/config/field.ts'
import { subjects } from './subjects.ts'
import { failure, shop } from './world.ts'

/** What an opened connector shows of a capability. */
const PARTS: Partial<Record<Capability, (opened: OpenConnector) => unknown>> = {
  'messages.pull': ({ messages }) => messages,
  'messages.reply': ({ reply }) => reply,
  'messages.close': ({ close }) => close,
  'tracking.push': ({ tracking }) => tracking,
  'returns.pull': ({ cases }) => cases,
  'returns.decide': ({ cases }) => cases?.decide,
  'conversations.start': ({ conversations }) => conversations,
  'money.return': ({ money }) => money,
  'webhook.verify': ({ webhooks }) => webhooks,
}

describe.each(subjects)('$name', (subject) => {
  const { manifest, config } = subject
  const fields = Object.keys(shapeOf(config))

  test("takes its stand-in's settings, and they prove themselves", async () => {
    const { connector, sandbox } = await shop(subject)
    expect(Object.keys(sandbox.settings).filter((name) => !fields.includes(name))).toEqual([])
    const { detail } = await connector.check()
    for (const name of secretsOf()) expect(detail).not.toContain(sandbox.settings[name])
  })

  test('names every setting that is missing', () => {
    const faults = config.safeParse({}).error?.issues.map(({ path }) => path.join('.')) ?? []
    for (const name of secretsOf()) expect(faults).toContain(name)
    for (const name of faults) expect(fields).toContain(name)
  })

  test('refuses a secret that is empty or was copied with a space in it, without repeating it', async () => {
    const { sandbox } = await shop(subject)
    for (const name of secretsOf()) {
      const value = sandbox.settings[name] ?? ''
      for (const wrong of ['', `${value.slice(0, 8)} ${value.slice(8)}`]) {
        const { success, error } = config.safeParse({ ...sandbox.settings, [name]: wrong })
        expect([name, success]).toEqual([name, false])
        if (wrong !== '') expect(String(error)).not.toContain(wrong)
      }
    }
  })

  test('is refused with a wrong secret: the stand-in looks at it', async () => {
    const { reopened, sandbox } = await shop(subject)
    for (const name of secretsOf()) {
      const value = sandbox.settings[name] ?? ''
      const wrong = `${value.slice(0, -1)}${value.endsWith('1') ? '2' : '1'}`
      expect(await failure(reopened({ [name]: wrong }).check())).toMatchObject({
        kind: 'misconfigured',
        systemic: true,
      })
    }
  })

  test('can do what its manifest says, and says why it cannot do the rest', async () => {
    const { connector } = await shop(subject)
    const told = CAPABILITIES.filter(
      (one) => manifest.capabilities.includes(one) || manifest.missing[one] !== undefined,
    )
    expect(told).toEqual(CAPABILITIES)
    expect(manifest.capabilities.filter((one) => manifest.missing[one] !== undefined)).toEqual([])
    for (const [capability, part] of Object.entries(PARTS)) {
      const declared = manifest.capabilities.includes(capability as Capability)
      expect([capability, part(connector) !== undefined]).toEqual([capability, declared])
    }
    expect(manifest.capabilities.includes('returns.decide')).toBe(manifest.caseActions !== undefined)
    expect(manifest.capabilities.includes('money.return')).toBe(manifest.moneyReasons !== undefined)
    expect(manifest.capabilities.includes('webhook.verify')).toBe(manifest.pushes !== undefined)
  })

  test('names its production address and keeps to https', () => {
    expect(manifest.baseUrl).not.toContain('example.com')
    expect(manifest.baseUrl).toMatch(/^https:\/\/[a-z0-9.-]+\.[a-z]{2,}(?:\/\S*)?$/)
    for (const host of manifest.allowedHosts) expect(host).toMatch(/^[a-z0-9.-]+\.[a-z]{2,}$/)
  })

  function secretsOf(): readonly string[] {
    return Object.entries(shapeOf(config))
      .filter(([name, field]) => metaOf(name, field).secret === true)
      .map(([name]) => name)
  }
})
