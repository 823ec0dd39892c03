import { expect, test } from 'vitest'
import { trackingReferences } from '../../src/domain/references.ts'

test.each([
  [null, []],
  ['', []],
  [' , ; ', []],
  ['00340434161094042557', ['00340434161094042557']],
  ['A1,B2', ['A1', 'B2']],
  ['A1, B2;C3 | D4\nE5', ['A1', 'B2', 'C3', 'D4', 'E5']],
  ['00340434161094042557 00340434161094042564', ['00340434161094042557', '00340434161094042564']],
  ['TRACK1 TRACK2', ['TRACK1', 'TRACK2']],
  ['A1,A1, A1', ['A1']],
  ['0034 0434 1610 9404 2557', ['00340434161094042557']],
  ['RR 123 456 785 DE, 1Z 999 AA1 01 2345 6784', ['RR123456785DE', '1Z999AA10123456784']],
])('%j holds %j', (field, references) => {
  expect(trackingReferences(field)).toEqual(references)
})
