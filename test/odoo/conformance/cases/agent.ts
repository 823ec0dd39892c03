import { expect } from 'vitest'
import { createClerk } from '../../../../src/demo/clerk.ts'
import { desk, idOf, mailsAbout, readOne, searchRead } from '../help.ts'
import type { Case } from '../subject.ts'

/** What the agent does on tickets. */
export const agent: readonly Case[] = [
  {
    promise: 'an agent answers with a file, notes, edits and deletes; each once',
    async run(odoo) {
      const { ticket } = await desk(odoo)
      const hand = createClerk(odoo.rpc)
      const key = (name: string): string => `${odoo.fresh(name)}`
      const keys = { answer: key('answer'), note: key('note') }
      const file = { name: 'photo.png', mimeType: 'image/png', bytes: new Uint8Array([1, 2, 3]) }
      const answer = { key: keys.answer, ticketId: ticket, html: '<p>Ihr Paket ist unterwegs.</p>', files: [file] }
      const id = await hand.answers(answer)
      expect(await hand.answers(answer)).toBe(id)
      await hand.notes({ key: keys.note, ticketId: ticket, html: '<p>intern</p>' })
      const fields = [
        'body',
        'message_type',
        'subtype_id',
        'attachment_ids',
        'author_id',
        'message_id',
        'model',
        'res_id',
      ]
      const shown = await readOne(odoo.rpc, 'mail.message', id, fields)
      expect(shown).toMatchObject({
        ...{
          body: '<p>Ihr Paket ist unterwegs.</p>',
          message_type: 'comment',
          subtype_id: [expect.any(Number), 'Discussions'],
        },
        ...{ model: 'helpdesk.ticket', res_id: ticket, attachment_ids: [expect.any(Number)] },
      })
      expect(shown['message_id']).not.toContain('@marketplace-care>')
      const attached = await searchRead(
        odoo.rpc,
        'ir.attachment',
        [['id', 'in', shown['attachment_ids']]],
        ['name', 'mimetype', 'datas', 'res_model', 'res_id'],
      )
      expect(attached).toMatchObject([
        { name: 'photo.png', mimetype: 'image/png', datas: 'AQID', res_model: 'helpdesk.ticket', res_id: ticket },
      ])
      await hand.edits({ key: keys.answer, html: '<p>Morgen.</p>' })
      expect(await readOne(odoo.rpc, 'mail.message', id, ['body'])).toMatchObject({ body: '<p>Morgen.</p>' })
      await hand.deletes({ key: keys.answer })
      await hand.deletes({ key: keys.answer })
      expect(await readOne(odoo.rpc, 'mail.message', id, fields)).toMatchObject({ body: '', attachment_ids: [] })
      expect(await hand.answers(answer)).toBe(id)
      const { message_ids } = await readOne(odoo.rpc, 'helpdesk.ticket', ticket, ['message_ids'])
      expect(message_ids).toHaveLength(2)
      expect(await mailsAbout(odoo, 'helpdesk.ticket', ticket)).toEqual([])
    },
  },
  {
    promise: 'an agent closes and reopens a ticket by stages of its team that mail nobody',
    async run(odoo) {
      const { ticket, closing, open } = await desk(odoo)
      const hand = createClerk(odoo.rpc)
      const stage = async (): Promise<number> => {
        const row = await readOne(odoo.rpc, 'helpdesk.ticket', ticket, ['stage_id'])
        return idOf(row['stage_id'])
      }
      await hand.closesTicket({ ticketId: ticket })
      expect(await stage()).toBe(closing)
      await hand.reopensTicket({ ticketId: ticket })
      expect(await stage()).toBe(open)
      expect(await mailsAbout(odoo, 'helpdesk.ticket', ticket)).toEqual([])
    },
  },
]
