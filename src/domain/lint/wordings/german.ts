import type { WordingTable } from '../phrases.ts'

export const german: WordingTable = {
  marketing: {
    find: [
      'unser* sortiment|shop|programm|onlineshop .. noch|auch|viele|weitere|andere .. weitere|andere|neue|schöne',
      'weitere|andere|viele .... in unser* sortiment|shop|programm|onlineshop',

      'unser|mein tipp',

      'in|bei unser* shop|onlineshop|sortiment|laden finden|gibt|haben|warten',
      'schauen sie|du .. mal|gern|gerne|doch .. rein|vorbei|um & *shop|laden|sortiment|angebote|website|ausstellung|webseite',

      'blick .. in|auf unser* shop|onlineshop|sortiment|laden|angebote|website|seite',
      'werfen|wirf|riskieren .. blick',
      'passend .. zu*|dazu .... shop|sortiment|serie .. haben|hätten|führen|gibt',

      '# %|prozent auf .. gesamte|ganze|komplette|alle|alles|unser*',
      'zehn|zwanzig|dreißig|fünfzig prozent auf|rabatt|nachlass',
      'in|besuch* unser* outlet|ausstellung|showroom|filiale .. warten|gibt|finden|vorbei',
      'kommen|komm ... in unser* ausstellung|laden|filiale|showroom|geschäft ... vorbei',
      'lohnt|lohnen .. blick|besuch .. in unser*',

      'schau*|besuch*|stöber*|klick* ... unser* .. *shop|*sortiment|*kollektion|*laden|*webseite|*website|*homepage|*internetseite',
      'unser* onlineshop|webshop|internetshop',
      '*newsletter*',
      'folgen sie|du uns',
      'folg|folgt uns',
      'folgen uns ... instagram|facebook|tiktok|youtube|pinterest',
      'empfehlen sie uns',
      'empfiehl uns',
      'weiterempfehl*|weiterempfiehl*',
      'unser*|neue|neuen .. *kollektion',
      'sonderangebot*|rabattaktion*|schnäppchen*|*ausverkauf|sonderaktion*|sparangebot*|tagesangebot*',
      'black|cyber friday|monday|week',
      'jetzt ... im angebot',
      'jetzt ... reduziert|sparen|sichern|bestellen|zugreifen|zuschlagen|shoppen|einkaufen|entdecken',
      'bis zu # % .. reduziert|rabatt|günstiger|sparen|nachlass',
      '# %|prozent rabatt|nachlass auf ... nächst*|folgend*|alles|alle|weitere',
      'rabatt|preisnachlass|nachlass|vorteil .. auf|für|bei ... nächst*|folgend*|künftig*',
      'nächst*|folgend* bestellung|einkauf|kauf ... rabatt|günstiger|nachlass|vergünstig*',
      'entdeck* sie|du|auch|jetzt|unser*',
      'verpass* ... keine|nichts|nicht',
      'passend dazu empfehlen|haben|gibt|finden',
      'könnte* .. auch .. gefallen|interessieren',
      'auch .. gefallen|interessieren .. könnte*',
      'weitere|andere|mehr|viele|tolle .. modelle|produkte|artikel|angebote ... shop|sortiment|onlineshop',
      'neuheiten|bestseller|topseller|rabatte',
      'unser* .. aktuell* angebote|aktionen|rabatte',
    ],
    unless: [
      'preis|preise .. war|waren|lag .... black|cyber friday|monday|week',

      'wegen|aufgrund|seit|nach|trotz|durch .. black|cyber friday|monday|week',
      'black|cyber friday|monday|week .... dauert|verzöger*|verspät*|länger|war|endete|vorbei|beendet|niedriger|höher',
      '*ausverkauf|*schlussverkauf* .... länger|dauert|endete|beendet|vorbei',

      'empfehlen sie uns ein|eine|einen|bitte',
      'folgen sie|uns uns|bitte ... anleitung|schritt|beschreibung|punkt',

      'jetzt bestellen|sichern wir|ich',
      'jetzt .. bestellen wir',
      'entdeck* sie|du ... mangel|mängel|schaden|schäden|fehler|kratzer|defekt',

      'shop|onlineshop|sortiment|laden .. gibt|haben|finden .... leider|nicht|kein|keine|keinen|ersatz*',
      'newsletter ... abmeld*|abbestell*|abgemeldet|austrag*',
      'abmeld*|abbestell* ... newsletter',
      'keine|kein .. rabatte',
    ],
  },
  gift: {
    find: [
      'schicken|schicke|legen|lege|senden|sende|packen|packe|geben|bekommen|erhalten|bekommst|erhältst ... gratis|kostenlose|kostenloses ... dazu|obendrauf|extra',

      'gratisgeschenk*|gratiszugabe*|gratisprobe*|werbegeschenk*',
      'geschenk|zugabe|überraschung|aufmerksamkeit ... beigelegt|beilegen|dazugelegt|mitgeschickt|dazu',
      '*gutschein* .. im wert|über|für',

      'einkaufsgutschein*|wertgutschein*|gutschrift .. für .. nächst*',
      'guthaben .. für .. unser* shop|laden|haus',

      '*gutschein|*gutscheine|*gutscheincode*',
      'rabattcode*|aktionscode*|promocode*|promo-code|coupon*|gutscheincode*|vorteilscode*|bonuscode*',
      'code ... # %|prozent|euro|€',
      '# %|prozent ... mit .. code',
      'schenk* .. ihnen|dir',
      '*geschenk|überraschung|aufmerksamkeit|kleinigkeit .. für sie|dich',
      'kleines|kleine|tolles|gratis geschenk|überraschung|aufmerksamkeit',
      'gratis dazu|dabei|obendrauf',
      'legen|lege|packen ... gratis|geschenk|geschenkt|überraschung ... bei|dazu',
      'gewinnspiel*|verlosung*|treuepunkt*|bonuspunkt*',
    ],
    unless: [
      '*gutschein*|*coupon* .... verrechn*|geschenkt|angewendet|angewandt|geltend',
      'kleine|kleines .. aufmerksamkeit|geschenk ... nicht|kein|keine|mehr',

      '*gutschein*|rabattcode*|*code .... berücksichtigt|abgezogen|abgelaufen|ungültig|angerechnet|hinterlegt',
      'geschenk .. bestellt|gedacht|gekauft',
      'ist .. ein geschenk',

      'gutschein* .... erstattet|zurückgebucht|zurückerstattet',
      'gutschein* .... bezahlt|gezahlt|eingelöst|gutgeschrieben|verrechnet|einlösen|beglichen',
      'mit|per .. gutschein* ... bezahlt|gezahlt|beglichen',
      'bezahlt|gezahlt|eingelöst .... gutschein*',
      'geschenkgutschein* ... bestellt|gekauft',
    ],
  },
  review: {
    find: [
      'erzähl*|bericht* ... anderen|anderer käufern|kunden|interessenten',
      'ihre|deine meinung zählt|hilft|interessiert',
      'schenk*|geb*|gib|lass*|vergeb* .. uns ... sternchen|⭐',
      'positive|positives|gutes|nettes rückmeldung|feedback|bewertung .. hilft|unterstützt',

      'gute|guten|positive|positiven|nette|netten .. *bewertung|rezension',
      'erfahrung*|meinung ... teilen & rezension|bewertung|kunden|käufern',
      '*bewertung|rezension & freuen|toll|dankbar|hilft|hilfreich',

      'nehmen|nimm sie|du|dir .. sich|kurz|zeit|minute .... bewert*|bewertung|rezension',
      'bewerten sie .. den|die|das|uns|unser*|ihren|ihre',
      'sie|du uns ... sterne geben|gibst|geben|vergeben|dalassen',
      'zufrieden|gefällt|gefallen|freuen .... bewert*|*bewertung|rezension|sterne .. geben|abgeben|hinterlassen|schreiben|sie|uns|dalassen|würden',
      'zeit|minute|moment .. für .. eine|ihre .. *bewertung|rezension',

      'ihre|deine|eine|gute|positive *bewertung|rezension|sternebewertung .. würde|wäre|freut|hilft|unterstützt',
      'positive|positives|positiven rückmeldung|feedback .. bei|auf|würde|freuen',
      'bewertung .. würde|würden .. freuen|helfen',

      'nette|liebe|freundliche|paar .. zeilen|worte|wörter ... artikelseite|produktseite|seite|profil',
      'sternchen|sterne .. von ihnen|dir ... freu*',
      'sagen|sag|erzählen|empfehlen ... anderen käufern|kunden .. auf|weiter',

      'über ... *bewertung|*bewertungen|rezension|*feedback|sterne .. freuen|dankbar|glücklich',
      'freuen|freue|freut|dankbar ... über ... *bewertung|rezension|sterne|*feedback',
      '*bewertung|rezension|*feedback .. abgeben|hinterlassen|schreiben|dalassen|verfassen|vergeben|veröffentlichen',
      'hinterlass*|lass*|schreib*|gib|geben|gebt|schenk* .. sie|uns|uns|du|doch|bitte .. *bewertung|rezension|produktbewertung|sterne',
      'lass* .. uns ... feedback|bewertung|sterne|rezension',
      'bewert* sie|du .. uns|unser*|den|das|die|diesen|dieses|diese|ihren|ihr|ihre|jetzt',
      'bewert* uns|unser*',
      'bewerte .. den|das|die|deinen|deine|dein artikel|produkt|kauf|bestellung|einkauf',
      '5|fünf sterne .. bewertung|feedback|rezension|geben|vergeben|dalassen|freuen',
      'mit|die .. 5|fünf|vollen sternen|sterne',
      'sternebewertung*',
      'positive|gute|nette|ehrliche .. bewertung|rezension|feedback .. wäre|würde|hilft|helfen|unterstützt|freuen',
      'kundenumfrage*|zufriedenheitsumfrage*|kundenbefragung*|zufriedenheitsbefragung*',
      'unserer|unsere|unseren|kurze|kurzen|einer|eine .. umfrage|befragung',
      'wie zufrieden waren|sind|warst|bist',
      'teil* .. ihre|deine erfahrung*',
      'bitten ... um .. *bewertung|rezension|*feedback|sterne',
      'feedback ... produktseite|profil|verkäuferprofil|marktplatz',
    ],
    unless: [
      'wie zufrieden .. sie|du .. mit dem|der|den .. klang|bild|sitz|ergebnis|griff',

      '#|ein|zwei|drei|vier|fünf sterne|stern hotel|hotels|pension|haus|kühlfach|gefrierfach|gerät|energie*',
      '#|vier|fünf sterne hotel*|gefrier*|energie*|haus|pension|unterkunft|resort|koch|küche|menü',
      '*hotel .. mit|von #|vier|fünf sternen|sterne',

      'bewertung .. schadens|mangels|zustands|fehlers',
      'gute*|positive*|nette* .. bewertung .. gelesen|erhalten|bekommen|gesehen',
      'dank|danke|bedanken .. für ... *bewertung|rezension|feedback',
      'haben|hast|hat|wurde .. *bewertung|rezension ... hinterlassen|geschrieben|abgegeben|verfasst|gelesen',
    ],
  },
  'rating-pressure': {
    find: [
      '*bewertung|rezension|urteil ... herausnehmen|herauszunehmen|rausnehmen|streichen',
      'ihr|dein|ihre|deine urteil|meinung .. auf|in ... korrigieren|ändern|überdenken|anpassen',
      'bevor sie|du .. schlecht|negativ|schlechte|negative .. bewerten|bewertest|bewertung|*bewertung',

      'sehen|seh|absehen|abzusehen|abstand .. von ... *bewertung|rezension',
      'von ... *bewertung|rezension abzusehen|absehen|absähen',

      '*bewertung|*bewertungen|rezension|rezensionen & überarbeit*|ändern|löschen|gelöscht|geändert|entfernen|entfernt|zurückziehen|zurückgezogen|zurücknehmen|zurückgenommen|anpassen|angepasst|korrigieren|korrigiert|überdenken & bitte|bitten|bäten|könnten|könntest|würden|würdest|wäre|wären|möchten|möchtest|wenn|falls|sofern|sobald|überlegen|fair|dankbar|freuen|gegenzug|doch|verlangen|erwarten',

      'ihr|ihre|ihren|dein|deine|deinen|#|ein|einen|zwei|drei|vier stern|sterne|sternchen ... anpassen|ändern|erhöhen|heraufsetzen|überdenken',
      'überlegen|überdenken ... geschrieben',

      '*bewertung|*bewertungen|rezension|rezensionen|negativkommentar .. ändern|anpassen|löschen|entfernen|zurückziehen|zurücknehmen|zurückzunehmen|zurückzuziehen|überdenken|korrigieren|revidieren|verbessern|abändern|anzupassen|heraufsetzen',
      '*bewertung|rezension .. auf ... sterne*|positiv|fünf|5 .. ändern|anpassen|setzen|erhöhen|korrigieren',
      'lösch*|entfern*|änder*|überdenk*|korrigier*|revidier* .. ihre|deine|die|diese|ihr|dein|der .. *bewertung|rezension|kommentar|feedback|sterne',
      'nehmen|nimm|ziehen|zieh ... *bewertung|rezension|feedback|kommentar .. zurück',
      'änderung|löschung|entfernung|rücknahme|korrektur|anpassung .. der|ihrer|deiner|von .. *bewertung|rezension|feedback',
      'keine|auf negative*|schlechte*|eine .. *bewertung|rezension ... geben|abgeben|schreiben|verzichten|hinterlassen',
      'verzicht* ... negative*|schlechte* .. *bewertung|rezension',
      'bewert* ... erst wenn|nachdem|sobald',
      'erstatt* ... wenn sie|du ... *bewertung|rezension',
    ],
    unless: [
      '*bewertung|*bewertungen .. fotos|bilder|falls|fälle|lage|situation|reklamation|gutachters|technikers|werkstatt|energieeffizienz|zustandes|risikos|qualität',

      'bewertung|bewertungen|rezension ... können|kann|dürfen|darf|nur|nicht .. wir|verkäufer|nicht|selbst|leider ... ändern|löschen|entfernen|anpassen',
      'können|kann|dürfen wir|verkäufer .. nicht ... bewertung|rezension|ändern|löschen ... ändern|löschen|entfernen',
      'bewertung|rezension .. wurde|worden|von ... gelöscht|entfernt|geändert',
      'wurde .. bewertung|rezension ... gelöscht|entfernt|geändert',
      'bewertung .. schadens|mangels|zustands|fehlers',
      'ihre bewertung .... haben wir|ich .. geändert|angepasst|korrigiert',
      'keine *bewertung ... gefunden|sehen|vorhanden',
    ],
  },
  'cancel-pressure': {
    find: [
      'brechen|brich ... kauf|bestellung|auftrag .. ab',

      'brechen|brich .. sie|du|bitte .. den|die kauf|bestellung .. ab',
      'kauf|bestellung ... abzubrechen & bitten|bitte',

      'ziehen|zieh|nehmen|nimm .. sie|du|bitte .. ihren|ihre|deinen|deine|den|die *antrag|reklamation|*fall|beschwerde|garantieantrag|rückgabe|widerruf .. zurück',

      'stornieren & freundlich|nett|lieb',
      'könnten|würden|können sie .... stornieren & bitte|freundlich|nett|selbst',

      'bitten .... zu stornieren|widerrufen',
      'bitten .... stornierung|storno',
      'bitten|bitte .... stornieren & selbst|konto|kundenkonto',
      'am besten|einfachsten .. stornieren sie|du',

      'würden|könnten ... bestellung|auftrag|kauf .. über|in|selbst ... zurückziehen|stornieren',
      'bestellung|auftrag|kauf ... selbst zurückziehen|zurücknehmen',

      'stornieren|widerrufen sie .. bitte|selbst|selber|einfach|am|daher|deshalb',
      'stornieren|widerrufen sie .. die|ihre|den|diese .. bestellung|kauf|auftrag',
      'bitte .. stornieren|widerrufen sie|du',
      'bitte ... stornieren|storniere|widerrufen|widerrufe',
      'bitte .. stornier|storniere|widerrufe',
      'storniere|widerrufe|stornier .. bitte|selbst|einfach|deine|die',
      'bitten|bitte|bäten .. sie|dich .... zu stornieren|widerrufen',
      'bitten ... um .. stornierung|storno|widerruf',
      'stornierung|storno|widerruf .. ihrerseits|deinerseits|durch|von sie|ihnen|ihrer|deiner|käuferseite',
      'stornierungsanfrage|stornierungswunsch|stornoanfrage ... stellen|senden|schicken',
      'wäre* ... wenn sie|du ... stornieren|widerrufen|stornierst|widerrufst',
      'können|könnten|würden sie ... bestellung|kauf|auftrag .. bitte .. stornieren|widerrufen',
    ],
    unless: [
      'stornieren|widerrufen|storniere|stornier sie|du|bitte|die|ihre|den|bestellung .. nicht',
      'bitte .. nicht|noch nicht stornieren',
      'bitte|bitten ... nicht .. stornieren|storniere|stornier|widerrufen',

      'wir|ich stornieren|storniere|widerrufen',
      'stornieren|storniere wir|ich',
      'ob|sollen|dürfen|können|werden|haben|möchten wir .... stornieren',
      'sollen|dürfen wir .... stornieren',
      'teilen|sagen|geben|schreiben sie ... ob|wenn',
      'wenn|falls|sofern|ob|möchten|möchtest|wollen|willst ... stornieren|stornierst|widerrufen|widerrufst|stornierung|widerruf .. möchten|möchtest|wollen|willst|wünschen|antworten|schreiben',
      'stornieren|widerrufen .. möchten|möchtest|wollen|willst|können|kannst|konnten|dürfen',
    ],
  },
  'off-platform': {
    find: [
      'zahl*|bezahl*|überweis* ... per|via|über|mit sofortüberweisung|überweisung|paypal|vorkasse .. an|auf .. uns|mich',
      'am|an portal|marktplatz|system .. vorbei',
      'am|an .. kaufland|amazon|otto|ebay vorbei',

      'uns|mir ... per|über|via|mit|als paypal|überweisung|sofortüberweisung|banküberweisung .. schicken|senden|zahlen|bezahlen|überweisen|zukommen',
      'schicken|senden|zahlen|bezahlen|überweisen sie|du ... uns|mir|an ... per|über|via paypal|sofortüberweisung|banküberweisung',
      'außerhalb|abseits|ohne|neben von .. kaufland|amazon|otto|zalando|ebay|allegro|aliexpress',
      'außerhalb|abseits kaufland|amazon|otto|zalando|ebay|allegro|kauflands|amazons',

      'nächst* mal|bestellung|einkauf ... direkt|lieber .. bei|über|in uns|mir|unser*',
      'spart|sparen .. uns|ihnen|sie|allen .. die|den .. gebühren|provision',

      'kauf*|bestell* .. direkt|lieber .. in|auf|über unser*',

      'in unser* .. eigenen laden|shop|onlineshop|netz',
      'suchen .. einfach nach unser* namen|firma',

      'direkt .. bei|über uns|mir|unser*|unseren|den .. bestell*|kauf*|günstiger|shop|onlineshop',
      'bestell*|kauf* ... direkt bei|über uns|mir|unser*',
      'außerhalb|abseits .. plattform|marktplatz*|portals',
      'an der plattform vorbei',
      'keine|ohne .. provision|verkaufsprovision|marktplatzgebühr*',
      'überweis* .... auf unser*|mein*|das|folgendes .. konto|bankkonto|girokonto|paypalkonto',
      'auf unser|mein|unserem .. konto|bankkonto ... überweis*',
      'paypal .. an|für .. freunde|familie',
      'paypal freunde',
      'unsere|meine|unserer bankverbindung|iban|kontonummer|kontoverbindung|paypal',
      'western union|moneygram',
    ],
  },
  thanks: {
    find: [
      'dank|danke dass sie|du .. bei|uns ... bestellt|gekauft|eingekauft|haben|hast',

      'dank|danke|dankeschön|bedanken .. für|bei .. bestellung|einkauf|kauf|vertrauen|auftrag',
      'für uns|unser*|unseren .. entschieden',
      'schön dass sie|du .. bei uns|uns .. bestellt|gekauft|eingekauft',
    ],
  },
  'auto-answer': {
    find: [
      'büro|kundenservice|support .. nicht besetzt|erreichbar',
      'antworten|melden .. ab dem # .. januar|februar|märz|april|mai|juni|juli|august|september|oktober|november|dezember|wieder',

      'anfrage|nachricht|anliegen|mail .. erhalten .. werden|melden|wird ... innerhalb|binnen|schnellstmöglich|zeitnah|umgehend ... melden|beantworten|bearbeiten|stunden',
      'anfrage|nachricht|anliegen .. erhalten|eingegangen .... melden .. uns|bei',

      'bin .. ab ... wieder erreichbar|da|im|zurück',
      'im urlaub und|bis',
      'befinde .. mich .. urlaub',

      'nachricht|anfrage|anliegen ist uns .. wichtig',
      'in der reihenfolge .. eingangs',
      'für ihre kontaktaufnahme .. nachricht|anliegen|team|wir',

      'automatische|automatischen|automatisierte|automatisierten .. antwort|nachricht|mail|email|eingangsbestätigung|benachrichtigung|rückantwort',
      'automatisch .. erstellt*|generiert*|erzeugt*|versandt*|versendet* .. antwort|nachricht|mail|e|email|bestätigung',
      'antwort|nachricht|mail .. wurde|wird automatisch',
      'abwesenheitsnotiz|abwesenheitsnachricht|abwesenheitsassistent|abwesenheitsmeldung',
      'nicht im büro|hause|haus',
      'bin|sind ... bis .... abwesend|urlaub',
      'bin .. im urlaub|abwesend|außer',
      'wird|werden nicht weitergeleitet',
      'anfrage|nachricht|anliegen .. bei uns eingegangen .. wird|und|wir ... bearbeitet|bearbeiten|melden|ticketnummer',
      'antworten sie .. nicht auf diese .. nachricht|mail|e|email',
      'bearbeiten|bearbeite ... anliegen|anfrage|nachricht .. schnellstmöglich|umgehend|schnellst',
    ],
    unless: ['war|waren|gestern|vorgestern ... büro|kundenservice|support ... nicht besetzt|erreichbar'],
  },
  'personal-data': {
    find: [
      'schick*|send*|mail*|brauchen|benötigen ... foto|kopie|bild|scan .. ihrer|ihres|deiner|deines .. kreditkarte|bankkarte|ec|*ausweises|*ausweis|reisepasses|führerscheins|girokarte',

      'teil*|nenn*|gib|geben|schick*|send*|schreib*|mail*|übermitt*|hinterlass*|verrat*|lass* .. uns|mir|bitte .. ihre|ihren|ihr|ihres|ihrer|deine|deinen|dein|deines|deiner|eine .. *telefonnummer|*telefonnummern|*handynummer|*mobilnummer|*mobilfunknummer|*rufnummer|*mailadresse|iban|*bankverbindung|*kontonummer|*kontodaten|*bankdaten|*kreditkartennummer|*kreditkartendaten|*kartennummer|*kartendaten|*kontaktdaten|*passnummer|*ausweisnummer|*ausweis|*ausweises|*ausweiskopie|*reisepass|*reisepasses|*geburtsdatum|*steuernummer',
      'teil*|nenn*|gib|geben|übermitt*|hinterlass*|verrat*|lass* .. uns|mir|bitte .. ihre|ihren|ihr|ihres|ihrer|deine|deinen|dein|deines|deiner .. adresse|anschrift|privatadresse|privatanschrift|wohnanschrift|wohnadresse|postanschrift|lieferadresse|lieferanschrift',
      'ihre|ihren|ihr|ihres|ihrer|deine|deinen|dein|deines|deiner|eine .. *telefonnummer|*telefonnummern|*handynummer|*mobilnummer|*mobilfunknummer|*rufnummer|*mailadresse|iban|*bankverbindung|*kontonummer|*kontodaten|*bankdaten|*kreditkartennummer|*kreditkartendaten|*kartennummer|*kartendaten|*kontaktdaten|*passnummer|*ausweisnummer|*ausweis|*ausweises|*ausweiskopie|*reisepass|*reisepasses|*geburtsdatum|*steuernummer ... mitteilen|mitteilst|angeben|zusenden|durchgeben|durchgibst|nennen|schicken|zuschicken|senden|mailen|geben|verraten|schreiben|hinterlassen & uns|mir',
      'ihre|ihren|ihr|ihres|ihrer|deine|deinen|dein|deines|deiner .. adresse|anschrift|privatadresse|privatanschrift|wohnanschrift|wohnadresse|postanschrift|lieferadresse|lieferanschrift ... mitteilen|mitteilst|durchgeben|nennen|verraten|geben & uns|mir',
      'brauchen|brauche|benötigen|benötige|bräuchten|bräuchte ... ihre|ihren|ihr|ihres|ihrer|deine|deinen|dein|deines|deiner|eine .. *telefonnummer|*telefonnummern|*handynummer|*mobilnummer|*mobilfunknummer|*rufnummer|*mailadresse|iban|*bankverbindung|*kontonummer|*kontodaten|*bankdaten|*kreditkartennummer|*kreditkartendaten|*kartennummer|*kartendaten|*kontaktdaten|*passnummer|*ausweisnummer|*ausweis|*ausweises|*ausweiskopie|*reisepass|*reisepasses|*geburtsdatum|*steuernummer',
      'brauchen|brauche|benötigen|benötige|bräuchten|bräuchte ... ihre|ihren|ihr|ihres|ihrer|deine|deinen|dein|deines|deiner .. adresse|anschrift|privatadresse|privatanschrift|wohnanschrift|wohnadresse|postanschrift|lieferadresse|lieferanschrift',
      'wie|was lautet|ist|heißt .. ihre|ihren|ihr|ihres|ihrer|deine|deinen|dein|deines|deiner .. *telefonnummer|*telefonnummern|*handynummer|*mobilnummer|*mobilfunknummer|*rufnummer|*mailadresse|iban|*bankverbindung|*kontonummer|*kontodaten|*bankdaten|*kreditkartennummer|*kreditkartendaten|*kartennummer|*kartendaten|*kontaktdaten|*passnummer|*ausweisnummer|*ausweis|*ausweises|*ausweiskopie|*reisepass|*reisepasses|*geburtsdatum|*steuernummer|adresse|anschrift|privatadresse|privatanschrift|wohnanschrift|wohnadresse|postanschrift|lieferadresse|lieferanschrift',
      'unter welcher .. *telefonnummer|*telefonnummern|*handynummer|*mobilnummer|*mobilfunknummer|*rufnummer|*mailadresse|iban|*bankverbindung|*kontonummer|*kontodaten|*bankdaten|*kreditkartennummer|*kreditkartendaten|*kartennummer|*kartendaten|*kontaktdaten|*passnummer|*ausweisnummer|*ausweis|*ausweises|*ausweiskopie|*reisepass|*reisepasses|*geburtsdatum|*steuernummer .. sie|dich|du',
      'bitten|bitte .. um .. ihre|ihren|ihr|ihres|ihrer|deine|deinen|dein|deines|deiner|angabe|mitteilung|nennung .. *telefonnummer|*telefonnummern|*handynummer|*mobilnummer|*mobilfunknummer|*rufnummer|*mailadresse|iban|*bankverbindung|*kontonummer|*kontodaten|*bankdaten|*kreditkartennummer|*kreditkartendaten|*kartennummer|*kartendaten|*kontaktdaten|*passnummer|*ausweisnummer|*ausweis|*ausweises|*ausweiskopie|*reisepass|*reisepasses|*geburtsdatum|*steuernummer',
      'haben|hätten|hast|hättest sie|du .. eine .. telefonnummer|handynummer|mobilnummer|rufnummer .. für|unter & uns|mir|wir',
    ],
    unless: [
      'nie|niemals|nicht|keinesfalls .. ihre|ihren|ihr|ihres|ihrer|deine|deinen|dein|deines|deiner|eine .. *telefonnummer|*telefonnummern|*handynummer|*mobilnummer|*mobilfunknummer|*rufnummer|*mailadresse|iban|*bankverbindung|*kontonummer|*kontodaten|*bankdaten|*kreditkartennummer|*kreditkartendaten|*kartennummer|*kartendaten|*kontaktdaten|*passnummer|*ausweisnummer|*ausweis|*ausweises|*ausweiskopie|*reisepass|*reisepasses|*geburtsdatum|*steuernummer|adresse|anschrift|privatadresse|privatanschrift|wohnanschrift|wohnadresse|postanschrift|lieferadresse|lieferanschrift',
      'brauchen|benötigen|brauche|benötige ... *telefonnummer|*telefonnummern|*handynummer|*mobilnummer|*mobilfunknummer|*rufnummer|*mailadresse|iban|*bankverbindung|*kontonummer|*kontodaten|*bankdaten|*kreditkartennummer|*kreditkartendaten|*kartennummer|*kartendaten|*kontaktdaten|*passnummer|*ausweisnummer|*ausweis|*ausweises|*ausweiskopie|*reisepass|*reisepasses|*geburtsdatum|*steuernummer|adresse|anschrift|privatadresse|privatanschrift|wohnanschrift|wohnadresse|postanschrift|lieferadresse|lieferanschrift .. nicht',
      'ihre|ihren|ihr|ihres|ihrer|deine|deinen|dein|deines|deiner .. *telefonnummer|*telefonnummern|*handynummer|*mobilnummer|*mobilfunknummer|*rufnummer|*mailadresse|iban|*bankverbindung|*kontonummer|*kontodaten|*bankdaten|*kreditkartennummer|*kreditkartendaten|*kartennummer|*kartendaten|*kontaktdaten|*passnummer|*ausweisnummer|*ausweis|*ausweises|*ausweiskopie|*reisepass|*reisepasses|*geburtsdatum|*steuernummer|adresse|anschrift|privatadresse|privatanschrift|wohnanschrift|wohnadresse|postanschrift|lieferadresse|lieferanschrift .. nicht|nie|niemals',
    ],
  },
}
