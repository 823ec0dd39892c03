// Checks that the counts of a demo add up; takes the demo's last line. The sums are those the project promises for its counts.
const summary = JSON.parse(process.argv[2])
const { messages, replies, notifications, tickets } = summary
const suppressed = Object.values(notifications.suppressed).reduce((a, b) => a + b, 0)
const sums = [
  ['messages', messages.received, messages.mirrored + messages.duplicates + messages.set_aside],
  [
    'replies',
    replies.written,
    replies.delivered + replies.suppressed + replies.failed + replies.unknown + replies.waiting,
  ],
  [
    'notifications',
    notifications.planned,
    notifications.sent + suppressed + notifications.failed + notifications.unknown + notifications.waiting,
  ],
]
let good = tickets > 0 && messages.mirrored > 0 && replies.delivered > 0 && notifications.sent > 0
if (!good) console.error('The demo did nothing.')
for (const [name, left, right] of sums) {
  if (left === right) continue
  console.error(`${name}: ${left} is not ${right}`)
  good = false
}
process.exitCode = good ? 0 : 1
