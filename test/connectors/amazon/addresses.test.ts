import { expect, test } from 'vitest'
import { channel } from '../../../connectors/amazon/channel.ts'
import { manifest } from '../../../connectors/amazon/manifest.ts'
import { senderOf } from '../../../connectors/amazon/sender.ts'
import { isAmazonHost, SITES } from '../../../connectors/amazon/sites.ts'
import { isRelayAddress } from '../../../src/domain/relay.ts'
import { address, mailOf, surroundings } from './mail-of.ts'

const kindOf = (from: string, name?: string): string =>
  senderOf(mailOf({ from, ...(name === undefined ? {} : { name }) })).kind

test.each(SITES.map(({ domain, language }) => [domain, language] as const))(
  'a relay address of %s is a buyer, in the language %s, and gets no mail that is not an answer',
  (domain, language) => {
    const relay = `abc123+0f6c2a3d@marketplace.${domain}`
    const read = channel.read(mailOf({ from: relay, text: 'Hallo' }), surroundings)
    expect(read).toMatchObject({
      role: 'buyer',
      storefront: language,
      party: { key: `abc123@marketplace.${domain}`, answerTo: { address: relay }, shared: false },
    })
    expect(isRelayAddress(relay, manifest.relayDomains)).toBe(true)
  },
)

test.each([
  ['donotreply@amazon.com', 'amazon'],
  ['donotreply@amazon.co.uk', 'amazon'],
  ['atoz-guarantee-no-reply@amazon.de', 'amazon'],
  ['seller-performance@sellercentral.amazon.de', 'amazon'],
  ['donotreply@marketplace.amazon.de', 'amazon'],
  ['mailer-daemon@marketplace.amazon.de', 'amazon'],
  ['no-reply-amazon-iba-buyer@marketplace.amazon.de', 'buyer'],
  ['abc@marketplace.amazon.com', 'buyer'],
  ['abc@marketplace.amazon.de.evil.example', 'impostor'],
  ['abc@marketplace.amazon', 'impostor'],
  ['abc@marketplace-amazon.de', 'impostor'],
  ['abc@amazon-marketplace.de', 'impostor'],
  ['abc@marketplaceamazon.de', 'impostor'],
  ['abc@amazon.xyz', 'impostor'],
  ['abc@amazonservice.example', 'impostor'],
  ['abc@amazonassist.example', 'impostor'],
  ['abc@amaz0n.example', 'impostor'],
  ['abc@arnazon.de', 'impostor'],
  // a Greek and a Cyrillic o, as they travel
  ['abc@xn--amazn-uce.de', 'impostor'],
  ['abc@xn--amazn-mye.de', 'impostor'],
  ['abc@amazοn.de', 'impostor'],
  ['abc@mail.example', 'stranger'],
  ['amazon@kim.example', 'stranger'],
  ['abc@amazonas-reisen.example', 'stranger'],
  ['abc@amazonen-park.example', 'stranger'],
  ['abc@amazone.example', 'stranger'],
])('%s is taken for: %s', (from, kind) => {
  expect(kindOf(from)).toBe(kind)
})

test.each([
  ['Amazon', 'impostor'],
  ['Amazon.de Kundenservice', 'impostor'],
  ['abc@marketplace.amazon.de', 'impostor'],
  ['ΑMAZON Seller', 'impostor'],
  ['Kim Amazonas', 'stranger'],
  ['Kim', 'stranger'],
])('the name %s before a stranger’s address makes it: %s', (name, kind) => {
  expect(kindOf('kim@mail.example', name)).toBe(kind)
})

test('an answer goes to Reply-To only where that is a relay address, too', () => {
  const from = 'abc@marketplace.amazon.de'
  const read = (replyTo: string) => channel.read(mailOf({ from, replyTo: [address(replyTo)] }), surroundings)
  expect(read('abc+77f0c1d2@marketplace.amazon.de')).toMatchObject({
    party: { answerTo: { address: 'abc+77f0c1d2@marketplace.amazon.de' } },
  })
  expect(read('kim@mail.example')).toMatchObject({ party: { answerTo: { address: from } } })
})

test('two senders are nobody, and one of them in Amazon’s name makes it a look-alike', () => {
  const two = (...all: string[]) => senderOf(mailOf({ from: all.map((one) => address(one)) })).kind
  expect(two('abc@marketplace.amazon.de', 'x@mail.example')).toBe('impostor')
  expect(two('kim@mail.example', 'x@mail.example')).toBe('stranger')
})

test('two buyers of Amazon Business behind one address are two, and neither can be written to', () => {
  const from = 'no-reply-amazon-iba-buyer@marketplace.amazon.it'
  const parties = ['Ordine: 302-1111111-1111111', 'Ordine: 302-2222222-2222222', 'senza ordine'].map((subject) => {
    const read = channel.read(mailOf({ from, subject, text: 'Buongiorno' }), surroundings)
    return read.kind === 'message' ? read.party : undefined
  })
  expect(new Set(parties.map((party) => party?.key)).size).toBe(3)
  expect(parties.map((party) => [party?.shared, party?.answerTo])).toEqual(Array(3).fill([true, null]))
})

test('a mail is looked for in the junk folder by whole domains of Amazon’s', () => {
  expect(channel.senders).toEqual(expect.arrayContaining(['amazon.com', 'amazon.de', 'marketplace.amazon.co.uk']))
  expect(channel.senders.every(isAmazonHost)).toBe(true)
})
