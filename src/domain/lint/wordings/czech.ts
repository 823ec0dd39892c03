import type { WordingTable } from '../phrases.ts'

export const czech: WordingTable = {
  marketing: {
    find: [
      'navštivte|navštiv|podívejte|prohlédněte|objevte|mrkněte .. se|si|na|náš|naši|naše|nové|novou|do|i ... shop|eshop|obchod|nabíd*|kolekc*|web|stránky|sortiment|novinky|akce|produkty',
      'navštivte .. náš|naši|naše|nás',
      'newsletter*',
      'odběr .. novinek|newsletteru',
      'sledujte .. nás',
      'doporučte .. nás|náš',
      'nov* kolekc*',
      'akční|speciální|výhodn* nabíd*|slev*|ceny|cena',
      'využijte .. slev*|akc*|nabíd*|naš*',
      'sleva|slevu|slevy .. na|při .. další|příští|vše|celý|následující',
      'další|příští nákup|objednávku|objednávka .. slev*|%',
      'mohlo .. by .. také .. líbit|zajímat',
      'výprodej*|slevová akce',
      'black|cyber friday|monday',
      'až # % slev*',
      'nenechte .. si .. ujít',
    ],
    unless: [
      'kvůli|vzhledem|po|díky .. black|cyber friday|monday|week',
      'black|cyber friday|monday|week .... déle|zpožd*|skončil*',
      'odhlás* ... newsletter*|odběr*',
    ],
  },
  gift: {
    find: [
      '# % slev* .... kód*|kod*',
      'kód* .... # % slev*',

      'slevov* kód*|kupón*|kupon*|poukaz*|voucher*',
      'dárkov* poukaz*|kupón*|kupon*|kart* .. od|v|pro|jako',
      'kupón*|kupon*|voucher*|promokód*|promo',
      'dárek|dáreček|pozornost|překvapení .. od nás|pro|zdarma|k',
      'dárek|dáreček zdarma',
      'jako dárek',
      'malý|malou|malé dárek|dáreček|pozornost|překvapení',
      'věrnostní body',
    ],
    unless: [
      'kód*|kupón*|kupon*|poukaz* .... snížil*|nefunguj*|nefungoval*',

      'kód*|kupón*|kupon*|poukaz*|voucher* .... odečten*|započten*|vypršel*|uplatněn*',

      'zaplatil*|uhradil*|použil*|uplatnil* .... poukaz*|kupón*|kupon*|kart*|kód*|voucher*',
      'poukaz*|kupón*|kupon*|voucher*|kód* .... zaplatil*|použil*|uplatn*|vrácen*',
    ],
  },
  review: {
    find: [
      'napíšete|napíšeš|zanecháte|dáte .. nám|kladn* .. recenz*|hodnocení',
      'pozitivní|kladné|dobré hodnocení|recenz*',

      'napsat|napište|napsali|zanechat|zanechali|přidat .. nám|prosím|krátk* .. hodnocení|recenz*',

      'vaše|tvoje|vaši hodnocení|recenze|recenzi .. nám|pomůže|potěší|by',

      'pár|několik .. milých|hezkých|pěkných slov|vět',

      'rádi|vděční|potěší|potěšilo|ocenili|uvítáme|uvítali ... hodnocení|recenz*|zpětn*|hvězdič*|ohodnocení',
      'napište|napiš|zanechte|nechte|dejte|přidejte|vložte|udělte .. nám .. hodnocení|recenz*|hvězdič*|referenc*',
      'napište|zanechte|dejte|přidejte .. pozitivní|krátk*|kladné .. hodnocení|recenz*',
      'ohodnoťte|ohodnotit|ohodnotíte|ohodnotili .. nás|náš|nákup|produkt|zboží|obchod|objednávku|nám',
      '5|pět hvězd|hvězdiček|hvězdami|hvězdičkami',
      'pěti hvězd*',
      'o .. pozitivní|kladné hodnocení',
      'podělte|sdílejte .. o|se|svou|své|zkušenost*',
      'dotazník*|průzkum* .. spokojenosti',
      'jak .. spokojen*|hodnotíte .. nás|nákup*|byli|službami',
    ],
    unless: [
      '#|pět hvězd*|hvězdiček dekor*|svít*|vyšit*|nalep*',

      '#|pět|pěti hvězd*|hvězdiček hotel*',
      'hotel* .. #|pět|pěti hvězd*',
      'děkujeme|díky .. za .... hodnocení|recenz*',
      'děkujeme|díky .. za .. hodnocení|recenzi',
    ],
  },
  'rating-pressure': {
    find: [
      'hodnocení|recenz*|komentář* & smazat|smazali|smažte|změnit|změnili|změňte|odstranit|odstranili|upravit|upravili|stáhnout|stáhli & prosím|prosíme|mohl*|můžete|poprosit|žádáme|pokud|rádi|byste|zvážit|když|abyste|zvažte',

      'zvýšit|zvýšíte|zvednout .. hodnocení|hvězd*',
      'přehodnotit|zvážit .. co|hodnocení|hvězd* ... napsal*|hodnocení',

      'změn*|změň*|smaz*|smaž*|odstran*|odstraň*|uprav*|stáhn*|stažení|odebr*|přehodnot*|oprav* .. vaše|svoje|své|toto|vašeho|negativní*|hodnocení|recenz* .. hodnocení|recenz*|komentář*',
      'změn*|změň*|smaz*|smaž*|odstran*|odstraň*|uprav*|stáhn*|stažení|přehodnot* .. hodnocení|recenz*|komentář*',
      'hodnocení|recenzi|komentář .. změnit|změnili|smazat|smazali|odstranit|upravit|stáhnout',
      'nepište|nedávejte|nezanechávejte .. negativní|špatné|špatnou',
      'výměnou za .. hodnocení|recenz*|hvězd*',
    ],
    unless: [
      'hodnocení technik*|závad*|servis*|stav*|škod*|reklamac*|situac*',
      'komentář* .. k|pro objednáv*|zásil*|doručen*|kurýr*',
      'nemůžeme|nemůže|nelze ... smazat|změnit|odstranit|upravit',
    ],
  },
  'cancel-pressure': {
    find: [
      'zrušit|zrušili|zrušení|storno & prosíme|poprosit|mohli|mohl',

      'prosíme|prosím|žádáme .. vás .. o|abyste .. zrušení|storno|zrušili|stornovali',

      'nejlepší|nejjednodušší .. by|bude ... zrušil*|stornoval*|zrušit',
      'sami|sám|sama .. zrušil*|zrušit|stornovat',

      'prosím|prosíme .. zrušte|zruste|stornujte|zrušit|stornovat',
      'zrušte|stornujte .. prosím|objednávku|nákup|si|ji',
      'prosím|prosíme|žádáme .. o .. zrušení|storno|stornování',
      'mohl|mohli|mohla|můžete .. byste .. zrušit|stornovat',
    ],
    unless: [
      'nerušte|nestornujte|nerušit',
      'vědět|říct|napište zda|jestli ... zrušit|stornovat',

      'máme|můžeme|smíme .. zrušit',
      'na .. vaše|vaši přání|žádost',
      'na vaše přání',
      'pokud|chcete|přejete|kdybyste ... zrušit|zrušte|stornovat|zrušení',
      'žádost* .. o zrušení',
    ],
  },
  'off-platform': {
    find: [
      'mimo kaufland|amazon|allegro',

      'přímo .. u|na|přes .. nás|našem|náš|našich|nás .. objedn*|koup*|levn*|shop*|stránk*',
      'objedn*|koup*|nakoup* .. přímo .. u|na|přes nás|našem|náš',
      'mimo .. platform*|tržiště|portál*',
      'bez .. provize',
      'převeďte|převod*|pošlete|zaplaťte|uhraďte .... na .. náš|můj .. účet|účtu',
      'náš|naše|můj účet|bankovní|iban|účtu',
      'paypal .. přátel*|rodin*',
      'western union',
    ],
  },
  thanks: {
    find: ['děkujeme|děkuji|díky .. za .. nákup|objednávku|důvěru|nákupu|objednání', 'jsme .. k dispozici'],
  },
  'auto-answer': {
    find: [
      'automatick* .. odpověď|zpráva|zprávu|e|mail|potvrzení',
      'automaticky .. vygenerovan*|odeslan*|generovan*',
      'mimo kancelář',
      'nejsem .. v kanceláři|práci',
      'jsem|budu .. na dovolené',
      'zprávu|dotaz .. obdrželi|přijali .. a|brzy ... ozveme|odpovíme ... nejdříve|brzy',
      'neodpovídejte .. na .. tento|tuto .. e|mail|zprávu',
      'nepřítom* .. v|do',
    ],
  },
  'personal-data': {
    find: [
      'pošlete|zašlete|sdělte|uveďte|napište|poskytněte|zanechte|dejte|poslat|zaslat|sdělit|uvést|napsat|poskytnout|nechat .. nám|mi|prosím|svůj|svoje|své|vaše .. telefonní|telefon|číslo .. číslo|telefonu|účtu|karty|pasu|mobil*|občanského',
      'pošlete|zašlete|sdělte|uveďte|napište|poskytněte|poslat|zaslat|sdělit|napsat|poskytnout .. nám|mi|prosím|svůj|svoji|vaši .. telefon|iban|pas|email|mail|adresu|adrese|mailovou',
      'potřebujeme|potřebuji|potřebovali ... vaše|vaši|váš|telefonní|číslo .. číslo|telefon|účtu|karty|adresu|email|mail|iban|telefonu',
      'jaké|jaká|jaký je .. vaše|vaše|váš .. telefonní|číslo|adresa|email .. číslo|účtu|telefonu|karty',
      'prosíme|prosím .. o .. vaše|telefonní|sdělení|zaslání .. telefonní|číslo .. číslo|účtu|telefonu|karty',
    ],
    unless: [
      'nikdy|ne|neposílejte|nesdělujte|nepotřebujeme|není .... číslo|adresu|iban|telefon|účtu|karty',
      'číslo .. objednávky|zásilky|sledování',
    ],
  },
}
