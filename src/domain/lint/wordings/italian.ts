import type { WordingTable } from '../phrases.ts'

export const italian: WordingTable = {
  marketing: {
    find: [
      'visit* .. il|la|nostro|nostra .. negozio|shop|sito|store|pagina|vetrina',
      'scopra|scopri|scoprite|scoprire .. nostr*|offert*|novità|collezion*|la|le|i|anche ... offert*|novità|collezion*|prodotti|negozio',
      'scopra|scopri|scoprite .. le|la|i offerte|novità|collezione',
      'newsletter*',
      'iscriv* .. alla|newsletter',
      'segu* ci',
      'ci segua|segui',
      'seguici|seguiteci|seguirci',
      'consigli*|raccomand* .. agli|ai amici',
      'nuova collezione',
      'nostre offerte|promozioni',
      'offerte|promozioni .. della|del settimana|mese|giorno|momento',
      'approfitt* .. di|dell*|delle|della|dei .. offert*|sconti|promozion*|saldi',
      'sconto|sconti .. sul|sui|su|per .. prossim*|tutti|tutto',
      'prossimo|prossimi|prossima acquisto|acquisti|ordine .. sconto|gratis|%',
      'potrebbe .. anche .. piacer*|interessar*',
      'saldi',
      'black|cyber friday|monday',
      'fino al # %',
    ],
    unless: [
      'causa|dopo|motivo|seguito .. black|cyber friday|monday|week',
      'black|cyber friday|monday|week .... ritard*|finit*|terminat*',
      'cancell*|disiscriv* ... newsletter',
    ],
  },
  gift: {
    find: [
      '# % .. di sconto .... codice',
      'codice .... # %',

      'buono|buoni|codice|codici sconto|regalo|acquisto|promozionale|promo|promozionali',
      'coupon*|voucher*',
      'carta regalo .. da|per|di',
      'regaliamo|regalo .. le|ti|per|un .. buono|lei|te|sconto|voi',
      'le|ti|vi regaliamo|omaggiamo',
      'in omaggio|regalo',
      'piccolo|piccola omaggio|regalo|pensiero|sorpresa',
      'concorso a premi',
      'punti fedeltà',
    ],
    unless: [
      'buono|codice|coupon .... ridotto|abbassato|funziona|funzionava',

      'buono|codice|coupon|carta .... applicato|scalato|scaduto',

      'pagato|pagata|usato|utilizzato|riaccreditato .... buono|carta|codice|coupon',
      'buono|carta|coupon|codice .... usato|utilizzato|pagato|riaccreditat*|rimborsat*',
    ],
  },
  review: {
    find: [
      'recensione|valutazione & piacere|felici|grati|apprezz*|aiuta|aiuterebbe',
      'positiva|positivo recensione|valutazione|feedback',

      'chiediamo|chiedo|invitiamo|preghiamo .. di .. scrivere|lasciare|pubblicare ... recensione|valutazione|feedback',

      'sua|tua|una recensione|valutazione .. ci|sarebbe|aiuta|aiuterebbe',

      'due|poche|qualche .. righe|parole|parola .. gentili|belle|buone|gentile',
      'righe|parole|parola gentili|gentile',

      'lasci*|scriv*|dare|dia|dai|pubblic*|inseri* .. una|un|la|sua|tua|ci .. recensione|valutazione|feedback|giudizio|stelle|commento',
      'recensione|valutazione|feedback positiva|positivo|5|cinque',
      '5|cinque stelle',
      'valut*|recens* .. il|la|i|nostro|nostra|ci|suo|sua|tuo|tua .. acquisto|servizio|prodotto|articolo|negozio|ordine|esperienza|venditore',
      'valutarci|recensirci|votarci',
      'condivid* .. la .. sua|tua .. esperienza|opinione',
      'sondaggio|questionario',
      'quanto|come .. soddisfatt*|trovat* .. nostro|noi|acquisto|servizio',
      'apprezzeremmo|apprezziamo|grati ... recensione|valutazione|feedback',
    ],
    unless: [
      '#|cinque stelle incis*|decor*|lumin*|adesiv*|ricam*',

      'hotel|albergo .. #|quattro|cinque stelle',
      'grazie|ringrazi* .. per .. recensione|valutazione|feedback',
      'scritto|letto .. nella|la .. recensione',
    ],
  },
  'rating-pressure': {
    find: [
      'recensione|valutazione|feedback|giudizio|stelle & modificare|modifichi|cambiare|cambi|rimuovere|rimuova|eliminare|elimini|cancellare|cancelli|ritirare|ritiri|correggere & può|potrebbe|puoi|potresti|chiediamo|chiedo|preghiamo|prego|favore|cortesia|se|gentilmente|vorrebbe|sarebbe|saremmo|grati|invitiamo|vogliate|vuole',

      'riconsider*|ripens* .. quanto|quello|ciò|la|le .. scritto|recensione|valutazione|stelle',
      'alz* .. le .. stelle|valutazione',

      'modific*|cambi*|rimuov*|elimin*|cancell*|ritir*|rived*|corregg*|aggiorn*|miglior* .. la|il|sua|tua|suo|tuo|questa .. recensione|valutazione|feedback|commento|stelle|giudizio',
      'modificarla|rimuoverla|eliminarla ... recensione|valutazione',
      'recensione|valutazione|feedback .. modificar*|rimuover*|eliminar*|cancellar*|ritirar*',
      'non .. lasci*|scriv* .. recension*|feedback|valutazion* negativ*',
      'in cambio .. recensione|valutazione|stelle',
    ],
    unless: [
      'valutazione|giudizio .. del|della|dei tecnico|perito|danno|danni|laboratorio|officina|caso',
      'stelle luminose|marine|di',
      'non possiamo|può|posso .. modificare|cambiare|rimuovere|cancellare',
    ],
  },
  'cancel-pressure': {
    find: [
      'annull*|cancell* & cortesia|favore|gentilmente|gentile & ordine|acquisto',
      'annull*|cancell* & cortesia|favore|gentilmente & ordine|lordine|acquisto',

      'meglio|conviene .. se|che ... annull*|cancell*',
      'annull*|cancell* .. lei|tu stesso|stessa',

      "prego|preghiamo|chiediamo|chiedo|invitiamo .. di|ad|l'annullamento .. annullare|cancellare|annullarlo|annullamento",
      "annulli|annulla|annullate|cancelli|cancella .. l'ordine|il|lo|ordine|acquisto",
      'per favore|cortesia|piacere .. annull*|cancell*',
      'può|potrebbe|puoi|potresti .. per favore|cortesia .. annull*|cancell*',
      'annullare .. dal|dalla .. suo|tuo|sua .. account|parte',
    ],
    unless: [
      'non .. annull*|cancell*',
      'sapere|dire|dica se ... annull*|cancell*',

      'dobbiamo|possiamo|vogliamo .. annullare',
      'cancell* .. recensione|valutazione|feedback',
      'come .. richiesto|chiesto',
      'se .. vuole|desidera|preferisce|vuoi|intende ... annull*|cancell*',
    ],
  },
  'off-platform': {
    find: [
      'fuori .. da amazon|kaufland|allegro',

      'ordin*|acquist*|compr* .. direttamente .. da|presso|con|sul|nel .. noi|nostro|sito',
      'direttamente .. da|presso|sul noi|nostro',
      'fuori .. dalla|dal|della piattaforma|sito',
      'senza .. commissioni',
      'bonifico .... sul|al .. nostro|mio .. conto',
      'versi|versare|paghi|pagare|invii .... sul .. nostro|mio .. conto|paypal|postepay',
      'paypal .. amici|familiari',
      'nostro|mio iban|conto',
      'western union|postepay',
    ],
  },
  thanks: {
    find: [
      'grazie|ringraziamo|ringrazio .. per|di .. acquisto|ordine|acquistato|scelto|fiducia|preferenza',
      'siamo|restiamo .. a .. sua|vostra|tua|disposizione .. disposizione|per',
    ],
  },
  'auto-answer': {
    find: [
      'risposta|messaggio|mail|email|e-mail .. automatica|automatico|automaticamente',
      'fuori ufficio|sede',
      "fuori dall'ufficio",
      'sono|sarò .. in .. ferie|vacanza',
      "assente .. dall'ufficio|fino|dal",
      'al mio rientro|ritorno',
      'ricevuto .. il .. suo|tuo|vostro messaggio .. e|le|ti ... risponder* ... presto|entro|possibile',
      'non rispond* .. a .. questo|questa .. messaggio|mail|email|e',
    ],
  },
  'personal-data': {
    find: [
      'può|potrebbe|puoi|potresti mandare|inviare|dare|dire|comunicare|scrivere ... suo|tuo .. iban|indirizzo|numero|cellulare|telefono|email|documento',
      'ci|mi .. mandare|inviare|dare|dire|comunicare ... suo|tuo .. iban|cellulare|telefono|email|documento',

      'inviarci|inviateci|inviaci|inviarmi|inviare|invii|comunicarci|comunicateci|comunicare|comunichi|indicarci|indicateci|indicare|indichi|fornirci|fornire|fornisca|fornirmi|mandarci|mandateci|mandi|darci|datemi|darmi|lasciarci|lasciateci|lasci|scriverci ... numero .. telefono|cellulare|carta|conto|passaporto|documento|identità',
      'inviarci|inviateci|inviaci|inviarmi|inviare|invii|comunicarci|comunicateci|comunicare|comunichi|indicarci|indicateci|indicare|indichi|fornirci|fornire|fornisca|fornirmi|mandarci|mandateci|mandi|darci|datemi|darmi|lasciarci|lasciateci|lasci|scriverci ... suo|sua|suoi|vostro|vostra|tuo|tua|un|una|copia|coordinate|codice|le|il .. iban|passaporto|bancarie|email|mail|fiscale|residenza|identità',
      'comunicarci|comunichi|indicarci|indichi|fornirci|fornisca|darci|comunicateci|indicateci .. suo|vostro|tuo .. indirizzo',
      'bisogno|serve|servirebbe|occorre|necessario ... numero .. telefono|cellulare|carta|conto|passaporto|documento|identità',
      'bisogno|serve|servirebbe|occorre ... suo|vostro|tuo|suoi|sue .. iban|indirizzo|email|bancarie|bancari',
      'qual .. suo|vostro|tuo .. numero .. telefono|cellulare|carta|conto|passaporto|documento|identità',
      'qual .. suo|vostro|tuo .. indirizzo|iban',
    ],
    unless: [
      'non|mai .... telefono|cellulare|carta|conto|passaporto|documento|identità|iban|indirizzo|email|bancarie',
      'numero .. ordine|spedizione|tracciamento',
    ],
  },
}
