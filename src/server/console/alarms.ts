import { type Alarm, ALARMS } from '../../domain/alarm.ts'
import { html, type Html } from '../html.ts'
import { section } from './layout.ts'
import { badge, type Times } from './words.ts'

/** What the operator was or will be told: what was found, what it means, what to do. */
export function alarmsSection(alarms: readonly Alarm[], times: Times): Html {
  const cards = alarms.map(({ since, finding: { kind, account, about, summary, effects = [] } }) => {
    const { title, meaning, remedy } = ALARMS[kind]
    return html`<article class="card troubled">
      <div class="heading">
        <h3>${title}</h3>
        ${badge([account ?? 'service', about].filter((part) => part !== undefined).join(', '), 'bad')}
      </div>
      <p>${summary}</p>
      <dl class="facts">
        <dt>Since</dt>
        <dd>${times.relative(since)}</dd>
        <dt>Means</dt>
        <dd>${meaning}</dd>
        <dt>To do</dt>
        <dd>${remedy}</dd>
        ${
          effects.length > 0 &&
          html`<dt>Which</dt>
            <dd>${effects.map((id) => html`<a href="/console/effects/${id}">${id}</a> `)}</dd>`
        }
      </dl>
    </article>`
  })
  return section('Alarms', html`<div class="cards">${cards}</div>`)
}
