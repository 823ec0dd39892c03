import type { WordingTable } from '../phrases.ts'

export const polish: WordingTable = {
  marketing: {
    find: [
      'zachęca* .. do .. zaglądania|odwiedzenia|odwiedzin|zakupów|śledzenia|obserwowania',
      'w .. niższej|obniżonej|promocyjnej cenie .. co|tylko|dla',

      'zaprasza* .. do .. zapoznania|odwiedzenia|skorzystania|zakupów|zakupu|naszego|sklepu|sprawdzenia',
      'zaprasza* .. na .. nasz*|zakupy|stronę|wyprzedaż|promocj*',
      'odwiedź|odwiedźcie|odwiedzić|zajrzyj|zajrzyjcie .. nasz*|do|sklep',
      'sprawdź|sprawdźcie|zobacz|odkryj|poznaj .. też|nasz*|nowe|nową|nowości|ofert*|kolekcj*',
      '*newsletter*',
      'obserwuj|obserwujcie|polub|śledź nas|nasz*',
      'poleć|polecić|polecenie|polećcie nas|nasz*|znajomym',
      'nasz* .. pozostał*|innych|inne|nowe|nową .. ofert*|kolekcj*|produkt*|aukcj*',
      'now* kolekcj*',
      'wyprzedaż*',
      'promocj* -|# %|# %|specjaln*|świąteczn*',
      'skorzystaj|skorzystać|korzystaj .. z|ze .. promocj*|rabat*|ofert*|zniżk*',
      'rabat*|zniżk* .. na .. kolejn*|następn*|przyszł*|całą|wszystk*',
      'kolejne|następne|kolejny|następny zakupy|zakup|zamówienie .. rabat*|zniżk*|taniej',
      'nie przegap*|przegapcie',
      'okazj* cenow*',
      'black|cyber friday|monday|week',
      'tylko teraz|dziś|dzisiaj ... taniej|rabat*|promocj*|% ',
    ].map((line) => line.trimEnd()),
    unless: [
      'powodu|przez|po|względu .. black|cyber friday|monday|week',
      'black|cyber friday|monday|week .... dłuż*|opóźn*|zakończ*',
      'wypis* ... newsletter*',
    ],
  },
  gift: {
    find: [
      '# % .. rabat*|zniżk* .... kod*',

      'kod* na # zł|%|procent',
      'kod*|hasło ... zniżk*|rabat*',

      'bon na #',
      'bon|kupon|voucher .. na|o .. # zł|złotych|pln',

      'prezencik*|upomin*|drobny .. prezent|upominek|gratis',
      'dorzucimy|dołączymy|dodamy .. coś .. miłego|słodkiego|ekstra|gratis',

      'kod* rabatow*|promocyjn*|zniżkow*',
      'kupon*|voucher*|bon* podarunkow*|upominkow*|rabatow*|zakupow*',
      'karta|kartę podarunkow* .. od|o|dla',
      'gratis*|prezent|upominek|niespodziank* .. od nas|dla|do',
      'w prezencie|gratisie',
      'dodamy|dołączymy|dorzucimy|wyślemy|podarujemy .. gratis*|prezent|upominek|niespodziank*',
      'konkurs* z nagrodami',
      'punkty lojalnościowe',
    ],
    unless: [
      'kupon*|kod*|bon*|voucher* .... obniżył*|odlicz*|nalicz*|działa*',

      'kupon*|kod*|bon*|voucher* .... uwzględnion*|naliczon*|odliczon*|wygasł*',

      'zapłac*|opłac*|wykorzystał*|zrealizow* .... kupon*|bon*|kart*|voucher*',
      'kupon*|bon*|voucher* .... zapłac*|wykorzystał*|wykorzystany|zrealizow*|zwrócon*|zwróc*',
    ],
  },
  review: {
    find: [
      'opinia|opinię .. dla|jest .. nas .. ważna|cenna & wystawić|wystaw*|napisać|zostawić|dodać|prosi*',

      'zostawi*|zostawisz|wystawi*|wystawisz .. pan|pani|państwo|nam|pozytywn* .. ocen*|opini*|komentarz*',
      'pozytywn* ocen*|opini*|komentarz*',

      'prosi*|zachęca*|prośba|wdzięczn* .. o|za|do .. pozostawieni*|wystawieni*|napisani*|dodani* .. opini*|ocen*|komentarz*|recenzj*',
      'pozostaw*|zostaw* .. opini*|ocen*|komentarz*|recenzj*',

      'państwa|twoja|pana|pani opinia|ocena|opinię .. będzie|byłaby|pomoże|pomaga|nam',

      'kilka|parę .. miłych|dobrych|ciepłych słów|zdań',
      'miłe|dobre|ciepłe słowo|słowa .. na|w|przy|od',

      'wystaw* .. nam|pozytywn*|ocen*|opini*|komentarz*|dobr* ... ocen*|opini*|komentarz*',
      'wystaw* opini*|ocen*|komentarz*',
      'zostaw*|napisa*|napisz*|podziel*|dodać|dodaj .. nam .. opini*|ocen*|recenzj*|komentarz*',
      'zostaw*|napisz*|dodaj .. pozytywn* .. opini*|ocen*|komentarz*|recenzj*',
      'prosi* .. o .. ocenę|opinię|pozytyw*|komentarz|recenzję|wystawienie .. zakup*|ocen*|opini*|nas|na|w',
      'prosi* o .. pozytywn* .. ocen*|opini*|komentarz*',
      'wdzięczn* .. za .. opini*|ocen*|wystaw*|komentarz*|recenzj*',
      'ocenisz|oceni|ocenicie|oceń|oceńcie .. nas|nasz*|zakup|transakcj*|produkt|na',
      '5|pięć|pięciu gwiazdek|gwiazdki|gwiazdkami',
      'jak .. ocenia* .. nas|zakup*|obsług*|nasz*',
      'ankiet*',
    ],
    unless: [
      '#|pięć gwiazdek|gwiazdki dekor*|ozdob*|świec*|szklan*|naklej*',

      '#|pięć|pięciu gwiazdek|gwiazdki .. hotel*|energet*',
      'hotel* .. #|pięć|pięciu gwiazd*',

      'pozytywn* .. ocen*|opini*|komentarz* .. wystawion*|otrzyma*|dzięk*',
      'dzięk* .. pozytywn*',
      'dzięk* .. za .. opini*|ocen*|komentarz*',
      'wystaw* ... faktur*',
    ],
  },
  'rating-pressure': {
    find: [
      'opini*|ocen*|komentarz*|negatyw* & zmian*|zmienić|zmień|usunię*|usunąć|usuń|wycofani*|wycofać|skasowa*|popraw*|edycj*|edytowa* & proszę|prosimy|prosić|poprosić|prośb*|mógłby|mogłaby|mogliby|może|mogą|jeśli|jeżeli|gdyby|wdzięczn*|liczymy|czy|zechciał*|warto|po',

      'przemyśle*|przemyśli|przemyślał .. wystawion*|negatyw*|ocen*|opini*|komentarz*',
      'przemyśle*|zmienić|usunąć|wycofać ... negatyw*',
      'podnieść|podniesie|podniósł .. ocen*|gwiazd*',

      'zmian*|usuni*|skasow*|wycofa*|popraw*|korekt* .. ocen*|opini*|komentarz*|recenzj*',
      'zmian*|usuni*|wycofa* .. negatywn* .. ocen*|opini*|komentarz*',
      'zmienić|zmieni|zmień|usunąć|usuń|usunie|wycofać|wycofa|poprawić|skasować|zmianę .. ocen*|opini*|komentarz*|recenzj*',
      'ocen*|opini*|komentarz* .. zmienić|usunąć|wycofać|poprawić|na pozytywn*',
      'nie .. wystawia* .. negatywn*|złej|złych .. ocen*|opini*|komentarz*',
    ],
    unless: [
      'ocen* stanu|technicz*|reklamacj*|serwis*|rzeczoznaw*|jakości|sytuacji',
      'komentarz* .. do|dla przesyłk*|zamówieni*|kurier*|dostaw*',
      'opini* rzeczoznaw*|serwis*|eksper*|technik*',

      'nie możemy|może|mogę .. zmienić|usunąć .. opini*|ocen*|komentarz*',
      'naszej|w opinii',
      'ocen* .. uszkodzeni*|szkod*',
    ],
  },
  'cancel-pressure': {
    find: [
      'prosi*|proszę ... rezygnacj*|anulowani*|odstąpieni* .. z|od|zakupu|zamówienia',

      'anulowa*|anulować|zrezygnować & swojej|państwa stron*|strony',
      'mógłby|mogłaby|mogliby .. pan|pani|państwo .. anulować|zrezygnować|wycofać',

      'najlepiej|najprościej .. gdyby|będzie ... anulował*|zrezygnował*|odwołał*|anulować',
      'zamówienie .. sam|sama|samodzielnie|państwa anulować|anulował*|wycofał*',

      'prosi*|proszę .. o .. anulowani*|rezygnacj*|odstąpieni*|wycofani* ',
      'prosi*|proszę .. anulować|zrezygnować|odwołać',
      'anuluj|anulujcie|zrezygnuj|odwołaj .. zamówieni*|zakup*|z',
      'niech .. anuluje|zrezygnuje',
      'czy .. mógłby|mogłaby|mogliby|może .. anulować|zrezygnować|odstąpić',
    ].map((line) => line.trimEnd()),
    unless: [
      'nie .. anulować|anuluj|anulujcie|rezygnować|odwoływać|odstępować|zrezygnować',
      'czy|żeby|zanim ... anulować|zrezygnować & znać|informację|decyzję|napisać',

      'mamy|możemy|mogę|powinniśmy .. anulować',
      'wycofani* .. negatywn*|komentarz*|opini*|ocen*',
      'jeśli|jeżeli|gdyby ... anulować|zrezygnować|odstąpić|anulowanie',
      'prośb* .. o anulowanie ... otrzyma*|przyję*',
      'państwa|pana|pani prośb*',
    ],
  },
  'off-platform': {
    find: [
      'kup*|zamów*|zamaw* .. bezpośrednio u|od nas',
      'poza allegro|amazon*|kaufland*',

      'bezpośrednio .. u nas|na|w|przez .. nas*|sklep*|stron*',
      'poza .. platform*|serwis*|portal*',
      'z pominięciem platform*|serwis*|portal*',
      'bez .. prowizji|opłat',
      'przelew* .... na .. nasz*|moj*|konto|rachunek|numer',
      'przelać|przelej|wpłacić|wpłać|wpłaty|dopłat* .... na .. konto|rachunek|blik',
      'blikiem|blik .. na .. numer|telefon',
      'nasz*|mój numer konta|rachunku',
      'western union',
    ],
  },
  thanks: {
    find: [
      'dzięk*|dziękuje* .. za .. zakup*|zamówieni*|zaufani*|wybór|skorzystani*',
      'wybra* .. nasz*|nas .. sklep*|firm*|ofert*',
    ],
  },
  'auto-answer': {
    find: [
      'automatyczn* .. odpowied*|wiadomoś*|mail*|potwierdz*',
      'wygenerowan* automatycznie',
      'automatycznie .. wygenerowan*|wysłan*',
      'poza biurem',
      'jestem|będę .. na urlopie',
      'ograniczony dostęp do .. poczty|maila|e',
      'nieobecn* .. w .. biurze|pracy|do',
      'otrzyma* .. wiadomość .. i|odpowiemy ... odpowie* ... najszybciej|wkrótce|ciągu',
      'nie odpowiada* .. na .. tę|tego|niniejsz* wiadomość|maila',
    ],
  },
  'personal-data': {
    find: [
      'podać|podaj|podajcie|podanie|podania|proszę|prosimy|prześlij|przesłać|przesłanie|wysłać|wyślij|napisać|zostawić|zostaw|udostępnić ... numer|numeru|nr .. telefonu|komórkowy|komórkowego|konta|karty|dowodu|paszportu|rachunku|kontaktowy|kontaktowego',
      'podać|podaj|podajcie|podanie|prosimy|prześlij|przesłać|zostawić|zostaw ... iban|pesel|paszport*|dowód|dowodu|e mail*',
      'podać|podaj|podajcie|podanie .. nam|mi|swój|swojego|swoj* .. adres|adresu|email|maila|mail',
      'podać|podaj|podajcie|podanie|prosimy .. o|nam|swój .. adres|adresu .. e|email|mailowy|zamieszkania|domowy|domowego|mail',
      'potrzebujemy|potrzebuję|potrzebny|potrzebne ... numer|numeru|nr .. telefonu|konta|karty|dowodu|rachunku|kontaktowego',
      'potrzebujemy|potrzebuję|potrzebny .. pesel|adresu|iban|dowodu|paszportu|pana|pani .. adresu|pesel|numeru',
      'jaki jest .. numer .. telefonu|konta|karty',
    ],
    unless: [
      'nie|nigdy|prosimy nie .. podaw*|wysył*|potrzeb*|przesył*',
      'pod numer*|nr .. telefonu',
      'nie .... numer*|adres*|pesel|iban',
    ],
  },
}
