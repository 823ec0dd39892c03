import type { ParsedMail } from '../../src/domain/mail.ts'
import type { MailMessage, MailParty } from '../../src/kit/mail-channel.ts'
import { footerOf } from './footer.ts'
import { frameOf, wordsOf } from './frame.ts'
import { articlesIn, type NamedArticle, ordersIn } from './orders.ts'
import { aliasOf, isShared, localOf, type Sender } from './sender.ts'
import { buyerName, topicOf } from './subject.ts'

const CASE = /^[a-z0-9][a-z0-9-]{5,63}$/

/** A message that a buyer wrote through Amazon. */
export function buyerMessage(mail: ParsedMail, { relay, name, site }: Extract<Sender, { kind: 'buyer' }>): MailMessage {
  const frame = frameOf(mail.text)
  const footer = footerOf(mail, frame)
  const head = frame?.head ?? mail.text
  const named = ordersIn(mail.subject, frame?.head ?? '', frame?.foot ?? '')
  // Notices about an order join its newest conversation: a number that a buyer types counts only where Amazon names none.
  const orders = named.length > 0 ? named : ordersIn(mail.text)
  // The plus part comes from Amazon in every mail; the footer differs by language and age: BEHAVIOR.md, threads.
  const thread = caseOf(relay.address) ?? footer.caseId ?? null
  const buyer = buyerName(name ?? relay.name, mail.subject)
  const topic = topicFor(mail.subject, articlesIn(head), named.length > 0)
  return {
    kind: 'message',
    role: 'buyer',
    text: wordsOf(mail, frame),
    party: partyOf(relay, { order: named[0], thread, name: buyer }),
    thread,
    orders,
    ...(topic === undefined ? {} : { topic }),
    ...(footer.url === undefined ? {} : { url: footer.url }),
    ...(footer.noResponse === undefined ? {} : { links: [{ label: NO_RESPONSE, url: footer.noResponse }] }),
    ...(site === undefined ? {} : { storefront: site.language }),
  }
}

/** As Seller Central calls it in English. */
const NO_RESPONSE = 'No response needed'

const caseOf = (address: string): string | undefined => {
  const plus = localOf(address).split('+').slice(1).join('+').toLowerCase()
  return CASE.test(plus) ? plus : undefined
}

/** Behind a shared address stand many buyers: the order, else the case, is part of who they are. */
function partyOf(
  relay: { readonly address: string; readonly name?: string },
  known: { readonly order: string | undefined; readonly thread: string | null; readonly name: string | undefined },
): MailParty {
  const alias = aliasOf(relay.address)
  const named = known.name === undefined ? {} : { name: known.name }
  if (!isShared(relay.address)) return { key: alias, shared: false, marketplace: false, ...named, answerTo: relay }
  return {
    key: `${alias}#${known.order ?? known.thread ?? ''}`,
    shared: true,
    marketplace: false,
    ...named,
    answerTo: null,
    noAnswer: SHARED,
  }
}

const SHARED =
  'Amazon Business buys here for a company, and nobody reads mails to this address. Contact the buyer from the order in Seller Central.'

/** What it is about: the subject's own words, else the article; before a purchase the ASIN is all there is to go by. */
function topicFor(subject: string, articles: readonly NamedArticle[], ordered: boolean): string | undefined {
  const said = topicOf(subject)
  const [article] = articles
  if (article === undefined) return said
  const named = article.title === null ? article.asin : `${article.title} (${article.asin})`
  if (said === undefined) return named
  return ordered || said.includes(article.asin) ? said : `${said} (${article.asin})`
}
