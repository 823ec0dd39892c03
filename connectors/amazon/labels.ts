/** What a notice names, whatever the language it is written in. */
export const FIELDS = [
  'article',
  'asin',
  'sku',
  'quantity',
  'reason',
  'comment',
  'carrier',
  'tracking',
  'number',
  'authorisation',
  'amount',
  'total',
] as const
export type Field = (typeof FIELDS)[number]

/** Labels in the languages of the shops, folded as `folded` does: BEHAVIOR.md, notices. */
const LABELS: Readonly<Record<Field, string>> = {
  article:
    'artikel|artikelname|bestellter artikel|produkt|produktname|article|product|product name|item|order item|item name|article commande|produit|articolo|prodotto|prodotto dellordine|articulo|producto|producto del pedido|productnaam|zamowiony produkt|nazwa produktu|przedmiot|vara|produktnamn|bestalld vara',
  asin: 'asin',
  sku: 'sku|seller sku|merchant sku|sku del vendedor|sku del venditore|sku vendeur|handler sku|haendler sku|verkaufer sku|sku des verkaufers|sku van verkoper|sku sprzedawcy|saljarens sku',
  quantity:
    'menge|anzahl|rucksendemenge|menge der rucksendung|quantity|qty|return quantity|quantity to return|quantite|quantite retournee|quantite a retourner|quantita|quantita del reso|quantita da restituire|cantidad|cantidad de la devolucion|aantal|retouraantal|hoeveelheid|te retourneren aantal|ilosc|ilosc zwrotu|ilosc zwracana|antal|returantal|antal att returnera',
  reason:
    'grund|rucksendegrund|rucksendungsgrund|rucksendegrund des kaufers|grund der rucksendung|grund fur die rucksendung|stornierungsgrund|grund der stornierung|reason|return reason|reason for return|reason for cancellation|cancellation reason|motif|motif du retour|raison du retour|motif dannulation|motivo|motivo del reso|motivo della restituzione|motivo dellannullamento|motivo de la devolucion|motivo de la cancelacion|reden|retourreden|reden van retour|reden voor retour|reden voor annulering|powod|powod zwrotu|przyczyna zwrotu|powod anulowania|orsak|returorsak|orsak till retur|anledning|anledning till retur|orsak till avbestallning',
  comment:
    'kommentar|kommentar des kaufers|kommentar des kunden|kundenkommentar|kommentare des kunden|anmerkung des kaufers|comment|comments|buyer comment|customer comment|customer comments|commentaire|commentaire du client|commentaire de lacheteur|commento|commento del cliente|commento dellacquirente|comentario|comentarios|comentario del cliente|comentario del comprador|opmerking|opmerkingen|opmerking van de klant|opmerking van de koper|komentarz|komentarz klienta|komentarz kupujacego|kundens kommentar|koparens kommentar',
  carrier:
    'versanddienst|versanddienstleister|versandunternehmen|rucksendung durch|versanddienst der rucksendung|rucksende versanddienst|carrier|return carrier|return shipping carrier|transporteur|transporteur du retour|transporteur pour le retour|corriere|corriere del reso|corriere spedizione di reso|transportista|transportista de la devolucion|vervoerder|retourvervoerder|bezorgdienst|przewoznik|przewoznik zwrotu|transportor|fraktbolag|returtransportor',
  tracking:
    'sendungsnummer|sendungsverfolgungsnummer|sendungsnummer der rucksendung|trackingnummer|tracking nummer|tracking id|tracking number|return tracking id|return tracking number|numero de suivi|numero de suivi du retour|numero di tracciamento|numero de seguimiento|id de seguimiento|trackingcode|tracking code|volgnummer|traceringsnummer|numer sledzenia|numer przesylki|numer przesylki zwrotnej|sparningsnummer|kollinummer|sandningsnummer',
  number:
    'rma|rma nummer|rma number|rma id|amazon rma|amazon rma id|numero rma|numer rma|rucksendenummer|rucksendungsnummer|return id|return request id|numero de retour|numero del reso|numero de devolucion|retournummer|numer zwrotu|returnummer',
  authorisation:
    'autorisierung|genehmigung|status der genehmigung|authorisation|authorization|authorisation status|autorisation|autorizzazione|autorizacion|autorisatie|goedkeuring|autoryzacja|zatwierdzenie|auktorisering|godkannande',
  amount:
    'betrag|erstattungsbetrag|erstatteter betrag|amount|refund amount|amount refunded|montant|montant du remboursement|montant rembourse|importo|importo del rimborso|importo rimborsato|importe|importe del reembolso|importe reembolsado|bedrag|terugbetaald bedrag|terugbetalingsbedrag|kwota|kwota zwrotu|kwota zwrocona|belopp|aterbetalt belopp|aterbetalningsbelopp',
  total:
    'gesamt|gesamtbetrag|summe|gesamterstattung|erstattung gesamt|total|total refund|refund total|total amount|total rembourse|montant total|totale|totale rimborso|importo totale|total reembolsado|importe total|totaal|totaal terugbetaald|totaalbedrag|razem|suma|laczna kwota|totalt|totalbelopp|summa',
}

const KNOWN = new Map(FIELDS.flatMap((field) => LABELS[field].split('|').map((label) => [label, field] as const)))

/** The field that a label names; undefined = none that is known. */
export const fieldOf = (label: string): Field | undefined => (label.length > 60 ? undefined : KNOWN.get(folded(label)))

/** Words of a sentence in one spelling; `l'annullamento` is two. */
export const foldedWords = (text: string): string => folded(text.replace(/['’`´]/gu, ' '))

/** Small letters without accents and signs: what is left of a label in every spelling. */
export const folded = (text: string): string =>
  text
    .toLowerCase()
    .replaceAll('ß', 'ss')
    .replaceAll('ł', 'l')
    .replaceAll('ø', 'o')
    .normalize('NFKD')
    .replace(/\p{M}|['’`´]/gu, '')
    .replace(/[^a-z0-9]+/gu, ' ')
    .trim()
