// Keeps the marked parts of a page fresh: asks for each every two seconds and replaces it where it changed.
const EVERY_MS = 2000

async function refresh(part) {
  if (document.hidden) return
  const answer = await fetch(part.dataset.live, { headers: { accept: 'application/json' } })
  if (!answer.ok) throw new Error(`${answer.status}`)
  const { version, html } = await answer.json()
  if (version === part.dataset.version) return
  part.dataset.version = version
  part.innerHTML = html
}

async function keepFresh(part) {
  try {
    await refresh(part)
    part.classList.remove('away')
  } catch {
    // The demo was ended or is starting: what is shown may be old.
    part.classList.add('away')
  }
  setTimeout(() => keepFresh(part), EVERY_MS)
}

for (const part of document.querySelectorAll('[data-live]')) setTimeout(() => keepFresh(part), EVERY_MS)
