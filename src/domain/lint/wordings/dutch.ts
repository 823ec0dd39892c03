import type { WordingTable } from '../phrases.ts'

export const dutch: WordingTable = {
  marketing: {
    find: [
      'bezoek|bekijk|ontdek|kijk .. ook|eens|onze|ons|in|op ... webshop|winkel|collectie|assortiment|aanbiedingen|website|producten|nieuwe',
      'ontdek onze|de|nu',
      'nieuwsbrief*',
      'volg ons',
      'beveel .. ons .. aan',
      'nieuwe collectie',
      'blijf op de hoogte',
      'onze .. aanbiedingen|acties|kortingen',
      'profiteer .. van|nu',
      'korting .. op|bij .. uw|je|volgende|alles|alle .. volgende|bestelling|aankoop|assortiment',
      'volgende bestelling|aankoop .. korting|%|gratis',
      'misschien .. ook .. leuk|interessant',
      'uitverkoop|koopjes',
      'black|cyber friday|monday',
      'tot # % korting',
      'bestel nu',
    ],
    unless: [
      'vanwege|door|wegens|na|sinds .. black|cyber friday|monday|week',
      'black|cyber friday|monday|week .... langer|vertrag*|afgelopen|voorbij',

      'afmelden|uitschrijven ... nieuwsbrief',
      'nieuwsbrief ... afmelden|uitschrijven|afgemeld',
      'is|zijn|was|helaas uitverkocht',
    ],
  },
  gift: {
    find: [
      '# % korting .... code',
      'code .... korting',

      'kortingscode*|actiecode*|kortingsbon*|waardebon*|tegoedbon*|couponcode*|coupon*|voucher*',
      'cadeaubon*|cadeaukaart* .. van|ter|voor|cadeau',
      'gratis cadeau|cadeautje|geschenk|proefje',
      'klein|kleine|leuk cadeau|cadeautje|geschenk|attentie|verrassing',
      'cadeau|cadeautje|attentie .. van ons|voor u|je',
      'als dank ... cadeau*',
      'winactie|spaarpunten',
    ],
    unless: [
      'kortingscode*|cadeaubon*|voucher*|coupon* .... verlaagd|werkt|werkte',

      'kortingscode*|cadeaubon*|voucher*|tegoedbon* .... toegepast|verrekend|verlopen',

      'betaald|gebruikt|ingewisseld|teruggestort .... cadeaubon*|cadeaukaart*|kortingscode*|voucher*|tegoedbon*',
      'cadeaubon*|cadeaukaart*|kortingscode*|voucher*|tegoedbon* .... betaald|gebruikt|ingewisseld|teruggestort',
    ],
  },
  review: {
    find: [
      'goede|mooie|positieve|leuke beoordeling|review|recensie',
      'beoordeling|review|recensie & waarderen|fijn|blij|helpt|helpen|graag',

      'schrijf|schrijft|plaats|plaatst|laat|geef ... review|beoordeling|recensie',

      'uw|je|een beoordeling|review|recensie .. zou|helpt|waarderen',

      'paar|enkele .. lieve|aardige|mooie|vriendelijke woorden',
      'lieve|aardige woorden .. op|over|bij',

      'beoordeling|review|recensie .. achterlaat|achterlaten|achter|schrijven|schrijft|geven|geeft|plaatsen|plaatst|laat',
      'laat|schrijf|geef|plaats .. ons|een|uw|je .. beoordeling|review|recensie|sterren',
      'beoordeel .. ons|onze|uw|je|het|dit|de .. aankoop|service|product|bestelling|winkel|ervaring|artikel',
      '5|vijf sterren',
      'positieve beoordeling|review|recensie .. zou|helpt|op|waarderen|stellen',
      'deel .. uw|je .. ervaring*',
      'enquête|tevredenheidsonderzoek|klanttevredenheid*',
      'hoe tevreden|heeft .. bent|was|u .. u|je|ervaren',
      'wat vond|vind u|je van',
    ],
    unless: [
      '#|vijf sterren decor*|geborduur*',

      '#|vijf sterren hotel*|restaurant',
      'hotel .. #|vijf sterren',

      'bedankt|dank ... beoordeling|review',
      'beoordeling .. gelezen|ontvangen|gezien',
      'dank|bedankt .. voor .. beoordeling|review|recensie',
    ],
  },
  'rating-pressure': {
    find: [
      'review|beoordeling|recensie & verwijderen|verwijdert|aanpassen|aanpast|wijzigen|wijzigt|intrekken|intrekt|veranderen|verwijder & wilt|wil|kunt|kan|zou|zouden|graag|verzoeken|vragen|alstublieft|alsjeblieft|aub|als|wanneer|zodra|verzoek',

      'uw|je review|beoordeling|recensie|feedback .. aanpassen|wijzigen|verwijderen|veranderen|intrekken',

      'beoordeling|review|recensie|sterren .. alstublieft|alsjeblieft|aub .. verwijderen|aanpassen|wijzigen|herzien',
      'heroverweeg|heroverwegen ... beoordeling|geschreven|review',

      'beoordeling|review|recensie|feedback .. verwijderen|aanpassen|wijzigen|intrekken|veranderen|herzien|aan te passen|verwijdert|aanpast|wijzigt|intrekt',
      'verwijder|wijzig|verander|herzie|pas .. uw|je|de|deze .. beoordeling|review|recensie|feedback',
      'trek .. beoordeling|review .. in',
      'geen .. negatieve|slechte .. beoordeling|review ... achter*|geven|plaatsen|schrijven',
      'in ruil voor .. beoordeling|review|sterren',
    ],
    unless: [
      'beoordeling .. van .. monteur|schade|technicus|foto|zaak|aanvraag|reparateur|fabrikant',

      'kunnen|kan|mogen wij|we|ik .. niet ... verwijderen|aanpassen|wijzigen',
      'kunnen|kan|mogen wij|we|ik .. de|uw review|beoordeling .. niet',
    ],
  },
  'cancel-pressure': {
    find: [
      'vragen|verzoeken|vraag|verzoek .... annuleren',

      'zelf .. annuleert|annuleren|annuleer',
      'beste|handigst ... zelf .. annuleren|annuleert',

      'wilt|wil|kunt|kan|zou u|je ... zelf|alstublieft|aub .. annuleren',
      'gelieve .. annuleren',
      'annuleer .. de|uw|je|zelf|alstublieft|aub .. bestelling|zelf|order|aankoop',
      'verzoeken|vragen .. u|je ... te annuleren',
      'bestelling .. zelf|alstublieft .. annuleren|annuleert',
    ],
    unless: [
      'annuleer|annuleren|annuleert ... niet',
      'niet .. annuleren|annuleer',
      'weten|zeggen|aangeven|laten of ... annuleren|annuleert',
      'kunnen|zullen|moeten wij|we .. annuleren',
      'als|indien|wanneer u|je ... annuleren|annuleert',
    ],
  },
  'off-platform': {
    find: [
      'buiten amazon|kaufland|allegro .. om',

      'rechtstreeks|direct bij|via|op .. ons|onze .. bestel*|koop*|website|webshop',
      'bestel*|koop* .. rechtstreeks|direct .. bij|via ons|onze',
      'buiten .. het|dit .. platform|om',
      'zonder .. commissie',
      'overmaken|maak|betaal|stort .... op|naar .. onze|mijn .. rekening|bankrekening|iban',
      'onze|mijn bankrekening|rekeningnummer|iban',
      'tikkie',
      'paypal .. vrienden|familie',
      'western union',
    ],
  },
  thanks: {
    find: ['dank|bedankt|danken .. voor|u .. bestelling|aankoop|vertrouwen|order', 'staan .. voor u|je klaar'],
  },
  'auto-answer': {
    find: [
      'automatisch|automatische|geautomatiseerd|geautomatiseerde .. antwoord|bericht|reactie|e|mail|gegenereerd|bevestiging|verzonden',
      'niet op kantoor|aanwezig',
      'niet .. op .. kantoor',
      'afwezig .. tot|van|wegens',
      'afwezigheidsbericht|afwezigheidsmelding',
      'ben|zijn .. op|met vakantie',
      'bericht|vraag .. ontvangen .. en|wij ... zo .. spoedig|snel mogelijk',
      'niet .. op .. dit|deze .. bericht|mail|e .. beantwoorden|antwoorden|reageren',
    ],
  },
  'personal-data': {
    find: [
      'stuur*|sturen|geef|geeft|geven|mail|deel|delen|laat|laten|noem|vermeld|vermelden|doorgeven|bezorg .. ons|mij|me|even|alstublieft .. uw|je|jouw|een .. telefoonnummer|telefoonnummers|06|mobiele|iban|rekeningnummer|bankrekeningnummer|bankgegevens|creditcardnummer|kaartnummer|contactgegevens|paspoort|paspoortnummer|identiteitsbewijs|geboortedatum|bsn|mailadres|emailadres',
      'uw|je|jouw|een .. telefoonnummer|telefoonnummers|06|mobiele|iban|rekeningnummer|bankrekeningnummer|bankgegevens|creditcardnummer|kaartnummer|contactgegevens|paspoort|paspoortnummer|identiteitsbewijs|geboortedatum|bsn|mailadres|emailadres ... doorgeven|doorgeeft|geven|sturen|toesturen|mailen|vermelden|delen & ons|mij|wij|we',
      'uw|je|jouw .. adres|woonadres|huisadres|thuisadres .. doorgeven|doorgeeft|geven|delen & ons|mij',
      'geef|geeft|deel|laat|noem .. ons|mij|me .. uw|je|jouw .. adres|woonadres|huisadres|thuisadres|mail',
      'hebben|heb ... uw|je|jouw|een .. telefoonnummer|telefoonnummers|06|mobiele|iban|rekeningnummer|bankrekeningnummer|bankgegevens|creditcardnummer|kaartnummer|contactgegevens|paspoort|paspoortnummer|identiteitsbewijs|geboortedatum|bsn|mailadres|emailadres .. nodig',
      'hebben|heb ... uw|je|jouw .. adres|woonadres .. nodig',
      'wat is .. uw|je|jouw .. telefoonnummer|telefoonnummers|06|mobiele|iban|rekeningnummer|bankrekeningnummer|bankgegevens|creditcardnummer|kaartnummer|contactgegevens|paspoort|paspoortnummer|identiteitsbewijs|geboortedatum|bsn|mailadres|emailadres|adres',
      'op welk telefoonnummer|nummer .. u|je',
      'graag .. uw|je|jouw .. telefoonnummer|telefoonnummers|06|mobiele|iban|rekeningnummer|bankrekeningnummer|bankgegevens|creditcardnummer|kaartnummer|contactgegevens|paspoort|paspoortnummer|identiteitsbewijs|geboortedatum|bsn|mailadres|emailadres',
    ],
    unless: [
      'nooit|niet|geen .... telefoonnummer|telefoonnummers|06|mobiele|iban|rekeningnummer|bankrekeningnummer|bankgegevens|creditcardnummer|kaartnummer|contactgegevens|paspoort|paspoortnummer|identiteitsbewijs|geboortedatum|bsn|mailadres|emailadres|adres',
      'telefoonnummer|telefoonnummers|06|mobiele|iban|rekeningnummer|bankrekeningnummer|bankgegevens|creditcardnummer|kaartnummer|contactgegevens|paspoort|paspoortnummer|identiteitsbewijs|geboortedatum|bsn|mailadres|emailadres|adres .. niet|nooit .. nodig|doorgeven|delen',
    ],
  },
}
