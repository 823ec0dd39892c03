import { describe, expect, test } from 'vitest'
import { isThanksOnly } from '../../src/mail/thanks.ts'

describe('thanks that ask nothing', () => {
  test.each([
    'Danke!',
    'Vielen Dank für die schnelle Hilfe!\n\nViele Grüße\nMarlies Ahrens',
    'Hallo Frau Petersen,\n\nherzlichen Dank, alles ist angekommen.\n\nMfG\nK. Oltmanns',
    'Super, danke 👍',
    'Alles bestens, vielen lieben Dank und ein schönes Wochenende',
    'Thanks a lot!',
    'Hi Tom,\nthank you so much for your quick reply. Everything arrived safely.\n\nBest wishes\nAnn',
    'Perfect, thanks',
    'Merci beaucoup !',
    'Bonjour,\nmerci pour votre réponse rapide.\nBonne journée\nLucie',
    'Grazie mille per il vostro aiuto.\nCordiali saluti\nGiulia Ferri',
    'Perfetto, grazie!',
    'Muchas gracias por la rápida respuesta.\nUn saludo\nAna',
    '¡Gracias!',
    'Hartelijk dank voor de snelle levering!\nMet vriendelijke groet\nSanne Vos',
    'Top, bedankt',
    'Dziękuję bardzo za pomoc.\nPozdrawiam\nEwa',
    'Dzięki!',
    'Děkuji moc, vše je v pořádku.\nS pozdravem\nJana Dvořáková',
    'Díky za rychlou odpověď',
    'Спасибо большое за быстрый ответ!',
    'Здравствуйте!\nБлагодарю, всё пришло.\nС уважением,\nОльга',
  ])('%s', (text) => {
    expect(isThanksOnly(text)).toBe(true)
  })
})

describe('somebody who still wants something', () => {
  test.each([
    'Danke, und wann kommt der Rest?',
    'Danke im Voraus.',
    'Vielen Dank, bitte schicken Sie mir noch die Rechnung',
    'Danke für nichts.',
    'Danke\nRechnung',
    'Hallo wo bleibt mein Paket\nDanke',
    'Vielen Dank, aber die Lampe ist defekt.',
    'Danke, ich warte weiter auf die Erstattung.',
    'Nein danke, ich möchte mein Geld zurück.',
    'Danke, die zweite Sendung fehlt.',
    'Thanks for nothing.',
    'Thanks in advance',
    'Thank you, please send the invoice.',
    'Thanks\nRefund',
    'Thanks, still waiting.',
    'Merci de me rembourser.',
    "Merci d'annuler la commande.",
    'Merci, mais il manque une pièce.',
    "Merci d'avance",
    'Grazie, ma manca la fattura.',
    'Grazie in anticipo.',
    'Gracias, pero falta un tornillo.',
    'Gracias de antemano',
    'Bedankt, maar de lamp is stuk.',
    'Alvast bedankt',
    'Dziękuję, proszę o fakturę.',
    'Z góry dziękuję',
    'Děkuji, prosím o fakturu.',
    'Předem děkuji',
    'Спасибо, жду возврата.',
    'Заранее спасибо',
    'Viele Grüße\nMarlies',
    'Alles gut angekommen.',
    '',
    '???',
    'Danke, 2 fehlen',
    'Ja, danke',
    'ok, thanks',
    'Oui, merci',
  ])('%s', (text) => {
    expect(isThanksOnly(text)).toBe(false)
  })
})
