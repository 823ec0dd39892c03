import { expect, test } from 'vitest'
import { senderProof } from '../../../src/mail/mime/auth-results.ts'
import { parseMail } from '../../../src/mail/mime/parse.ts'
import { utf8 } from './hostile/build.ts'

test.each<[string, readonly string[], 'pass' | 'fail' | 'none']>([
  ['pass of the own server', ['mx.shop.example; dmarc=pass header.from=example.org'], 'pass'],
  ['its name in other letters, with a version', ['MX.Shop.Example 1; spf=pass; dmarc=pass'], 'pass'],
  ['its name in quotes', ['"mx.shop.example"; dmarc=fail (p=reject) header.from=example.org'], 'fail'],
  ['comments anywhere', ['mx.shop.example (our (own) server); (a; b) dmarc (x) = (y) pass'], 'pass'],
  ['a result within a comment', ['mx.shop.example; spf=pass (dmarc=pass; dmarc=pass) smtp.mailfrom=a'], 'none'],
  ['a result within a quoted reason', ['mx.shop.example; dkim=fail reason="x; dmarc=pass"'], 'none'],
  ['a version of the method', ['mx.shop.example; dmarc/1=fail'], 'fail'],
  ['several results of one kind: fail decides', ['mx.shop.example; dmarc=pass; dmarc=fail'], 'fail'],
  ['dmarc none', ['mx.shop.example; dmarc=none'], 'none'],
  ['an error of the moment', ['mx.shop.example; dmarc=temperror'], 'none'],
  ['nothing looked at', ['mx.shop.example; none'], 'none'],
  ['another server', ['mx.other.example; dmarc=pass'], 'none'],
  ['a name that begins the same', ['mx.shop.example.evil.net; dmarc=pass'], 'none'],
  ['the id in a comment', ['evil.net (mx.shop.example); dmarc=pass'], 'none'],
  ['without any id, as some servers write', ['spf=pass smtp.mailfrom=a; dmarc=pass action=none'], 'none'],
  ['below another server', ['mx.other.example; dmarc=pass', 'mx.shop.example; dmarc=fail'], 'fail'],
  ['a forged one below the own', ['mx.shop.example; dmarc=fail', 'mx.shop.example; dmarc=pass'], 'fail'],
  [
    'a forged one below an own that looked at other things',
    ['mx.shop.example; spf=pass', 'mx.shop.example; dmarc=pass'],
    'none',
  ],
  ['nothing at all', [], 'none'],
  ['brackets that never close', [`mx.shop.example; ${'('.repeat(20_000)} dmarc=pass`], 'none'],
])('%s', (_, values, dmarc) => {
  expect(senderProof(values, 'mx.shop.example').dmarc).toBe(dmarc)
})

test('without AUTHSERV_ID nothing is believed', () => {
  expect(senderProof(['mx.shop.example; dmarc=pass'], undefined)).toEqual({ dmarc: 'none', detail: null })
  expect(senderProof(['; dmarc=pass'], '')).toEqual({ dmarc: 'none', detail: null })
})

test("ARC's results count for nothing", async () => {
  const mail = utf8('ARC-Authentication-Results: i=1; mx.shop.example; dmarc=pass\nFrom: kim@example.org\n\nHallo\n')
  expect((await parseMail(mail, { authservId: 'mx.shop.example' })).proof.dmarc).toBe('none')
})

test('a folded result is read, and told in one line', async () => {
  const mail = utf8(
    'Authentication-Results: mx.shop.example;\n\tdmarc=fail (p=NONE)\n header.from=example.org\nFrom: kim@example.org\n\nHallo\n',
  )
  expect((await parseMail(mail, { authservId: 'mx.shop.example' })).proof).toEqual({
    dmarc: 'fail',
    detail: 'dmarc=fail header.from=example.org',
  })
})
