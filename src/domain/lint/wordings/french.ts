import type { WordingTable } from '../phrases.ts'

export const french: WordingTable = {
  marketing: {
    find: [
      'découvrez|découvrir .. notre|nos|la|les .. collection|nouveautés|boutique|gamme|offres|promotions|produits|nouvelle|autres',
      'visitez|consultez|parcourez .. notre|nos .. boutique|site|magasin|catalogue|offres|collection',
      'rendez-vous sur notre boutique|site',
      'profitez .. de .. nos|notre|offre|promotion*|remise*|soldes',
      'newsletter*|infolettre*',
      'inscrivez-vous|inscrire|abonnez-vous|abonner ... newsletter|lettre|notre|nos',
      'suivez nous',
      'recommandez|recommander nous|notre',
      'nouvelle collection',
      'nos promotions|soldes|bonnes|meilleures affaires|offres|promotions',
      'vente flash|privée',
      'jusqu à|au ... % .. remise|réduction',
      'remise|réduction|rabais .. sur .. votre|vos|toute|tous|prochain*',
      'prochaine|prochain|prochains commande|achat|achats .. remise|réduction|%',
      'vous aimerez|pourriez .. aussi|également .. aimer|plaire',
      'black|cyber friday|monday',
      'meilleures ventes',
    ],
    unless: [
      'raison|cause|suite|après|depuis .. black|cyber friday|monday|week',
      'black|cyber friday|monday|week .... retard*|longtemps|terminé*|fini*',
      'désabonn*|désinscri* ... newsletter',
    ],
  },
  gift: {
    find: [
      '# % .. de remise|réduction|rabais .... code',
      'code .... # %',

      'bon|bons|chèque|chèques de réduction|remise',

      'remise|rabais de # % .. vous|attend|sur',
      'vous attend .. sur|dans votre prochain*',

      'bon|bons|chèque|code|codes d achat|réduction|promo|cadeau|remise',
      "bon|bons d'achat|réduction",
      'chèque cadeau|cadeaux',
      'code promo|promotionnel|réduction',
      'coupon*',
      'cadeau|surprise|échantillon .. pour vous|offert|de notre|gratuit',
      'offrons|offrirons|offre ... bon|cadeau|remise|surprise|réduction|coupon',
      'en cadeau',
      'petit cadeau|surprise',
      'jeu concours|points fidélité',
    ],
    unless: [
      'bon|bons|code|coupon .... réduit|baissé|fonctionne|fonctionnait',

      'bon|bons|code|chèque .... appliqué|appliquée|déduit|expiré|périmé',

      'payé|payée|réglé|utilisé|recrédité .... bon|chèque|carte|code|coupon',
      'bon|chèque|carte|code|coupon .... utilisé|utilisée|payé|recrédité*|remboursé*',
    ],
  },
  review: {
    find: [
      'noter|évaluer|notez|évaluez .. votre|vos .. achat|commande|expérience',

      'donner|donnez|laisser|laissez|partager|partagez|écrire .. votre|un|vos .. avis|commentaire|évaluation|note',
      'prendre .. minute|instant|moment ... avis|noter|évaluer|note',

      'votre|un avis|commentaire|évaluation .. nous .. aide|aiderait|ferait|serait',

      'petit|gentil|quelques mot|mots .. sur|gentil|gentils .. fiche|page|produit|site',
      'mot gentil|mots gentils',

      'laisser|laissez|laissiez|donner|donnez|écrire|écrivez|poster|postez|déposer|déposez|publier .. nous|un|votre|une ... avis|évaluation|note|commentaire|étoiles',
      'avis|évaluation|commentaire|note positif|positive|favorable|5|cinq',
      '5|cinq étoiles',
      'évaluez|notez|noter|évaluer .. nous|notre|votre|cet|ce|cette .. achat|commande|service|boutique|produit|article|expérience|vendeur',
      'partag* .. votre .. avis|expérience',
      'enquête|questionnaire|sondage .. satisfaction|qualité',
      'votre avis .. nous .. intéresse|compte|important|aide|aiderait',
      'êtes-vous|êtes|étiez .. vous .. satisfait*|content* de .. nous|notre|achat|commande',
    ],
    unless: [
      '#|cinq étoiles décor*|lumin*|brod*|adhés*',

      'hôtel|hôtels .. #|quatre|cinq étoiles',

      'merci|remerci* .. pour .. avis|commentaire|évaluation',
      'guirlande|lampe|étoiles ... ampoules',
      'compte|comporte|possède # étoiles',
    ],
  },
  'rating-pressure': {
    find: [
      'avis|commentaire|évaluation|note|étoile|étoiles & supprimer|supprimiez|modifier|modifiiez|retirer|retiriez|changer|effacer|corriger|réviser & veuillez|pourriez|pouvez|prie|prions|demandons|demande|accepteriez|acceptez|si|afin|plaît|voudriez|souhaiterions|souhaitons|seriez|serait|aimerions|voudrions',

      'reconsidérer|revoir|revenir .. sur|ce .. écrit|avis|note|étoiles',

      'retirer|supprimer|modifier|changer|effacer|enlever|réviser|reconsidérer|corriger|améliorer .. votre|vos|le|la|cet|ce|cette .. avis|commentaire|évaluation|note|étoiles',
      'retirez|supprimez|modifiez|changez|effacez|enlevez .. votre|vos|cet|le .. avis|commentaire|évaluation|note',
      'retrait|suppression|modification .. de .. avis|commentaire|évaluation|note',
      'ne pas .. laisser|mettre|publier .. avis|commentaire|évaluation|note .. négatif|négative|mauvais*',
      'en échange .. avis|évaluation|étoiles',
    ],
    unless: [
      'note .. de crédit|frais|service',
      "avis .. du|d'un technicien|technicien|expert|atelier|réparateur|fabricant",
      'étoile|étoiles .. du|de|en sapin|noël|mer|papier',
      'commentaire .. de|sur|pour .. commande|livraison|livreur',

      'avis de passage',
      'ne pouvons|peut|peuvent .. supprimer|modifier|retirer',
      'à notre avis',
      'bon de .. note',
    ],
  },
  'cancel-pressure': {
    find: [
      'pourriez|pouvez|accepteriez|voudriez ... annuler & côté|compte|vous|plaît',

      "prions|demandons|remercions .. de|bien .. vouloir .. annuler|d'annuler",

      "procéd* .. à .. l'annulation|annulation",
      'vous .. même .. annul*',
      'mieux ... annuliez|annuler .. vous',

      "merci|veuillez|prière .. d'annuler|annuler",
      "merci|veuillez|prière .. de|bien ... annuler|d'annuler",
      "demandons|prions|demande|invitons .. d'annuler|annuler",
      "demandons|prions|demande|invitons .. de|bien ... annuler|d'annuler",
      'annulez .. la|votre|vous .. commande|achat|même',
      'pouvez|pourriez|pourrait vous .. annuler',
      'pouvez-vous|pourriez-vous .. annuler',
      'annuler .. commande .. depuis|sur|de .. votre .. compte|côté',
    ],
    unless: [
      'ne pas .. annuler',
      "n'annulez|nannulez pas",
      'annulez .. pas',
      'savoir|dire|indiquer .. si ... annuler|annulons',

      'devons|pouvons|allons .. annuler',
      'comme vous .. demandé|souhaité',
      'nous pouvons .. annuler',
      'si vous .. souhaitez|voulez|désirez|préférez ... annuler',
      'vous pouvez .. annuler',
    ],
  },
  'off-platform': {
    find: [
      "hors|dehors .. d'amazon|amazon|kaufland|allegro",

      'command*|achet*|achat* .. directement .. chez|auprès|sur|par nous|notre|de',
      'directement chez|auprès|sur .. nous|notre .. site|boutique',
      'directement chez nous',
      'en dehors|hors .. plateforme|site|marketplace',
      'sans .. commission|frais',
      'virement|virer|verser|payer .... sur notre|mon compte',
      'paypal .. entre|à|des|aux proches|amis',
      'notre|mon rib|iban',
      'western union',
    ],
    unless: ['sans frais .. retour|port|supplémentaire*|pour'],
  },
  thanks: {
    find: [
      "merci|remercions|remercie .. pour|de|d'avoir .. commande|achat|confiance|commandé|choisi|acheté",
      'restons .. à votre disposition|écoute',
    ],
  },
  'auto-answer': {
    find: [
      'réponse|message|courriel|mail|e-mail .. automatique*|automatiquement',
      'absent|absente|absence .. du|de .. bureau',
      'absent|absente ... à mon retour|jusqu',
      'suis|serai .. en .. congés|congé|vacances',
      'à mon retour',
      'reçu|bien votre .. message|demande .. nous|et .. répondrons|traiterons|recontacterons ... délais|bref|plus|rapidement',
      'ne .. pas .. répondre .. à ce|cet .. message|mail|courriel|e',
    ],
  },
  'personal-data': {
    find: [
      'envoyer|envoyez|communiquer|communiquez|transmettre|transmettez|indiquer|indiquez|donner|donnez|fournir|fournissez|laisser|laissez|préciser|précisez|partager|partagez ... numéro .. téléphone|portable|mobile|carte|compte|passeport|tel|fixe',
      "envoyer|envoyez|communiquer|communiquez|transmettre|transmettez|indiquer|indiquez|donner|donnez|fournir|fournissez|laisser|laissez|préciser|précisez|partager|partagez ... votre|vos|un|une|d'une .. iban|rib|coordonnées|passeport|identité|mail|email|bancaires|naissance",
      'communiquer|communiquez|indiquer|indiquez|donner|donnez|préciser|précisez|fournir|transmettre|transmettez .. nous|moi|me .. votre .. adresse',
      'communiquer|indiquer|donner|préciser|fournir|transmettre .. votre .. adresse & nous',
      'besoin|faudrait|nécessaire ... numéro .. téléphone|portable|mobile|carte|compte|passeport|tel|fixe',
      "besoin|faudrait ... votre|vos|d'un|d'une .. iban|rib|coordonnées|passeport|adresse|mail|email",
      'quel|quelle est .. votre .. numéro .. téléphone|portable|mobile|carte|compte|passeport|tel|fixe',
      'quel|quelle est .. votre .. adresse|iban|rib|mail|email',
    ],
    unless: [
      'ne|jamais|pas|aucun .... téléphone|portable|mobile|carte|compte|passeport|tel|fixe|iban|rib|coordonnées|adresse|passeport',
      'numéro .. commande|suivi|colis|série',
    ],
  },
}
