/** nodemailer alone, in a process of its own: hands over the same mails, ready written, by its own pool of four connections. */
import nodemailer from 'nodemailer'
import { readFacts } from '../../src/flows/notify-facts.ts'
import { mailData } from '../../src/flows/notify-mail.ts'
import { CONNECTIONS, manyOrders } from './orders.ts'
import { type HandedOver, part, type Task } from './part.ts'
import { benchWorld, MAIL_FROM } from './world.ts'

part(async ({ mails, warmUp, lines, smtpPort, at }: Task): Promise<HandedOver> => {
  const written = await write(manyOrders(warmUp + mails, lines, at), smtpPort)
  const transport = nodemailer.createTransport({
    host: '127.0.0.1',
    port: smtpPort,
    ignoreTLS: true,
    pool: true,
    maxConnections: CONNECTIONS,
    maxMessages: Number.MAX_SAFE_INTEGER,
  })
  await Promise.all(written.slice(0, warmUp).map((mail) => transport.sendMail(mail)))
  const [started, before] = [performance.now(), process.cpuUsage()]
  await Promise.all(written.slice(warmUp).map((mail) => transport.sendMail(mail)))
  const seconds = (performance.now() - started) / 1000
  const { user, system } = process.cpuUsage(before)
  transport.close()
  return { mails, seconds, cpuSeconds: (user + system) / 1e6 }
})

/** The texts that the product would write, written before the clock runs. */
async function write(orders: ReturnType<typeof manyOrders>, smtpPort: number) {
  const world = await benchWorld({ memory: true }, { known: orders, shown: new Map() }, smtpPort)
  const { opened, ports } = world
  const { account } = opened
  const mails = []
  for (const order of orders.values()) {
    const { model, id, createDate, confirmedAt } = order
    const confirmed = confirmedAt ?? createDate
    const payload = { orderId: id, at: confirmed, dueAt: confirmed }
    const told = { account: account.name, kind: 'order_confirmed', source: { model, id, createDate }, payload }
    const facts = await readFacts(told, ports)
    if (facts === undefined) throw new Error(`Order ${String(id)} has no facts.`)
    const data = mailData(facts, opened, payload)
    const { formality, timeZone } = account
    const rendered = ports.renderer.render({ kind: 'order_confirmed', locale: 'de', formality, timeZone, data })
    mails.push({
      ...{ from: MAIL_FROM, to: { name: facts.recipient.name, address: facts.recipient.email ?? '' } },
      ...{ subject: rendered.subject, text: rendered.text, html: rendered.html },
      messageId: `<bench.${String(id)}@lindenhof.example>`,
      headers: { 'Auto-Submitted': 'auto-generated', 'X-Auto-Response-Suppress': 'All' },
    })
  }
  await world.close()
  return mails
}
