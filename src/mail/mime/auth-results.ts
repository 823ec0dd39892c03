import type { SenderProof } from '../../domain/mail.ts'
import { oneLine } from './words.ts'

const NOT_LOOKED_AT: SenderProof = { dmarc: 'none', detail: null }
const VALUE_MAX_CHARS = 16 * 1024

/**
 * What the account's own server found out about the sender: the topmost Authentication-Results of its id (RFC 8601). Fields of other ids,
 * and those below, may be the sender's own writing and never count; ARC's neither.
 * @param values of Authentication-Results, topmost first
 * @param authservId as the server names itself there; undefined = nothing is believed
 */
export function senderProof(values: readonly string[], authservId: string | undefined): SenderProof {
  const own = authservId?.trim().toLowerCase()
  if (own === undefined || own === '') return NOT_LOOKED_AT
  for (const value of values) {
    const [id = '', ...results] = clauses(withoutComments(value.slice(0, VALUE_MAX_CHARS)))
    if (idOf(id) === own) return proofOf(results)
  }
  return NOT_LOOKED_AT
}

/** `mx.example.org 1`: the number is the version. Quotes are allowed. */
const idOf = (clause: string): string => (/^"?([^\s";]+)"?(?:\s+\d+)?$/.exec(clause.trim())?.[1] ?? '').toLowerCase()

function proofOf(results: readonly string[]): SenderProof {
  const found = results.flatMap((clause) => {
    const result = /^\s*dmarc(?:\s*\/\s*\d+)?\s*=\s*"?([a-z]+)"?/i.exec(clause)?.[1]?.toLowerCase()
    return result === undefined ? [] : [{ result, clause }]
  })
  const decisive = found.find(({ result }) => result === 'fail') ?? found[0]
  if (decisive === undefined) return NOT_LOOKED_AT
  const { result, clause } = decisive
  return {
    dmarc: result === 'pass' || result === 'fail' ? result : 'none',
    detail: oneLine(clause).replace(/\s+/g, ' ').slice(0, 300),
  }
}

/** Comments may stand anywhere and in each other; within quotes there are none. */
function withoutComments(text: string): string {
  const out: string[] = []
  let depth = 0
  let quoted = false
  for (let at = 0; at < text.length; at += 1) {
    const char = text.charAt(at)
    if (char === '\\' && (quoted || depth > 0)) {
      if (depth === 0) out.push(char, text.charAt(at + 1))
      at += 1
    } else if (char === '"' && depth === 0) {
      quoted = !quoted
      out.push(char)
    } else if (char === '(' && !quoted) depth += 1
    else if (char === ')' && !quoted && depth > 0) {
      depth -= 1
      out.push(' ')
    } else if (depth === 0) out.push(char)
  }
  return out.join('')
}

/** Parted by `;` outside of quotes: a reason may hold one. */
function clauses(text: string): string[] {
  const found: string[] = []
  let start = 0
  let quoted = false
  for (let at = 0; at < text.length; at += 1) {
    const char = text.charAt(at)
    if (char === '\\' && quoted) at += 1
    else if (char === '"') quoted = !quoted
    else if (char === ';' && !quoted) {
      found.push(text.slice(start, at))
      start = at + 1
    }
  }
  return [...found, text.slice(start)]
}
