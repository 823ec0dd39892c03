import { expect, test } from 'vitest'
import { Permanent } from '../../src/domain/errors.ts'
import { isCollision, NewerSchema, StorageError, toFault, violates } from '../../src/ledger/faults.ts'

const where = 'The PostgreSQL database care at db:5432'
const told = (error: unknown) => {
  const fault = toFault(error, 'record', where)
  return { name: fault.name, message: fault.message }
}
const refusal = (code: string, more: Record<string, unknown> = {}) =>
  Object.assign(new Error('invalid input: "Jürgen"'), { code, detail: 'Key (text)=(Jürgen)', ...more })

const table: [string, unknown, string, RegExp][] = [
  ['server stopped', refusal('57P01'), 'Retryable', /cannot be used \(57P01\).*work goes on/],
  ['server starts', refusal('57P03'), 'Retryable', /cannot be used/],
  ['connection refused', refusal('ECONNREFUSED'), 'Retryable', /ECONNREFUSED/],
  ['several addresses refused', new AggregateError([refusal('ECONNREFUSED')]), 'Retryable', /ECONNREFUSED/],
  ['connection cut', new Error('Connection terminated unexpectedly'), 'Retryable', /connection lost/],
  ['disk full', refusal('53100'), 'DiskFull', /disk is full/],
  ['too many connections', refusal('53300'), 'Retryable', /max_connections/],
  ['deadlock', refusal('40P01'), 'Retryable', /"record" did not get through \(40P01\)/],
  ['statement too slow', refusal('57014'), 'Retryable', /did not get through/],
  ['wrong password', refusal('28P01'), 'Misconfigured', /refuses the password.*DATABASE_URL/],
  ['no rights', refusal('42501'), 'Misconfigured', /may create them/],
  ['value refused', refusal('22P02'), 'StorageError', /^The database refused "record": 22P02$/],
  ['row exists', refusal('23505', { constraint: 'x_key' }), 'StorageError', /23505 \(x_key\)$/],
]

test.each(table)('%s: the flows and people learn what it means', (_what, error, name, says) => {
  expect(told(error)).toEqual({ name, message: expect.stringMatching(says) as unknown })
})

test('nothing of a row is told', () => {
  for (const [, error] of table) expect(told(error).message).not.toContain('Jürgen')
})

test('what is told already stays as it is', () => {
  for (const fault of [new Permanent('no'), new NewerSchema('newer'), new StorageError('x', '22P02', undefined, '')]) {
    expect(toFault(fault, 'record', where)).toBe(fault)
  }
})

test('mistakes of the program itself stay what they are', () => {
  const mistake = new TypeError('x is not a function')
  expect(toFault(mistake, 'record', where)).toBe(mistake)
  expect(told('a thrown text').message).toBe('"record" failed: a thrown text')
})

test('only what certainly wrote nothing is repeated at once', () => {
  expect([isCollision(refusal('40001')), isCollision(refusal('40P01')), isCollision(refusal('57P01'))]).toEqual([
    true,
    true,
    false,
  ])
  expect(violates(refusal('23505', { constraint: 'x_key' }), 'x_key')).toBe(true)
  expect(violates(refusal('23505', { constraint: 'y_key' }), 'x_key')).toBe(false)
  expect(violates(undefined, 'x_key')).toBe(false)
})
