/** Words of thanks, partings and what stands harmless around them, by language: de, en, fr, it, es, nl, pl, cs, ru. In lower case. */
const words = (...lists: readonly string[]): ReadonlySet<string> => new Set(lists.join(' ').split(/\s+/))

export const THANKS = words(
  'danke dank dankeschön vielendank merci bedanke bedanken dankbar',
  'thanks thank thx ty cheers thankyou',
  'remercie remercions remerciements mercis',
  'grazie ringrazio ringraziamo ringraziamenti',
  'gracias agradezco agradecemos agradecido agradecida',
  'bedankt dankjewel dankuwel dankje hartelijkdank',
  'dziękuję dziękujemy dzięki dziekuje podziękowania',
  'děkuji děkuju děkujeme díky dekuji díky',
  'спасибо благодарю благодарим благодарен благодарна',
)

export const GREETINGS = words(
  'hallo hi hey guten moin servus grüß grüezi sehr liebe lieber liebes',
  'hello dear good',
  'bonjour bonsoir salut chère cher madame monsieur',
  'buongiorno buonasera salve ciao gentile gentili buon',
  'hola buenos buenas estimado estimada estimados',
  'goedemorgen goedemiddag goedenavond goedendag beste geachte dag',
  'dzień dobry witam witaj cześć szanowni szanowna szanowny',
  'dobrý dobrou vážený vážená vážení ahoj',
  'здравствуйте добрый доброе привет уважаемые уважаемый уважаемая',
)

/** Who is greeted, names aside. */
export const GREETED = words(
  'herr frau herren damen und team tag morgen abend gott geehrte geehrter geehrtes support kundenservice service zusammen',
  'sir madam mr mrs ms all there and morning afternoon evening team',
  'madame monsieur messieurs mesdames et à tous l équipe',
  'signora signor signore signori e a tutti giorno team',
  'señor señora señores días tardes noches a todos equipo y',
  'heer mevrouw en allemaal team meneer',
  'dobry państwo pan pani panie panowie wieczór',
  'den večer pane paní tým',
  'день вечер утро господин госпожа коллеги команда',
)

export const PARTINGS = words(
  'grüße gruß grüßen grüsse gruss lg mfg vg wochenende tag abend',
  'regards best wishes sincerely yours kind weekend day',
  'cordialement salutations amicalement bien sincères journée soirée',
  'saluti distinti cordiali cordialmente giornata serata',
  'saludos saludo atentamente cordial',
  'groet groeten groetjes vriendelijke mvg',
  'pozdrawiam pozdrowienia poważaniem',
  'pozdravem pozdravy zdravím',
  'уважением пожеланиями',
)

/** In lower case: what a buyer names on a last line of its own without meaning himself. */
export const NOUNS_THAT_ASK = words(
  'rechnung paket retoure rücksendung erstattung geld reklamation storno stornierung widerruf umtausch garantie bestellung lieferung',
  'invoice refund return parcel order cancel cancellation replacement warranty complaint help urgent',
  'facture colis remboursement retour commande annulation réclamation',
  'fattura pacco rimborso reso ordine annullamento reclamo',
  'factura paquete reembolso devolución pedido cancelación reclamación',
  'factuur pakket terugbetaling bestelling annulering klacht',
  'faktura paczka zwrot reklamacja zamówienie',
  'faktura balík vrácení reklamace objednávka',
  'счёт счет возврат посылка заказ жалоба отмена',
)

/** Asks nothing, tells no fault, sets no condition, agrees to nothing: no word for yes, not, but, if, please, still, yet, when, where. */
export const HARMLESS = words(
  [...PARTINGS].join(' '),
  'vielen herzlichen herzlich besten lieben schönen tausend sehr ganz nochmal nochmals für die den das der dem ihre ihren ihrer ihnen eure euch sie ich wir mich uns mir und auch so alles ist war hat super prima toll klasse perfekt gut bestens wunderbar einwandfrei spitze freut freue freundliche freundlichen freundlichem freundlicher nette netten netter schnelle schnellen schneller schnell rasche raschen prompte prompten gute guten guter tolle tollen viele vielem liebe lieber mit hilfe antwort rückmeldung lieferung info information informationen auskunft mühe mühen bearbeitung erledigung unterstützung nachricht service kundenservice team hilfsbereitschaft geduld angekommen erhalten da jetzt heute gestern passt geklappt gefunden erledigt einen ein schönes schöne wochenende tag abend woche wünsche wünschen ihr zufrieden im',
  'you very much so many a lot again for the your all is was it has have i we am are and my great perfect super fine good wonderful excellent lovely brilliant fast quick prompt kind friendly helpful help reply answer response delivery support service assistance information info patience arrived received got now today yesterday everything works well safely happy appreciated appreciate really that this to team have nice day weekend evening with from wishes best',
  'beaucoup infiniment bien encore mille pour votre vos la le les de du je vous nous tout est c a j ai reçu reçue arrivé arrivée parfait super génial très rapide rapidité aide réponse retour livraison service gentillesse patience réactivité efficacité information informations bonne journée soirée week end fin semaine excellente et à avec colis sincères',
  'mille molte tante infinite per la il lo le i di del della dell vostra vostro sua suo tutto è era ho abbiamo ricevuto arrivato arrivata perfetto ottimo bene benissimo molto rapida rapido veloce gentile gentilissimi aiuto risposta consegna servizio assistenza disponibilità gentilezza pazienza informazioni informazione oggi ieri buona giornata serata buon weekend e cordiali distinti ancora vi la',
  'muchas muchísimas mil por su sus la el los las de del todo está ha he llegado llegó recibido recibí perfecto genial estupendo muy rápida rápido rapidez bien ayuda respuesta entrega envío servicio atención amabilidad paciencia información hoy ayer buen buena día tarde fin semana y un una le les se lo excelente cordial',
  'heel hartelijk veel zeer erg voor de het een uw je jullie u ik wij we alles is was heb hebben ontvangen aangekomen binnen goed prima top perfect super fijn fijne snelle snel vlotte hulp antwoord reactie levering service informatie moeite geduld vandaag gisteren nu dag weekend avond en met vriendelijke opgelost gevonden',
  'bardzo serdecznie serdeczne za i wszystko jest było dotarło dotarła doszło doszła otrzymałem otrzymałam super świetnie dobrze szybką szybka szybki pomoc odpowiedź dostawę dostawa obsługę obsługa informację informacje cierpliwość życzliwość dziś dzisiaj wczoraj miłego miłej dnia wieczoru weekendu państwu panu pani z już porządku w dobra idealnie raz jeszcze',
  'moc mockrát velice velmi srdečně za a vše všechno je bylo dorazilo dorazil dorazila přišlo přišel v pořádku super skvělé výborně dobře rychlou rychlá rychlé pomoc odpověď dodání doručení vyřízení informaci informace ochotu trpělivost dnes včera pěkný hezký den večer víkend přeji s vám vaši už ještě jednou',
  'большое огромное вам вас за и всё все это очень быструю быстрый быстро помощь ответ доставку доставка информацию терпение обслуживание сервис пришло пришла получил получила получили отлично хорошо прекрасно супер сегодня вчера хорошего дня вечера с уже порядке в ещё раз от души',
)
