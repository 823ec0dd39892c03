import type { MailLocale } from '../domain/language.ts'

/** What an invented order is called in one language. */
export interface SampleWords {
  readonly goods: readonly [string, string, string]
  readonly imprint: readonly string[]
  /** Odoo writes the country in addresses that go abroad. */
  readonly country: readonly string[]
  readonly files: readonly string[]
  readonly declaration: string
}

export const sampleWords = (locale: MailLocale): SampleWords => SAMPLES[locale]

const SAMPLES: Readonly<Record<MailLocale, SampleWords>> = {
  de: {
    goods: [
      'Keramikvase „Alba“, 24 cm, mattweiß',
      'Leinentischdecke „Fjord“, 140 × 220 cm, graublau',
      'Bienenwachskerzen, 6 Stück',
    ],
    imprint: ['Geschäftsführerin: Marta Beispiel', 'Amtsgericht Köln, HRB 00000 · USt-IdNr. DE000000000'],
    country: [],
    files: ['AGB.pdf', 'Widerrufsbelehrung.pdf', 'Widerrufsformular.pdf'],
    declaration: 'Hiermit widerrufe ich den Vertrag über die Leinentischdecke.\nAnna Weber',
  },
  en: {
    goods: [
      'Ceramic vase “Alba”, 24 cm, matt white',
      'Linen tablecloth “Fjord”, 140 × 220 cm, grey-blue',
      'Beeswax candles, pack of 6',
    ],
    imprint: ['Managing director: Marta Beispiel', 'Cologne district court, HRB 00000 · VAT ID DE000000000'],
    country: ['Germany'],
    files: ['Terms.pdf', 'Withdrawal-notice.pdf', 'Withdrawal-form.pdf'],
    declaration: 'I hereby withdraw from my contract for the linen tablecloth.\nAnna Weber',
  },
  pl: {
    goods: [
      'Wazon ceramiczny „Alba”, 24 cm, biały mat',
      'Obrus lniany „Fjord”, 140 × 220 cm, szaroniebieski',
      'Świece z wosku pszczelego, 6 szt.',
    ],
    imprint: ['Prezes zarządu: Marta Beispiel', 'Amtsgericht Köln, HRB 00000 · VAT UE DE000000000'],
    country: ['Niemcy'],
    files: ['Regulamin.pdf', 'Pouczenie-o-odstapieniu.pdf', 'Formularz-odstapienia.pdf'],
    declaration: 'Niniejszym odstępuję od umowy sprzedaży obrusu lnianego.\nAnna Weber',
  },
  fr: {
    goods: [
      'Vase en céramique « Alba », 24 cm, blanc mat',
      'Nappe en lin « Fjord », 140 × 220 cm, gris bleu',
      'Bougies en cire d’abeille, lot de 6',
    ],
    imprint: ['Gérante : Marta Beispiel', 'Tribunal de Cologne, HRB 00000 · TVA DE000000000'],
    country: ['Allemagne'],
    files: ['Conditions-generales.pdf', 'Droit-de-retractation.pdf', 'Formulaire-de-retractation.pdf'],
    declaration: 'Je vous notifie par la présente ma rétractation du contrat portant sur la nappe en lin.\nAnna Weber',
  },
  it: {
    goods: [
      'Vaso in ceramica «Alba», 24 cm, bianco opaco',
      'Tovaglia di lino «Fjord», 140 × 220 cm, grigio-azzurro',
      'Candele di cera d’api, 6 pezzi',
    ],
    imprint: ['Amministratrice: Marta Beispiel', 'Tribunale di Colonia, HRB 00000 · P. IVA DE000000000'],
    country: ['Germania'],
    files: ['Condizioni-generali.pdf', 'Informativa-sul-recesso.pdf', 'Modulo-di-recesso.pdf'],
    declaration: 'Con la presente notifico il recesso dal contratto relativo alla tovaglia di lino.\nAnna Weber',
  },
  es: {
    goods: [
      'Jarrón de cerámica «Alba», 24 cm, blanco mate',
      'Mantel de lino «Fjord», 140 × 220 cm, gris azulado',
      'Velas de cera de abeja, 6 unidades',
    ],
    imprint: ['Administradora: Marta Beispiel', 'Juzgado de Colonia, HRB 00000 · NIF-IVA DE000000000'],
    country: ['Alemania'],
    files: ['Condiciones.pdf', 'Informacion-sobre-desistimiento.pdf', 'Formulario-de-desistimiento.pdf'],
    declaration: 'Por la presente le comunico que desisto del contrato de compra del mantel de lino.\nAnna Weber',
  },
  nl: {
    goods: [
      'Keramische vaas ‘Alba’, 24 cm, matwit',
      'Linnen tafelkleed ‘Fjord’, 140 × 220 cm, grijsblauw',
      'Bijenwaskaarsen, 6 stuks',
    ],
    imprint: ['Directeur: Marta Beispiel', 'Rechtbank Keulen, HRB 00000 · btw-nummer DE000000000'],
    country: ['Duitsland'],
    files: ['Voorwaarden.pdf', 'Informatie-herroepingsrecht.pdf', 'Herroepingsformulier.pdf'],
    declaration: 'Hierbij herroep ik de overeenkomst over het linnen tafelkleed.\nAnna Weber',
  },
  cs: {
    goods: [
      'Keramická váza „Alba“, 24 cm, matně bílá',
      'Lněný ubrus „Fjord“, 140 × 220 cm, šedomodrý',
      'Svíčky z včelího vosku, 6 ks',
    ],
    imprint: ['Jednatelka: Marta Beispiel', 'Obvodní soud v Kolíně nad Rýnem, HRB 00000 · DIČ DE000000000'],
    country: ['Německo'],
    files: ['Obchodni-podminky.pdf', 'Pouceni-o-odstoupeni.pdf', 'Formular-pro-odstoupeni.pdf'],
    declaration: 'Oznamuji, že tímto odstupuji od smlouvy o koupi lněného ubrusu.\nAnna Weber',
  },
}
