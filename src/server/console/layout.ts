import { html, type Content, type Html } from '../html.ts'

export interface PageOptions {
  readonly title: string
  readonly body: Content
  /** Path of the menu's entry that is shown as current. */
  readonly current?: string
  readonly menu?: readonly { readonly href: string; readonly text: string }[]
  /** Small line at the end. */
  readonly footer?: Content
  readonly loggedIn?: boolean
  readonly stylesheets?: readonly string[]
  readonly scripts?: readonly string[]
}

/** Ground and forms; what stands on the pages. */
export const STYLESHEETS = ['/console/style.css', '/console/parts.css'] as const
export const ICON = '/console/icon.svg'

/** A whole page. */
export function page(options: PageOptions): string {
  const { title, body, current, menu = [], footer, loggedIn = false } = options
  const { markup } = html`<html lang="en">
    <head>
      <meta charset="utf-8" />
      <meta name="viewport" content="width=device-width, initial-scale=1" />
      <meta name="color-scheme" content="light dark" />
      <title>${title} · Marketplace Care</title>
      <link rel="icon" href="${ICON}" type="image/svg+xml" />
      ${[...STYLESHEETS, ...(options.stylesheets ?? [])].map((href) => html`<link rel="stylesheet" href="${href}" />`)}
      ${(options.scripts ?? []).map((src) => html`<script src="${src}" defer></script>`)}
    </head>
    <body>
      <header class="top">
        <div class="inner">
          <a class="brand" href="/console">Marketplace Care</a>
          <nav aria-label="Main">${menu.map((entry) => menuEntry(entry, current))} ${loggedIn && logoutButton()}</nav>
        </div>
      </header>
      <main class="inner">${body}</main>
      ${footer !== undefined && html`<footer class="inner">${footer}</footer>`}
    </body>
  </html>`
  return `<!doctype html>${markup}`
}

/** A page that only says something. */
export function messagePage(title: string, body: Content): string {
  return page({
    title,
    body: html`<section class="message">
      <h1>${title}</h1>
      ${body}
      <p><a href="/console">To the console</a></p>
    </section>`,
  })
}

/** A titled part of a page. */
export function section(title: string, body: Content, aside?: Content): Html {
  return html`<section>
    <div class="heading">
      <h2>${title}</h2>
      ${aside}
    </div>
    ${body}
  </section>`
}

function menuEntry(
  { href, text }: { readonly href: string; readonly text: string },
  current: string | undefined,
): Html {
  return href === current
    ? html`<a href="${href}" aria-current="page">${text}</a>`
    : html`<a href="${href}">${text}</a>`
}

const logoutButton = (): Html =>
  html`<form method="post" action="/console/logout"><button class="link">Log out</button></form>`
