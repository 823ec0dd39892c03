/**
 * Joins the lines that a program broke (RFC 3676): a line that ends in a space goes on in the next one of the same depth of quotes. The
 * line of two dashes before a signature ends in a space and is whole.
 * @param form parameter `delsp`: `yes` = the space was added by the program
 */
export function unflowed(text: string, form: { readonly delsp: boolean }): string {
  const paragraphs: { depth: number; pieces: string[]; open: boolean }[] = []
  for (const line of text.split(/\r?\n/)) {
    const depth = /^>*/.exec(line)?.[0].length ?? 0
    const rest = line.slice(depth)
    const words = rest.startsWith(' ') ? rest.slice(1) : rest
    const flows = words.endsWith(' ') && words !== '-- '
    const piece = flows && form.delsp ? words.slice(0, -1) : words
    const last = paragraphs.at(-1)
    if (last?.open === true && last.depth === depth && words !== '-- ') {
      last.pieces.push(piece)
      last.open = flows
    } else {
      paragraphs.push({ depth, pieces: [piece], open: flows })
    }
  }
  return paragraphs
    .map(({ depth, pieces }) => `${'>'.repeat(depth)}${depth > 0 ? ' ' : ''}${pieces.join('')}`)
    .join('\n')
}
