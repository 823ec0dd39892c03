import { normalise } from '../../../../src/domain/text.ts'
import { trimReply } from '../../../../src/mail/trim/trim.ts'
import { replies, type Reply, variants } from './replies.ts'

/** How one mail of the set was cut. */
export interface Judged {
  readonly reply: Reply
  readonly variant: 'text' | 'html'
  readonly right: boolean
  /** A word that is new was cut: worse than one too many. */
  readonly lost: boolean
  readonly got: string
}

export type Trimmer = (words: { text: string; html: string | null }) => string

const ours: Trimmer = (words) => trimReply(words).reply

/** The whole set, each mail by its plain part and by its HTML. */
export function judge(trimmer: Trimmer = ours): Judged[] {
  return replies().flatMap((reply) =>
    variants(reply).map(({ name, text, html }) => {
      const got = trimmer({ text, html })
      return { reply, variant: name, right: isRight(reply, text, got), lost: isLost(reply, got), got }
    }),
  )
}

/** White space aside, word for word. */
function isRight({ expected, handedOn }: Reply, text: string, got: string): boolean {
  const words = normalise(got)
  if (expected === null) return words === normalise(text)
  if (handedOn.length === 0) return words === normalise(expected)
  return words.startsWith(normalise(expected)) && handedOn.every((line) => words.includes(normalise(line)))
}

function isLost({ expected }: Reply, got: string): boolean {
  const words = normalise(got)
  return (expected ?? '')
    .split('\n')
    .map((line) => normalise(line.replace(/^> /, '')))
    .some((line) => !words.includes(line))
}
