/** Options that all pages of the console share. */
export const CONSOLE_ROUTE = { config: { access: 'operator' } } as const

const page = { type: 'string' } as const

/** A page as the answer. */
export const htmlAnswer = {
  200: { description: 'The page.', content: { 'text/html': { schema: page } } },
} as const

/** An action is answered by leading back to a page. */
export const redirectAnswer = { 303: { description: 'Done; leads to the page.', type: 'null' } } as const
