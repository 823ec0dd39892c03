import { z } from 'zod'
import type { Permanent } from '../../src/domain/errors.ts'
import { jsonOf } from '../../src/kit/json-api.ts'

/** What a refusal says of itself. */
export interface ProblemWords {
  /** Kaufland's own word for it. */
  readonly type: string | undefined
  /** Names of the fields at fault; their values and Kaufland's sentence are left out, they may quote what was sent. */
  readonly fields: readonly string[]
}

const Named = z.object({ type: z.string().regex(/^[\w/:.-]{1,80}$/) })
const Fields = z.object({
  errors: z.array(
    z
      .object({ field: z.string().regex(/^[\w.[\]-]{1,60}$/) })
      .nullable()
      .catch(null),
  ),
})

export function problemOf(bytes: Uint8Array): ProblemWords {
  const value = jsonOf(bytes)?.value
  const type = Named.safeParse(value).data?.type
  const fields = Fields.safeParse(value).data?.errors.flatMap((error) => error?.field ?? []) ?? []
  return { type: type === 'about:blank' ? undefined : type, fields }
}

const KEY = 'Seller portal → Settings → API → new key'

/** Refusals of the account as a whole, with what a person does about them. */
const OF_THE_ACCOUNT: ReadonlyMap<string, string> = new Map(
  Object.entries({
    '/problems/corrupted-signature':
      "Compare SECRET_KEY with the seller portal (settings, API) and this machine's clock (at most 5 minutes off)",
    '/problems/inactive-account': 'Ask Kaufland why the seller account is inactive',
    '/problems/invalid-credentials': KEY,
    '/problems/missing-or-invalid-request-header': 'Compare CLIENT_KEY with the seller portal (settings, API)',
    '/problems/unauthorized': KEY,
  }),
)

/** What a person does about a refused key. */
export const renewalFor = (type: string | undefined): string => OF_THE_ACCOUNT.get(type ?? '') ?? KEY

/** Refusals of one conversation, unit or return, in words for people: what happened, what it means, what to do. */
const OF_THE_ITEM: ReadonlyMap<string, string> = new Map(
  Object.entries({
    '/problems/tickets/finally-closed':
      "Kaufland's customer service closed this conversation for good. No answer is possible there any more. Nothing is to be done.",
    '/problems/tickets/non-closable-by-seller':
      'Kaufland does not let the seller close this conversation now. It stays open there. Close it in the seller portal once it is settled.',
    '/problems/tickets/fbk-action-restriction':
      "This is about an order that Kaufland itself ships. Kaufland's customer service acts there, not the seller. Nothing is to be done.",
    '/problems/tickets/internal-action-restriction':
      "Kaufland's customer service works on this conversation. The seller can do nothing there for now, and nothing was done. Look in the seller portal.",
    '/problems/tickets/attachments-upload-failure':
      'Kaufland could not take a file of this answer. Nothing was sent. Send it again without the file, or with a smaller one.',
    '/problems/duplicate-action':
      'Kaufland has done this before and does it only once. Nothing was done now. See in the seller portal whether it stands there as it should.',
    '/problems/action-not-allowed':
      'Kaufland does not allow this in the state it is in. Nothing was done there. See the order in the seller portal.',
    '/problems/returns/unit-wrong-status':
      'The return has another state at Kaufland by now, in which this cannot be decided. Nothing was done there. See the return in the seller portal.',
    '/problems/returns/return-address-not-set':
      'The seller account has no return address. Nothing was done there. Seller portal → Settings → Returns, then decide again.',
    '/problems/insufficient-funds':
      'The balance of the seller account does not cover this. No money went to the buyer. Top it up in the seller portal, then release it again.',
    '/problems/order-units/cancel-not-possible':
      'Kaufland cannot cancel this unit any more, usually because it has been sent. Nothing was cancelled. Pay it back after it has come back, or in the seller portal.',
    '/problems/order-units/cancel-not-allowed':
      'Kaufland does not allow the seller to cancel this unit. Nothing was cancelled. Ask Kaufland in the seller portal.',
    '/problems/order-units/cancel-error':
      'Kaufland failed to cancel this unit. Nothing was cancelled. Try again later, or cancel it in the seller portal.',
    '/problems/order-units/missing-payment':
      "The buyer's payment has not reached Kaufland yet. Nothing was done there. Try again once the order is paid.",
    '/problems/subscriptions/unverified-callback-url':
      'Kaufland called the address of this service and did not get its challenge back. Nothing was subscribed. Check that `marketplace-care serve` runs and that PUBLIC_URL is reachable from the internet, then run it again.',
    '/problems/already-exists': 'Kaufland has this already. Nothing was changed there. Nothing is to be done.',
    '/problems/not-found':
      'Kaufland does not know this. Nothing was done there. It was removed there, or belongs to another seller account.',
  }),
)

/** A sentence for a refusal that concerns one thing only; undefined = it concerns the account, or is not known. */
export function sentenceFor({ type, fields }: ProblemWords, what: string): string | undefined {
  if (type === undefined) return undefined
  const known = OF_THE_ITEM.get(type)
  if (known !== undefined) return known
  if (type === '/problems/validation-error' && fields.length > 0) {
    return `Kaufland does not take ${what}: ${fields.join(', ')} is not valid. Nothing was done there. Correct it, or do it in the seller portal.`
  }
  // 403 with a word about one thing is about that, not about the key: BEHAVIOR.md, errors.
  if (/^\/problems\/(tickets|returns|order-units)\//.test(type)) {
    return `Kaufland refuses ${what} (${type}). Nothing was done there. See it in the seller portal.`
  }
  return undefined
}

export const isOfTheAccount = (type: string | undefined): boolean => OF_THE_ACCOUNT.has(type ?? '')

/** Nothing is there under this number, or the address has no such call. */
export const isNotFound = ({ code }: Permanent): boolean => code === '404' || code === '/problems/not-found'
