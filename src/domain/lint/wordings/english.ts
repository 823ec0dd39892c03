import type { WordingTable } from '../phrases.ts'

export const english: WordingTable = {
  marketing: {
    find: [
      'our .. new|latest|spring|summer|autumn|winter .. range|line|season|range',
      'miss out',
      'just landed|launched & our',

      'visit|check|browse|explore|discover|see .. out .. our .. products|items|offers|listings|articles',

      'our .. full|whole|entire range|collection|selection|catalogue',
      '# percent|% off|discount',
      'currently on sale|offer|reduced',

      'visit|check|browse|explore|discover ... our .. store|shop|website|webshop|collection|range|catalogue|catalog',
      'visit our',
      '*newsletter*',
      'mailing list',
      'sign up for|to',
      'subscribe to our|us',
      'follow us',
      'recommend us',
      'tell your friends',
      'you may|might|would|will also like|love|enjoy',
      'our|the new .. collection|arrivals',
      'new arrivals|collection',
      'great|best|amazing|exclusive|special deals|offers|deal|offer|discounts',
      'our best sellers|seller|selling',
      'black|cyber friday|monday',
      'flash|winter|summer|spring|autumn|clearance|holiday sale',
      '% off',
      '# percent off',
      'discount|saving|reduction .. on|for|off .. your next|future|following|other',
      'next order|purchase .. # %|percent|discount|free',
      'limited time offer|only',
      'order|buy|shop now',
      'save up to',
    ],
    unless: [
      'price|prices|cheaper .. was|were|lower .... black|cyber friday|monday|week',

      'due|because|owing to|of .. black|cyber friday|monday|week',
      'after|since|during black|cyber friday|monday|week',
      'black|cyber friday|monday|week .... longer|delay*|late|later|ended|over|busy|lower|was',
      'flash|winter|summer|spring|autumn|clearance|holiday sale .... ended|over|was|finished',
      'newsletter ... unsubscrib*|remove*',
      'unsubscrib*|remove* ... newsletter|mailing',
    ],
  },
  gift: {
    find: [
      'receive|get|earn|win|claim .. # .. gift card|voucher|coupon',
      'receive|get|earn|win|claim .. a .. gift card|voucher|coupon',

      'use|enter|apply|with ... at checkout',
      '# %|percent off .. your next|following order|purchase & use|code|voucher',

      'discount code',
      '# %|percent discount code|voucher|coupon',

      '# dollar|pound|euro|pounds|dollars|euros voucher|credit|coupon|gift',
      'store|shop credit .. for|of|to|you',

      'discount|coupon|promo|voucher|promotional|gift code|codes',
      'coupon|coupons|voucher|vouchers',
      'gift|store card|certificate .. for you|as|worth|of',
      'free gift|gifts|sample|samples',
      'small|little|nice|surprise gift|present .. for you',
      'as a .. gift|present .. from us|for you',
      'send|give|offer|include .. you a .. gift|present|surprise',
      'giveaway|sweepstake*|prize draw|loyalty points|cashback|rewards points',
    ],
    unless: [
      'voucher|coupon|code|discount|card .... applied|deducted|expired|ended|lowered|reduced',
      'code|voucher|coupon .. you entered|used|had|applied',

      'paid|pay|redeemed|used|refunded|purchased .... voucher|gift|coupon|vouchers',
      'voucher|coupon|gift .. you .. used|paid|redeemed|bought|entered',
      'voucher|coupon|vouchers|gift card .... redeem*|refunded|credited|returned',
    ],
  },
  review: {
    find: [
      'star|product|kind .. review|rating|feedback .. on .. amazon|page|profile|site|listing|our',

      '5|five stars .. from you',
      'stars .. would|will mean|make|help',

      'review|reviews|rating|ratings|feedback & consider|spare|leaving one|help small|help us|means .. to us',
      'positive|good|great|nice review|rating',

      'left|leaving|writing|posted .. us|a|your|me .. review|rating|feedback',
      'please|kindly|moment|minute|second|time ... rate|review .. us|your|our|the|this|it .. order|purchase|product|item|experience|seller',
      'would mean .. world|lot .... review|rating|feedback',

      'rate the|your seller',

      'your|a|good|positive review|feedback|rating .. would|helps|matters|means',
      'hear|read|see|get .. your|a .. review|rating|testimonial',
      'would .. love|like|appreciate .. your|a .. review|rating',

      'few|couple|some .. kind|nice|warm|good words .. on|about|in',
      'few|couple kind|nice|warm words',
      'tell other|fellow buyers|customers|shoppers .. about|what|how',
      'make our day ... review|words|stars',

      'leave|write|give|post|submit|drop|share|provide .. us|a|your|me|an ... review|reviews|feedback|rating|stars|testimonial',
      'positive|good|nice|honest|short|5|five|star|product|kind .. review|rating|feedback .. would|helps|help|really|means|please|from',
      'please|kindly rate|review .. us|our|your|the|this|it',
      'rate your|us|our|this .. experience|order|purchase|product|service|seller|visit|transaction',
      'review your|our|this .. purchase|product|order|service|shop|experience',
      'how did we do',
      'how was your experience|order|purchase|shopping',
      'how satisfied|happy were|are you',
      '5|five star|stars review|rating|feedback',
      'give|leave|grant .. us|me .. 5|five stars|star',
      'sharing|share your .. experience|opinion|thoughts .. with|on|in|by|review',
      'customer|satisfaction|short|quick|our survey',
      'take .. survey',
      'appreciate|love|grateful ... your .. review|feedback|rating .. on',
      'appreciate|love|grateful|happy ... a .. review|rating|positive|5',
      'your|a positive|good|nice feedback|review ... appreciated|welcome|means',
    ],
    unless: [
      'read|seen|received|answered|saw .. your|the|a .. review|rating|feedback',
      'rating of .. fuse|plate|adapter|cable|charger',

      'energy|star|safety .. rating ... energy|carton|box|label|plate',

      '#|four|five star|stars hotel|hotels|resort|energy|freezer|model|safety|accommodation',

      'good|positive|great review|rating .. we|was|has|is',
      'your feedback .. has|was|is|about',
      'passed .. feedback|on',
      'thank|thanks .. for .. review|feedback|rating|leaving|sharing|writing',
      'review* .. your photos|pictures|video|case|claim|request|message|account|files|documents',
    ],
  },
  'rating-pressure': {
    find: [
      'updating|changing|removing|revising|deleting|editing|amending|raising|withdrawing .. your|the|that .. review|feedback|rating|comment|stars|score',

      'review|rating|feedback|stars & remove|removed|removing|delete|deleted|deleting|change|changed|changing|revise|revised|revising|update|updated|updating|reconsider|reconsidering|withdraw|withdrawn|withdrawing|edit|edited|editing|retract|amending & please|kindly|could|would|consider|if|once|after|ask|asking|hope|hoping|appreciate|grateful|when|may|might',
      'remove|delete|change|update|revise .. one|two|three|low star|rating',

      'taking|take down .. what|your|the .. wrote|review|feedback|comment',
      'reconsider|rethink .. what .. wrote|said',
      'raise|bump|lift .. your|the .. stars|rating|score',

      'remove|delete|change|update|revise|edit|reconsider|withdraw|retract|amend|modify|improve|raise|adjust .. your|the|this|that|it .. review|feedback|rating|comment|stars|score',
      'review|feedback|rating .. be .. removed|changed|deleted|withdrawn|updated',
      'review|feedback|rating ... removed|changed|deleted|withdrawn .. please|kindly',
      'not to leave|write|post .. negative|bad|poor',
      'not leave|write|post|give .. negative|bad|poor .. review|feedback|rating',
      'before .. leave|leaving|write|writing|post|posting .. negative|bad .. review|feedback',
      'in exchange|return for .. review|feedback|rating|stars',
      'refund ... if you ... review|feedback|rating|stars',
    ],
    unless: [
      'energy|star|safety rating|ratings ... label|plate|sticker|can|is|was',
      'rating label|plate|labels|plates|sticker',
      'after|following .. review of .. case|claim|photos|matter|request|account',
      'your review of .. manual|documents|photos|draft',

      'review .. by|of .. technician|device|case|claim|photos',
      'finished|completed .. review',
      'has|have|was been|reviewed .. removed|updated|changed & review',
      'your order|item|address .. updated|changed',
      'we|i have|will updated|changed|update|change .. listing|description|page|address',
      'cannot|cant|unable|not|only ... change|remove|delete|edit .. review|feedback|rating',
    ],
  },
  'cancel-pressure': {
    find: [
      'easier|better|best|simpler|helpful|help .... if you .. cancel|cancelled|canceled',

      'may|can|could|must we .. ask you .... cancel',
      'ask|asking|request|requesting you .... cancel',
      'cancel & kindly|appreciate|grateful',

      'cancel|cancelling|canceling ... on your end|side|own',
      'hit|use|press|click the cancel|cancellation button .. on|in your',
      'you to cancel|withdraw .. it|order|the|and',

      'please|kindly cancel|withdraw',
      'please ... cancel the|your|this .. order|purchase',
      'ask|request|need|want you .. to .. cancel|withdraw',
      'cancel .. order|purchase .. from your side|end|account',
      'cancel .. order .. yourself',
      'could|can|would|will you .. please|kindly|mind .. cancel|cancelling|canceling',
      'request|submit|send .. a cancellation .. request|from|on',
      'you .. have|need to cancel',
    ],
    unless: [
      'know|tell|confirm|say|decide .. whether|if .... cancel',
      'confirm|tell|know .. that|whether|if you .... cancel',
      'not|dont cancel',
      'cancel the .. alarm|timer|programme|program|pairing|setting|process|call|scan',

      'cancel|cancelled|canceled .. the|your .. reminder|subscription|appointment',

      'shall|should we .. cancel',
      'we will|can|have cancel|cancelled',
      'would you like|prefer|rather',
      'as you asked|requested|wished',
      'cancel .. it for you',
      'if|whether you ... cancel',
      'cancel .. if you .. want|wish|like|prefer',
    ],
  },
  'off-platform': {
    find: [
      'outside .. of .. amazon|kaufland|allegro|ebay|aliexpress|dhgate',
      'outside amazon|kaufland|allegro|ebay|aliexpress|dhgate',

      'buy|order|purchase .. from|with us .. directly|direct|privately',
      'without the .. marketplace|platform|selling|seller .. fee|fees|commission',

      'order|buy|purchase .. through|from|via|on|at our .. own .. website|site|shop|store|webshop',

      'transfer|pay|send|wire ... to|into our|my|this|following .. bank|paypal|account|iban',

      'deal|trade|do business|talk|sell|buy .. privately|directly .. with us|me|rather|instead',
      'privately rather',
      'rather than through this|the .. site|platform|marketplace',

      'order|buy|purchase|buying|ordering .. directly|direct from|with|through|at us|me|our',
      'directly|direct .. on|at|through|via our .. website|shop|store',
      'outside .. of .. platform|marketplace|site',
      'outside the|this platform|marketplace',
      'without .. the .. fees|commission',
      'western union|moneygram|zelle|venmo',
      'transfer|pay|send|wire .... to|into our|my|this|the following .. bank|paypal|account',
      'paypal .. friends|family',
      'friends and family',
      'our|my bank .. account|details|transfer',
      'pay|payment .. by|via .. bank|wire transfer',
      'our|my iban|paypal',
    ],
  },
  thanks: {
    find: [
      'thank|thanks .. for .. your|the|this|a .. order|purchase|trust|business|custom|shopping',
      'thank|thanks .. for .. ordering|purchasing|shopping|buying|choosing',
      'here|happy|available to help',
    ],
    unless: [],
  },
  'auto-answer': {
    find: [
      'am|are|will .. away|on|off ... vacation|holiday|leave|return|back .... answer|reply|respond|email|return|until',
      'when i|we return|am|are .. on|back',

      'your message|enquiry|inquiry|email is .. important to us',
      'one of our .. agents|team|representatives .. will get|be|contact|respond',
      'thank you for contacting us your|we|our|one',

      'out of .. office',
      'automated|automatic|auto .. reply|response|message|email|answer|e|acknowledgement',
      'automatically .. generated|sent',
      'autoreply|auto-reply|autoresponder',
      'limited|no access to .. email|emails|e|mail',
      'am|are .. on|annual holiday|vacation|leave .. until|and|from',
      'received your message|enquiry|inquiry|email|request .. and|we|our .. respond|reply|get|answer|contact ... within|as|shortly|soon',
      'do not|dont reply to this',
      'your ticket|request .. has been .. created|received|assigned',
    ],
  },
  'personal-data': {
    find: [
      'what|whats .. your .. whatsapp|wechat|telegram|viber|skype number|id|name',

      'send|give|tell|leave|text|message|forward|drop|let .. us|me .. your|a|an|have|know .. phone|telephone|mobile|cell|contact|bank|banking|card|credit|debit|passport|email|mail|home|account|iban|id|tax|identity .. number|numbers|details|address|copy|data|account|card',
      'send|give|tell|leave|message|forward .. us|me .. your .. iban|passport|birthday|birthdate',
      'provide|share|supply|state|specify|submit ... your|a .. phone|telephone|mobile|cell|contact|bank|banking|card|credit|debit|passport|email|mail|home|account|iban|id|tax|identity .. number|numbers|details|address|copy|data|account|card',
      'provide|share|supply|state|specify|submit .. your .. iban|passport|birthdate|cellphone',
      'need|require|requires ... your|a|an .. phone|telephone|mobile|cell|contact|bank|banking|card|credit|debit|passport|email|mail|home|account|iban|id|tax|identity .. number|numbers|details|address|copy|data|account|card',
      'need|require .. your .. iban|passport|birthdate',
      'what|whats .. your .. phone|telephone|mobile|cell|contact|bank|banking|card|credit|debit|passport|email|mail|home|account|iban|id|tax|identity .. number|numbers|details|address|copy|data|account|card',
      'what|whats .. your .. iban|address|birthdate',
      'have|get your .. phone|telephone|mobile|cell|contact|bank|banking|card|credit|debit|passport|email|mail|home|account|iban|id|tax|identity .. number|numbers|details|address|copy|data|account|card',
      'send|tell|give|provide|share|need ... your .. full|complete|home|postal|exact|current|shipping|delivery|private address',
      'which .. phone|telephone|mobile|cell|contact|bank|banking|card|credit|debit|passport|email|mail|home|account|iban|id|tax|identity number .. reach|call .. you',
    ],
    unless: [
      'never|not|dont|doesnt|no .... your|a|an .. phone|telephone|mobile|cell|contact|bank|banking|card|credit|debit|passport|email|mail|home|account|iban|id|tax|identity',
      'never|not|dont .... your .. iban|passport|address|birthdate',
    ],
  },
}
