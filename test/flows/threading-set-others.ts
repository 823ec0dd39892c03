import type { SetMail, ThreadingCase } from './threading-case.ts'

const NEW = 'new' as const
const ALIAS = 'x7k2@marketplace.amazon.de'
const OTHER = 'q9p4@marketplace.amazon.de'
const BUSINESS = 'business@marketplace.amazon.de'
const FORM = 'form@shop.example'
const MARIA = 'maria@example.org'
const JONAS = 'jonas@example.net'
const AMAZON = 'amazon'
const ORDER = '302-1234567-1234567'
const SECOND = '302-7654321-7654321'

const first: SetMail = { mail: 'a', from: MARIA, by: NEW }
const firstOfOrder: SetMail = { mail: 'a', from: ALIAS, orders: [ORDER], by: NEW }

/** Shared addresses, notices, forged mails, Message-IDs that repeat, tokens. */
export const OTHERS: readonly ThreadingCase[] = [
  {
    title: 'shared business address: two buyers stay two by order',
    steps: [
      { mail: 'a', from: BUSINESS, shared: true, orders: [ORDER], by: NEW },
      { mail: 'b', from: BUSINESS, shared: true, orders: [SECOND], by: NEW },
    ],
  },
  {
    title: 'shared business address: the same order does not join either',
    steps: [
      { mail: 'a', from: BUSINESS, shared: true, orders: [ORDER], by: NEW },
      { mail: 'b', from: BUSINESS, shared: true, orders: [ORDER], by: NEW },
    ],
  },
  {
    title: 'shared business address: References of its own join',
    steps: [
      { mail: 'a', from: BUSINESS, shared: true, by: NEW },
      { answer: 'r', in: 'a' },
      { mail: 'b', from: BUSINESS, shared: true, in: 'a', by: 'references', references: ['a', 'r'] },
    ],
  },
  {
    title: 'shared business address: In-Reply-To of its own joins',
    steps: [
      { mail: 'a', from: BUSINESS, shared: true, by: NEW },
      { answer: 'r', in: 'a' },
      { mail: 'b', from: BUSINESS, shared: true, in: 'a', by: 'in-reply-to', inReplyTo: ['r'] },
    ],
  },
  {
    title: 'shared business address: the thread joins',
    steps: [
      { mail: 'a', from: BUSINESS, shared: true, thread: 'T1', orders: [ORDER], by: NEW },
      { mail: 'b', from: BUSINESS, shared: true, thread: 'T2', orders: [ORDER], by: NEW },
      { mail: 'c', from: BUSINESS, shared: true, in: 'a', thread: 'T1', by: 'thread' },
    ],
  },
  {
    title: 'shared business address: another party’s References do not join',
    steps: [first, { mail: 'b', from: BUSINESS, shared: true, by: NEW, references: ['a'] }],
  },
  {
    title: 'shared business address: a named buyer does not join it by order',
    steps: [
      { mail: 'a', from: BUSINESS, shared: true, orders: [ORDER], by: NEW },
      { mail: 'b', from: ALIAS, orders: [ORDER], by: NEW },
    ],
  },
  {
    title: 'a contact form without a buyer never joins two of them',
    steps: [
      { mail: 'a', from: FORM, shared: true, by: NEW },
      { mail: 'b', from: FORM, shared: true, by: NEW },
      { mail: 'c', from: FORM, shared: true, orders: [ORDER], by: NEW },
      { mail: 'd', from: FORM, shared: true, orders: [ORDER], by: NEW },
    ],
  },
  {
    title: 'a contact form that names its buyer: he answers by mail',
    steps: [
      { mail: 'a', from: MARIA, by: NEW },
      { answer: 'r', in: 'a' },
      { mail: 'b', from: MARIA, in: 'a', by: 'in-reply-to', inReplyTo: ['r'] },
    ],
  },
  {
    title: 'a contact form that names its buyer: another form of hers about the same order',
    steps: [
      { mail: 'a', from: MARIA, orders: ['S00042'], by: NEW },
      { mail: 'b', from: MARIA, in: 'a', by: 'order', orders: ['S00042'] },
    ],
  },
  {
    title: 'no-reply of a carrier about an order stays alone',
    steps: [
      { mail: 'a', from: MARIA, orders: ['S00042'], by: NEW },
      { mail: 'b', from: 'noreply@carrier.example', shared: true, orders: ['S00042'], by: NEW },
    ],
  },
  {
    title: 'a notice of the marketplace joins the order’s conversation',
    steps: [firstOfOrder, { mail: 'b', from: AMAZON, marketplace: true, in: 'a', by: 'order', orders: [ORDER] }],
  },
  {
    title: 'a notice joins the newest of several conversations about the order',
    steps: [
      firstOfOrder,
      { mail: 'b', from: OTHER, orders: [ORDER], by: NEW },
      { mail: 'c', from: AMAZON, marketplace: true, in: 'b', by: 'order', orders: [ORDER] },
    ],
  },
  {
    title: 'a notice about an unknown order stands alone, the next one joins it',
    steps: [
      { mail: 'a', from: AMAZON, marketplace: true, orders: [ORDER], by: NEW },
      { mail: 'b', from: AMAZON, marketplace: true, in: 'a', by: 'order', orders: [ORDER] },
    ],
  },
  {
    title: 'a buyer does not join a conversation of notices only',
    steps: [
      { mail: 'a', from: AMAZON, marketplace: true, orders: [ORDER], by: NEW },
      { mail: 'b', from: ALIAS, orders: [ORDER], by: NEW },
      { mail: 'c', from: AMAZON, marketplace: true, in: 'b', by: 'order', orders: [ORDER] },
    ],
  },
  {
    title: 'a notice without an order joins nobody',
    steps: [firstOfOrder, { mail: 'b', from: AMAZON, marketplace: true, by: NEW }],
  },
  {
    title: 'a notice that joined lets no other buyer in',
    steps: [
      firstOfOrder,
      { mail: 'b', from: AMAZON, marketplace: true, in: 'a', by: 'order', orders: [ORDER] },
      { mail: 'c', from: JONAS, by: NEW, references: ['b'], orders: [ORDER] },
    ],
  },
  {
    title: 'the marketplace may answer a mail of ours',
    steps: [
      firstOfOrder,
      { answer: 'r', in: 'a' },
      { mail: 'b', from: AMAZON, marketplace: true, in: 'a', by: 'in-reply-to', inReplyTo: ['r'] },
    ],
  },
  {
    title: 'a case id of the marketplace joins its own mails',
    steps: [
      { mail: 'a', from: 'care', thread: 'C-1', by: NEW },
      { mail: 'b', from: 'care', in: 'a', thread: 'C-1', by: 'thread' },
      { mail: 'c', from: 'care', thread: 'C-2', by: NEW },
    ],
  },
  {
    title: 'a forged mail with a known order stands alone',
    steps: [firstOfOrder, { mail: 'b', from: ALIAS, forged: true, orders: [ORDER], by: NEW }],
  },
  {
    title: 'a forged mail with a known thread, References and In-Reply-To stands alone',
    steps: [
      { mail: 'a', from: ALIAS, thread: 'T1', by: NEW },
      { answer: 'r', in: 'a' },
      { mail: 'b', from: ALIAS, forged: true, thread: 'T1', references: ['a', 'r'], inReplyTo: ['r'], by: NEW },
    ],
  },
  {
    title: 'a forged mail with our token stands alone',
    steps: [first, { mail: 'b', from: MARIA, forged: true, token: { of: 'a', for: MARIA }, by: NEW }],
  },
  {
    title: 'the true buyer does not join a forged mail of his order',
    steps: [
      { mail: 'a', from: ALIAS, forged: true, orders: [ORDER], by: NEW },
      { mail: 'b', from: ALIAS, orders: [ORDER], by: NEW },
      { mail: 'c', from: ALIAS, in: 'b', by: 'order', orders: [ORDER] },
    ],
  },
  {
    title: 'the true buyer does not join a forged mail by References',
    steps: [
      { mail: 'a', from: MARIA, forged: true, by: NEW },
      { mail: 'b', from: MARIA, references: ['a'], by: NEW },
    ],
  },
  {
    title: 'a notice of the marketplace does not join a forged mail',
    steps: [
      { mail: 'a', from: AMAZON, marketplace: true, forged: true, orders: [ORDER], by: NEW },
      { mail: 'b', from: AMAZON, marketplace: true, orders: [ORDER], by: NEW },
    ],
  },
  {
    title: 'a forged notice of the marketplace joins nobody',
    steps: [firstOfOrder, { mail: 'b', from: AMAZON, marketplace: true, forged: true, orders: [ORDER], by: NEW }],
  },
  {
    title: 'the same Message-ID with other content: the first mail counts',
    steps: [
      { mail: 'a', from: MARIA, id: 'same', by: NEW },
      { mail: 'b', from: JONAS, id: 'same', by: NEW },
      { mail: 'c', from: MARIA, in: 'a', by: 'references', references: ['same'] },
      { mail: 'd', from: JONAS, references: ['same'], by: NEW },
    ],
  },
  {
    title: 'the same Message-ID with other content of the same sender is two',
    steps: [
      { mail: 'a', from: MARIA, id: 'same', by: NEW },
      { mail: 'b', from: MARIA, id: 'same', by: NEW },
    ],
  },
  {
    title: 'a made-up mail with the Message-ID of our answer catches nobody',
    steps: [
      first,
      { answer: 'r', in: 'a' },
      { mail: 'b', from: JONAS, id: 'r', by: NEW },
      { mail: 'c', from: MARIA, in: 'a', by: 'references', references: ['r'] },
    ],
  },
  {
    title: 'our token where References were stripped',
    steps: [first, { mail: 'b', from: MARIA, in: 'a', by: 'token', token: { of: 'a', for: MARIA } }],
  },
  {
    title: 'an unsealed token leads back while the ledger knows the conversation',
    steps: [first, { mail: 'b', from: MARIA, in: 'a', by: 'token', token: { of: 'a', for: MARIA, secret: 'none' } }],
  },
  {
    title: 'our token in a stranger’s mail does not join',
    steps: [first, { mail: 'b', from: JONAS, by: NEW, token: { of: 'a', for: MARIA } }],
  },
  {
    title: 'the ledger was lost: the token leads its party back',
    steps: [first, { lost: true }, { mail: 'b', from: MARIA, in: 'a', by: 'token', token: { of: 'a', for: MARIA } }],
  },
  {
    title: 'the ledger was lost: the token leads no stranger back',
    steps: [first, { lost: true }, { mail: 'b', from: JONAS, by: NEW, token: { of: 'a', for: MARIA } }],
  },
  {
    title: 'the ledger was lost: an unsealed token leads nobody back',
    steps: [first, { lost: true }, { mail: 'b', from: MARIA, by: NEW, token: { of: 'a', for: MARIA, secret: 'none' } }],
  },
  {
    title: 'the ledger was lost: a token of another secret leads nobody back',
    steps: [
      first,
      { lost: true },
      { mail: 'b', from: MARIA, by: NEW, token: { of: 'a', for: MARIA, secret: 'other' } },
    ],
  },
  {
    title: 'the ledger was lost: what follows joins by the usual rungs again',
    steps: [
      first,
      { lost: true },
      { mail: 'b', from: MARIA, in: 'a', by: 'token', token: { of: 'a', for: MARIA } },
      { mail: 'c', from: MARIA, in: 'a', by: 'references', references: ['b'] },
    ],
  },
  {
    title: 'References go before the token',
    steps: [
      first,
      { mail: 'b', from: MARIA, by: NEW },
      { mail: 'c', from: MARIA, in: 'b', by: 'references', references: ['b'], token: { of: 'a', for: MARIA } },
    ],
  },
  {
    title: 'a mail that refers to itself begins a conversation',
    steps: [{ mail: 'a', from: MARIA, references: ['a'], inReplyTo: ['a'], by: NEW }],
  },
]
