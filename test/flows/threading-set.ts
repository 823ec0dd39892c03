import type { SetMail, ThreadingCase } from './threading-case.ts'
import { OTHERS } from './threading-set-others.ts'

const NEW = 'new' as const
const ALIAS = 'x7k2@marketplace.amazon.de'
const OTHER = 'q9p4@marketplace.amazon.de'
const MARIA = 'maria@example.org'
const JONAS = 'jonas@example.net'
const ORDER = '302-1234567-1234567'
const SECOND = '302-7654321-7654321'

const first: SetMail = { mail: 'a', from: MARIA, by: NEW }
const firstOfOrder: SetMail = { mail: 'a', from: ALIAS, orders: [ORDER], by: NEW }

export const THREADING_SET: readonly ThreadingCase[] = [
  { title: 'a first mail begins a conversation', steps: [first] },
  {
    title: 'a mail without Message-ID begins one too',
    steps: [{ mail: 'a', from: MARIA, id: null, by: NEW }],
  },
  {
    title: 'two mails without Message-ID are two, though sender and subject are the same',
    steps: [
      { mail: 'a', from: MARIA, id: null, by: NEW },
      { mail: 'b', from: MARIA, id: null, by: NEW },
    ],
  },
  {
    title: 'the same sender about something else is never joined by address',
    steps: [first, { mail: 'b', from: MARIA, by: NEW }],
  },
  {
    title: 'an answer to our answer, by References',
    steps: [
      first,
      { answer: 'r', in: 'a' },
      { mail: 'b', from: MARIA, in: 'a', by: 'references', references: ['a', 'r'] },
    ],
  },
  {
    title: 'an answer to our answer, by In-Reply-To alone',
    steps: [first, { answer: 'r', in: 'a' }, { mail: 'b', from: MARIA, in: 'a', by: 'in-reply-to', inReplyTo: ['r'] }],
  },
  {
    title: 'References win over In-Reply-To',
    steps: [
      first,
      { mail: 'b', from: MARIA, by: NEW },
      { mail: 'c', from: MARIA, in: 'a', by: 'references', references: ['a'], inReplyTo: ['b'] },
    ],
  },
  {
    title: 'a follow-up that the mail server hands over first is joined by the mail it follows',
    steps: [
      { mail: 'b', from: MARIA, by: NEW, references: ['a'] },
      { mail: 'a', from: MARIA, in: 'b', by: 'references' },
      { mail: 'c', from: MARIA, in: 'b', by: 'references', references: ['a', 'b'] },
    ],
  },
  {
    title: 'two follow-ups of a mail that was never read here stand together',
    steps: [
      { mail: 'b', from: MARIA, by: NEW, inReplyTo: ['old'] },
      { mail: 'c', from: MARIA, in: 'b', by: 'references', references: ['old'] },
    ],
  },
  {
    title: 'another who refers to the same mail stands apart, also by a Message-ID that others refer to',
    steps: [
      { mail: 'b', from: MARIA, by: NEW, references: ['old'] },
      { mail: 'c', from: JONAS, by: NEW, references: ['old'] },
      { mail: 'old', from: JONAS, in: 'c', by: 'references' },
    ],
  },
  {
    title: 'machines that refer to one mail in all they send are not one',
    steps: [
      { mail: 'b', from: 'no-reply@example.org', shared: true, by: NEW, references: ['root'] },
      { mail: 'c', from: 'no-reply@example.org', shared: true, by: NEW, references: ['root'] },
    ],
  },
  {
    title: 'the newest of the References counts',
    steps: [
      first,
      { mail: 'b', from: MARIA, by: NEW },
      { mail: 'c', from: MARIA, in: 'b', by: 'references', references: ['a', 'b'] },
    ],
  },
  {
    title: 'References to unknown mails are passed over',
    steps: [first, { mail: 'b', from: MARIA, in: 'a', by: 'references', references: ['a', 'somewhere', 'else'] }],
  },
  {
    title: 'a buyer who adds to his own mail without waiting',
    steps: [first, { mail: 'b', from: MARIA, in: 'a', by: 'references', references: ['a'] }],
  },
  {
    title: 'a long thread stays one',
    steps: [
      first,
      { answer: 'r', in: 'a' },
      { mail: 'b', from: MARIA, in: 'a', by: 'references', references: ['a', 'r'] },
      { answer: 's', in: 'a' },
      { mail: 'c', from: MARIA, in: 'a', by: 'references', references: ['a', 'r', 'b', 's'] },
      { mail: 'd', from: MARIA, in: 'a', by: 'in-reply-to', inReplyTo: ['c'] },
    ],
  },
  {
    title: 'a stranger who quotes our answer by References does not join',
    steps: [first, { answer: 'r', in: 'a' }, { mail: 'b', from: JONAS, by: NEW, references: ['a', 'r'] }],
  },
  {
    title: 'a stranger who quotes our answer by In-Reply-To does not join',
    steps: [first, { answer: 'r', in: 'a' }, { mail: 'b', from: JONAS, by: NEW, inReplyTo: ['r'] }],
  },
  {
    title: 'a stranger who quotes an order number does not join',
    steps: [firstOfOrder, { mail: 'b', from: JONAS, orders: [ORDER], by: NEW }],
  },
  {
    title: 'a stranger who quotes both does not join',
    steps: [
      firstOfOrder,
      { answer: 'r', in: 'a' },
      { mail: 'b', from: JONAS, orders: [ORDER], references: ['a', 'r'], inReplyTo: ['r'], by: NEW },
    ],
  },
  {
    title: 'a stranger who quotes the thread does not join',
    steps: [
      { mail: 'a', from: ALIAS, thread: 'T1', by: NEW },
      { mail: 'b', from: JONAS, thread: 'T1', by: NEW },
    ],
  },
  {
    title: 'a buyer who answers from another address begins anew',
    steps: [
      first,
      { answer: 'r', in: 'a' },
      { mail: 'b', from: 'maria@work.example', by: NEW, references: ['a', 'r'] },
    ],
  },
  {
    title: 'and what he writes from there later joins that one',
    steps: [
      first,
      { answer: 'r', in: 'a' },
      { mail: 'b', from: 'maria@work.example', by: NEW, references: ['a', 'r'] },
      { mail: 'c', from: 'maria@work.example', in: 'b', by: 'references', references: ['a', 'r', 'b'] },
      { mail: 'd', from: MARIA, in: 'a', by: 'references', references: ['a', 'r'] },
    ],
  },
  {
    title: 'an order joins by the same alias',
    steps: [firstOfOrder, { mail: 'b', from: ALIAS, in: 'a', by: 'order', orders: [ORDER] }],
  },
  {
    title: 'two buyers of one order (a gift) have a conversation each',
    steps: [
      firstOfOrder,
      { mail: 'b', from: OTHER, orders: [ORDER], by: NEW },
      { mail: 'c', from: ALIAS, in: 'a', by: 'order', orders: [ORDER] },
      { mail: 'd', from: OTHER, in: 'b', by: 'order', orders: [ORDER] },
    ],
  },
  {
    title: 'one buyer, two orders: two conversations',
    steps: [
      firstOfOrder,
      { mail: 'b', from: ALIAS, orders: [SECOND], by: NEW },
      { mail: 'c', from: ALIAS, in: 'a', by: 'order', orders: [ORDER] },
      { mail: 'd', from: ALIAS, in: 'b', by: 'order', orders: [SECOND] },
    ],
  },
  {
    title: 'of several orders the surest one that is known counts',
    steps: [
      firstOfOrder,
      { mail: 'b', from: ALIAS, orders: [SECOND], by: NEW },
      { mail: 'c', from: ALIAS, in: 'b', by: 'order', orders: ['302-0000000-0000000', SECOND, ORDER] },
    ],
  },
  {
    title: 'the newest of his conversations about the order',
    steps: [
      firstOfOrder,
      { mail: 'b', from: ALIAS, thread: 'T1', by: NEW },
      { mail: 'c', from: ALIAS, in: 'b', thread: 'T1', orders: [ORDER], by: 'thread' },
      { mail: 'd', from: ALIAS, in: 'b', by: 'order', orders: [ORDER] },
    ],
  },
  {
    title: 'the order goes before References',
    steps: [
      firstOfOrder,
      { mail: 'b', from: ALIAS, orders: [SECOND], by: NEW },
      { mail: 'c', from: ALIAS, in: 'a', by: 'order', orders: [ORDER], references: ['b'] },
    ],
  },
  {
    title: 'an order that nobody knows leaves References to decide',
    steps: [first, { mail: 'b', from: MARIA, in: 'a', by: 'references', orders: [ORDER], references: ['a'] }],
  },
  {
    title: 'an order of somebody else leaves References to decide',
    steps: [
      firstOfOrder,
      { mail: 'b', from: MARIA, by: NEW },
      { mail: 'c', from: MARIA, in: 'b', by: 'references', orders: [ORDER], references: ['b'] },
    ],
  },
  {
    title: 'the thread goes before the order',
    steps: [
      { mail: 'a', from: ALIAS, thread: 'T1', orders: [ORDER], by: NEW },
      { mail: 'b', from: ALIAS, thread: 'T2', orders: [SECOND], by: NEW },
      { mail: 'c', from: ALIAS, in: 'a', thread: 'T1', orders: [SECOND], by: 'thread' },
    ],
  },
  {
    title: 'a new thread about a known order joins it',
    steps: [
      { mail: 'a', from: ALIAS, thread: 'T1', orders: [ORDER], by: NEW },
      { mail: 'b', from: ALIAS, in: 'a', thread: 'T2', orders: [ORDER], by: 'order' },
      { mail: 'c', from: ALIAS, in: 'a', thread: 'T2', by: 'thread' },
    ],
  },
  ...OTHERS,
]
