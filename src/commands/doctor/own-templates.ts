import { createRenderer } from '../../mail/render.ts'
import type { Probe } from './examination.ts'
import { counted, type Finding, report } from './finding.ts'
import type { Patient } from './patient.ts'

const AREA = 'Settings'

/** Own templates and texts in TEMPLATES_DIR, tried with invented data. */
export const templateProbes = ({ settings }: Patient): readonly Probe[] =>
  settings.templatesDir === undefined
    ? []
    : [{ area: AREA, title: 'templates', run: () => Promise.resolve(templateFindings(settings.templatesDir)) }]

function templateFindings(templatesDir: string | undefined): Finding[] {
  const { good, doubtful } = report(AREA)
  const { faults } = createRenderer(templatesDir === undefined ? {} : { templatesDir })
  if (faults.length === 0) return [good('templates', 'own templates and texts can be used')]
  const detail = `${counted(faults.length, 'own file')} cannot be used, the built-in stands in: ${faults.join('; ')}`
  return [doubtful('templates', detail, 'Correct or remove what is named, in the folder of TEMPLATES_DIR.')]
}
