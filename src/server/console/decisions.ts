import type { Effect } from '../../domain/effect.ts'

/** Something a person can do about an effect. */
export interface Decision {
  readonly title: string
  /** What happens then. */
  readonly does: string
  readonly command: string
  /** The console has a button for it. */
  readonly button?: { readonly text: string; readonly decision: 'sent' | 'not-sent' }
}

export interface Advice {
  readonly sentence: string
  readonly decisions: readonly Decision[]
}

/** What a person can do about an effect, and what comes of it. */
export function adviceFor(effect: Pick<Effect, 'id' | 'state' | 'reason' | 'notBefore' | 'verdict'>): Advice {
  const { id, state, reason, notBefore, verdict } = effect
  switch (state) {
    case 'unknown': {
      const byItself =
        notBefore === null ? '' : ' The service looks there again by itself first; waiting may be enough.'
      return {
        sentence: `Look whether it arrived (in the marketplace's portal, in the sent mail), then say so.${byItself}`,
        decisions: [arrived(id), sendAgain(id, 'It did not arrive')],
      }
    }
    case 'failed':
      return {
        sentence: 'Put right what the reason names, then send it again; or leave it, and it stays as it is.',
        decisions: [sendAgain(id, 'Try once more')],
      }
    case 'proposed':
      return { sentence: 'It waits for a person.', decisions: [approve(id)] }
    case 'suppressed':
      if (verdict?.final === true) {
        return nothing('The marketplace does not allow it: nobody can release it. Say it another way, or not at all.')
      }
      if (reason === 'linter' || reason === 'policy_deny') {
        return {
          sentence: 'Usually the text is put right in Odoo and sent anew. A person may also release this one.',
          decisions: [override(id)],
        }
      }
      return nothing('It is settled: nothing was sent, and nothing will be.')
    case 'planned':
    case 'sending':
      return nothing('Nothing: it goes on by itself. To hold an answer back, edit or delete it in Odoo.')
    case 'done':
      return nothing('Nothing: it is settled.')
    default: {
      const missing: never = state
      return missing
    }
  }
}

const nothing = (sentence: string): Advice => ({ sentence, decisions: [] })

const arrived = (id: string): Decision => ({
  title: 'It arrived',
  does: 'Counts as done. The receipt in Odoo says so. Nothing is sent.',
  command: `marketplace-care outbox resolve ${id} sent`,
  button: { text: 'Mark as done', decision: 'sent' },
})

const sendAgain = (id: string, title: string): Decision => ({
  title,
  does: 'Goes back to waiting and is sent with the next pass.',
  command: `marketplace-care outbox resolve ${id} not-sent`,
  button: { text: 'Send it again', decision: 'not-sent' },
})

const approve = (id: string): Decision => ({
  title: 'Approve',
  does: 'Goes to waiting and is sent when it falls due.',
  command: `marketplace-care outbox approve ${id}`,
})

const override = (id: string): Decision => ({
  title: 'Release',
  does: 'Is sent although the guard held it back; kept with name and reason. Refused where the rule is certain.',
  command: `marketplace-care outbox override ${id} --by NAME --reason TEXT`,
})
