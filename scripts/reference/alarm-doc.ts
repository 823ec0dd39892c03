import { ALARMS } from '../../src/domain/alarm.ts'
import { table } from './markdown.ts'

/** Every alarm: when it is told, what it means, what to do. */
export const alarmTable = (): string =>
  table(
    ['Alarm', 'Told', 'What it means', 'What to do'],
    Object.entries(ALARMS).map(([kind, { title, opens, meaning, remedy }]) => [
      `**${title}** \`${kind}\``,
      opens,
      meaning,
      remedy,
    ]),
  )
