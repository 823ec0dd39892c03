/** What a line of a contact form's mail holds. */
export type FormField = 'email' | 'name' | 'first' | 'last' | 'text' | 'order' | 'topic' | 'other'

/** Labels of contact forms in the languages of the shops, as their systems and their builders write them; without "your". */
const LABELS: Readonly<Record<FormField, string>> = {
  email: `e-mail, email, mail, e-mail-adresse, email-adresse, emailadresse, mailadresse, e-mail address, email address, contact email address, contact email,
    kontakt-e-mail, kontakt e-mail, email_from, from_email, emailadresse des kunden, email address of customer, customer e-mail address, e-mail-adresse des kunden,
    adresse e-mail, adresse email, adresse mail, courriel, adres e-mail, adres email, indirizzo email, indirizzo e-mail, correo, correo electrónico,
    dirección de correo electrónico, dirección de email, e-mailadres, mailadres, e-mailová adresa, emailová adresa, e-mailem, эл. почта, электронная почта,
    адрес электронной почты, email адрес`,
  name: `name, vor- und nachname, vor- & nachname, vollständiger name, kundenname, full name, customer name, contact name, nom et prénom, nom complet, nom, imię i nazwisko, nome e cognome, nome,
    nombre y apellidos, nombre completo, nombre, naam, volledige naam, jméno a příjmení, jméno, imię, имя и фамилия, имя, фио, anfrage von, contact person,
    customer data, ansprechpartner`,
  first: 'vorname, first name, firstname, prénom, voornaam, křestní jméno',
  last: 'nachname, familienname, last name, lastname, surname, nom de famille, nazwisko, cognome, apellidos, apellido, achternaam, příjmení, фамилия',
  text: `nachricht, nachrichtentext, nachricht an uns, mitteilung, kommentar, kommentar oder nachricht, bemerkung, anfrage, frage, anliegen, beschreibung, message, message body, body, comment, comments,
    comment or message, question, enquiry, inquiry, description, customer message, kundennachricht, corps du message, contenu du message, commentaire, demande, wiadomość,
    treść wiadomości, treść, pytanie, messaggio, corpo del messaggio, richiesta, commento, mensaje, cuerpo del mensaje, comentario, consulta, bericht, opmerking,
    vraag, berichtinhoud, zpráva, text zprávy, dotaz, сообщение, текст сообщения, вопрос`,
  order: `bestellnummer, bestell-nr, bestellnr, auftragsnummer, order number, order no, order id, order id #, order, numéro de commande, n° de commande, commande, numer zamówienia,
    nr zamówienia, numero ordine, numero d'ordine, ordine, número de pedido, pedido, bestelnummer, ordernummer, číslo objednávky, objednávka, номер заказа, заказ`,
  topic:
    'betreff, thema, subject, topic, sujet, objet, temat, oggetto, asunto, onderwerp, předmět, тема, тема сообщения',
  other: `telefon, telefonnummer, tel, mobil, mobilnummer, handy, fax, rückruf, phone, phone number, mobile, telephone, téléphone, numéro de téléphone, numer telefonu, telefono,
    numero di telefono, teléfono, número de teléfono, telefoon, telefoonnummer, telefonní číslo, телефон, anrede, titel, salutation, title, firma, unternehmen, company,
    société, entreprise, azienda, empresa, bedrijf, společnost, компания, land, country, country code, straße, strasse, plz, ort, stadt, city, shop, artikel, item, product,
    produkt, kundennummer, kunden-nr, customer number, datum, date, category, kategorie`,
}

const FIELDS: ReadonlyMap<string, FormField> = new Map(
  (Object.entries(LABELS) as [FormField, string][]).flatMap(([field, labels]) =>
    labels.split(',').map((label) => [label.replace(/\s+/g, ' ').trim(), field] as const),
  ),
)

const YOUR =
  /^(?:ihre?r?|deine?r?|eure?|your|votre|vos|twoj[ae]?|twój|il tuo|la tua|tuo|tua|tu|su|uw|je|jouw|vaše|váš|vas|ваше?|ваша|ваш)[\s-]+/

/** What a label stands for, however it is decorated: `Ihre E-Mail-Adresse *` is an address; undefined = no label. */
export function fieldOf(label: string): FormField | undefined {
  const plain = label
    .toLowerCase()
    .replace(
      /\((?:erforderlich|pflichtfeld|required|obligatoire|wymagane|obbligatorio|obligatorio|verplicht|povinné|optional)\)/,
      '',
    )
    .replace(/^[\s•*·▪-]+|[\s*:：.]+$/g, '')
    .replace(/\s+/g, ' ')
  return FIELDS.get(plain) ?? FIELDS.get(plain.replace(YOUR, ''))
}
