import { expect, test } from 'vitest'
import { type CombinableNotice, combination } from '../../src/domain/combine.ts'
import type { EffectState } from '../../src/domain/effect.ts'
import type { EffectId } from '../../src/domain/ids.ts'
import { instant } from '../../src/domain/time.ts'

const id = (value: string) => value as EffectId
const at = (time: string) => instant(`2026-03-02T${time}:00Z`)

/** `2@10:10 planned` */
const notices = (...lines: string[]): CombinableNotice[] =>
  lines.map((line) => {
    const [, number = '', time = '', state = '', extra = ''] = /^(\d+)@(\d\d:\d\d) (\w+) ?(.*)$/.exec(line) ?? []
    return {
      id: id(number),
      state: state as EffectState,
      dueAt: at(time),
      notBefore: at(time),
      combinedInto: extra.startsWith('into ') ? id(extra.slice(5)) : null,
      personal: extra === 'by a person',
    }
  })

const asked = (self: string, now: string, lines: string[], expectsMore = false) => {
  const found = combination(id(self), notices(...lines), { expectsMore, now: at(now) })
  return found.kind === 'wait' ? `until ${found.until.slice(11, 16)}` : `with ${found.with.join(',')}`
}

test.each([
  ['alone, all goods have left: at once', '1', '10:00', ['1@10:00 planned'], false, 'with '],
  ['more is to leave: it waits an hour', '1', '10:00', ['1@10:00 planned'], true, 'until 11:00'],
  ['the hour is over', '1', '11:00', ['1@10:00 planned', '2@10:40 planned'], true, 'with 2'],
  [
    'another falls due within the hour: until then',
    '1',
    '10:05',
    ['1@10:00 planned', '2@10:40 planned'],
    false,
    'until 10:40',
  ],
  ['both due', '1', '10:40', ['1@10:00 planned', '2@10:40 planned'], false, 'with 2'],
  ['one due later than an hour goes by itself', '1', '10:40', ['1@10:00 planned', '2@11:01 planned'], false, 'with '],
  ['who follows waits behind its leader', '2', '10:40', ['1@10:00 planned', '2@10:40 planned'], false, 'until 10:41'],
  ['also while the leader is being sent', '2', '10:40', ['1@10:00 sending', '2@10:40 planned'], false, 'until 10:41'],
  [
    'behind one that was sent it leads',
    '2',
    '10:41',
    ['1@10:00 done', '2@10:40 planned', '3@11:00 planned'],
    false,
    'until 11:00',
  ],
  [
    'the hour counts from the leader',
    '3',
    '11:30',
    ['1@10:00 done', '2@10:40 suppressed into 1', '3@11:30 planned'],
    false,
    'with ',
  ],
  [
    'what a person let go by itself joins nobody',
    '1',
    '10:40',
    ['1@10:00 planned', '2@10:40 planned by a person'],
    false,
    'with ',
  ],
  ['nor does it wait', '2', '10:40', ['1@10:00 planned', '2@10:40 planned by a person'], false, 'with '],
  [
    'due at the same moment: the smaller number leads',
    '9',
    '10:00',
    ['9@10:00 planned', '10@10:00 planned'],
    false,
    'with 10',
  ],
] as const)('%s', (_what, self, now, lines, expectsMore, result) => {
  expect(asked(self, now, [...lines], expectsMore)).toBe(result)
})
