import type { WordingTable } from '../phrases.ts'

export const english: WordingTable = {
  marketing: {
    find: [
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
    unless: ['newsletter ... unsubscrib*|remove*', 'unsubscrib*|remove* ... newsletter|mailing'],
  },
  gift: {
    find: [
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
      'paid|pay|redeemed|used|refunded|purchased .... voucher|gift|coupon|vouchers',
      'voucher|coupon|gift .. you .. used|paid|redeemed|bought|entered',
      'voucher|coupon|vouchers|gift card .... redeem*|refunded|credited|returned',
    ],
  },
  review: {
    find: [
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
      'positive|good|nice|honest|short|5|five|star|product|kind .. review|rating|feedback .. would|helps|help|on|really|means|please|from',
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
      'good|positive|great review|rating .. we|was|has|is',
      'your feedback .. has|was|is|about',
      'passed .. feedback|on',
      'thank|thanks .. for .. review|feedback|rating|leaving|sharing|writing',
      'review* .. your photos|pictures|video|case|claim|request|message|account|files|documents',
    ],
  },
  'rating-pressure': {
    find: [
      'review|rating|feedback|stars & remove|removed|delete|deleted|change|changed|revise|revised|update|updated|reconsider|withdraw|withdrawn|edit|edited|retract',
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
}
