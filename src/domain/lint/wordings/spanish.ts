import type { WordingTable } from '../phrases.ts'

export const spanish: WordingTable = {
  marketing: {
    find: [
      'visite|visita|visítenos|visitar|visiten .. nuestra|nuestro|nos .. tienda|web|página|catálogo|sitio',
      'descubra|descubre|descubrir .. nuestra|nuestro|nuestras|nuestros|las|la|los|también .. ofertas|colección|novedades|productos|catálogo|nueva|promociones',
      'boletín|newsletter*',
      'suscríb* .. a|nuestro|al',
      'síganos|síguenos|seguirnos',
      'recomiénd* .. a|nos|nuestra|sus|tus .. amigos|conocidos|tienda',
      'recomiéndenos|recomiéndanos',
      'nueva colección',
      'nuestras ofertas|promociones|rebajas',
      'ofertas .. de .. semana|mes|día|navidad|esta',
      'aproveche|aprovecha .. nuestr*|la|las|el|los|de .. oferta*|descuento*|promoci*|rebajas',
      'descuento .. en|para|sobre .. su|tu|próxim*|todos|todas|toda .. próxim*|compra|pedido|tienda',
      'próxima compra .. descuento|%',
      'también .. puede|podría .. gustar*|interesar*',
      'rebajas',
      'black|cyber friday|monday',
      'hasta un|el # % .. descuento',
    ],
    unless: [
      'debido|causa|tras|después|motivo .. black|cyber friday|monday|week',
      'black|cyber friday|monday|week .... retras*|tard*|terminó|acabó',
      'baja ... boletín|newsletter*',
      'darse|darte de baja',
    ],
  },
  gift: {
    find: [
      '# % .. de descuento .... código',
      'código .... # %',

      'vale de .. #|diez|cinco|veinte|quince euros|€',

      'cupón|cupones|vale|vales|código|códigos de|descuento|regalo|promocional .. descuento|regalo|de',
      'cupón|cupones',
      'código|códigos .. descuento|promocional|promo',
      'vale .. de .. descuento|compra|regalo|#',
      'tarjeta regalo .. de|por|para',
      'le|te|les|os regalamos|obsequiamos',
      'de regalo',
      'pequeño|pequeña regalo|obsequio|detalle|sorpresa',
      'regalo|obsequio|muestra .. gratis|para usted|ti|gratuita',
      'sorteo',
      'puntos de fidelidad',
    ],
    unless: [
      'cupón|vale|código .... rebajó|redujo|funciona|funcionaba',

      'vale|cupón|código|tarjeta .... aplicado|descontado|aplicó|canjeado|caducado|caducó',

      'pagó|pagado|usado|utilizó|utilizado .... cupón|vale|tarjeta|código',
      'cupón|vale|tarjeta|código .... usó|usado|utilizó|utilizado|pagó|reembols*',
      'vale la pena',
    ],
  },
  review: {
    find: [
      'ilusión|alegría|gustaría|encantaría ... reseña|valoración|opinión|comentario',

      'agradece* ... reseña|valoración|opinión|comentario|estrellas',
      'escrib*|dej*|pon* .. una|su|tu .. reseña|valoración|opinión',

      'su|tu|una valoración|reseña|opinión|calificación .. nos|sería|ayuda|ayudaría',

      'unas|algunas|pocas palabras .. amables|bonitas|en|sobre .. página|ficha|producto',
      'palabras amables|bonitas',

      'deje|deja|dejar|dejara|dejase|dejarnos|escribir|escriba|escribe|dar|dé|publicar|publique|poner|ponga .. nos|una|su|tu|un .. valoración|reseña|opinión|comentario|evaluación|estrellas|calificación',
      'dejarnos|darnos|escribirnos|déjenos|déjanos .. valoración|reseña|opinión|comentario|evaluación|estrellas',
      'valoración|reseña|opinión|comentario|calificación positiva|positivo|5|cinco|de .. 5|estrellas|cinco',
      '5|cinco estrellas',
      'valore|valora|califique|califica|evalúe|evalúa|puntúe .. su|tu|nuestro|nuestra|nos|el|este .. compra|pedido|servicio|producto|tienda|experiencia|artículo|vendedor',
      'valorarnos|calificarnos|evaluarnos|valórenos|valóranos',
      'comparta|comparte|compartir .. su|tu .. experiencia|opinión',
      'encuesta',
      'qué tal .. su|tu .. compra|pedido|experiencia',
    ],
    unless: [
      '#|cinco estrellas decor*|lumin*|bordad*|adhes*',

      'hotel .. #|cuatro|cinco estrellas',
      '#|cinco estrellas de carga|energía|energética|congelador',
      'gracias .. por .. valoración|reseña|opinión|comentario',
    ],
  },
  'rating-pressure': {
    find: [
      'puntuación|valoración|reseña|opinión|comentario|calificación & cambiara|cambiase|modificara|retirara|eliminara|borrara',
      'cambi*|modific*|mejor* .. la|su|tu puntuación|nota',

      'valoración|reseña|opinión|comentario|calificación|estrellas & retirar|retire|eliminar|elimine|borrar|borre|cambiar|cambie|modificar|modifique|quitar|quite|corregir|corrija & favor|podría|puede|podrías|puedes|pedimos|pido|rogamos|ruego|agradece*|si|gustaría|solicitamos|pueda|quisiera|querríamos|considere',

      'reconsider*|repiens*|replante* .. lo|su|tu|la .. escribió|escrito|valoración|opinión|estrellas',
      'sub* .. estrellas|nota|puntuación',

      'elimin*|borr*|retir*|cambi*|modific*|quit*|actualic*|actualiz*|corrij*|corregir|mejor*|reconsider* .. su|tu|la|el|esa|ese|esta|este .. valoración|reseña|opinión|comentario|calificación|evaluación|estrellas',
      'valoración|reseña|comentario|opinión .. eliminar*|borrar*|retirar*|cambiar*|modificar*',
      'no .. deje|deje|dejar|ponga|poner|publique .. valoración|reseña|comentario|opinión|calificación .. negativ*|mal*',
      'a cambio .. valoración|reseña|opinión|estrellas',
    ],
    unless: [
      'valoración|opinión .. del|de|la técnico|perito|daño|daños|taller|caso|fabricante',
      'comentario .. para|sobre .. repartidor|entrega|pedido|envío',
      'no podemos|puede|puedo .. cambiar|eliminar|borrar|modificar',
      'en .. nuestra|mi opinión',
    ],
  },
  'cancel-pressure': {
    find: [
      'agradece* ... cancel*|anul*',

      'usted|tú mismo|misma .. anul*|cancel*',
      'mejor ... anular*|cancelar*|anule|cancele .. usted|compra|pedido',

      'por favor .. cancel*|anul*',
      'cancele|cancela|anule|anula|cancelen .. el|su|tu|usted .. pedido|compra|mismo|misma',
      'rogamos|pedimos|solicitamos|ruego .. que .. cancele|anule|canceles|anules',
      'podría|puede|podrías|puedes .. cancelar|anular .. usted|por|pedido .. favor|mismo|misma|lado',
      'solicite|solicita .. la .. cancelación|anulación',
    ],
    unless: [
      'no .. cancel*|anul*',
      'saber|dígan*|decir si ... cancel*|anul*',

      'debemos|podemos|quiere .. cancelar|anular',
      'cancelamos|anulamos',
      'si .. quiere|desea|prefiere|quieres|deseas ... cancel*|anul*',
    ],
  },
  'off-platform': {
    find: [
      'fuera .. de amazon|kaufland|allegro',

      'compr*|pid*|pedir|encarg* .. directamente .. a|con|en|por .. nosotros|nuestra|nuestro',
      'directamente con|en|a .. nosotros|nuestra|nuestro',
      'fuera .. de .. plataforma|web',
      'fuera de .. plataforma',
      'sin .. comisiones|comisión',
      'transferencia .... a|en .. nuestra|mi .. cuenta',
      'transfier*|ingres*|pag* .... a|en .. nuestra|mi .. cuenta|bizum',
      'bizum',
      'paypal .. amigos|familiares',
      'nuestra|mi cuenta bancaria',
      'western union',
    ],
  },
  thanks: {
    find: [
      'gracias|agradecemos .. por|su|la|tu .. compra|pedido|confianza|comprar|elegirnos|confiar',
      'estamos|quedamos .. a .. disposición',
    ],
  },
  'auto-answer': {
    find: [
      'respuesta|mensaje|correo .. automática|automático|automáticamente',
      'fuera de .. oficina',
      'estoy|estaré .. de vacaciones',
      'ausente .. de|hasta|oficina',
      'a mi vuelta|regreso',
      'recibido .. su|tu .. mensaje .. y|le|te ... contestar*|responder* ... antes|brevedad|pronto|plazo',
      'no responda|respondas .. a .. este .. mensaje|correo',
    ],
  },
  'personal-data': {
    find: [
      'envíe|envíenos|enviarnos|envíanos|enviar|enviarme|indíquenos|indique|indicarnos|indicar|comuníquenos|comunicarnos|facilítenos|facilitarnos|facilite|facilitar|proporcione|proporcionarnos|dénos|denos|darnos|dar|díganos|decirnos|mándenos|mandarnos|déjenos|dejarnos|dejar|escríbanos ... número .. teléfono|móvil|celular|cuenta|tarjeta|pasaporte|dni|contacto',
      'envíe|envíenos|enviarnos|envíanos|enviar|enviarme|indíquenos|indique|indicarnos|indicar|comuníquenos|comunicarnos|facilítenos|facilitarnos|facilite|facilitar|proporcione|proporcionarnos|dénos|denos|darnos|dar|díganos|decirnos|mándenos|mandarnos|déjenos|dejarnos|dejar|escríbanos ... su|sus|tu|tus|un|una|copia|datos .. iban|pasaporte|dni|bancarios|bancaria|correo|email|teléfono|móvil|nacimiento',
      'indíquenos|indique|indicarnos|díganos|decirnos|dénos|denos|darnos|facilítenos|facilitarnos|proporcione|comuníquenos .. su|tu .. dirección|domicilio',
      'necesitamos|necesito|necesitaríamos ... número .. teléfono|móvil|celular|cuenta|tarjeta|pasaporte|dni|contacto',
      'necesitamos|necesito|necesitaríamos ... su|sus|tu|tus|un .. iban|pasaporte|dni|bancarios|correo|email|teléfono|móvil|dirección|domicilio',
      'cuál es .. su|tu .. número .. teléfono|móvil|celular|cuenta|tarjeta|pasaporte|dni|contacto',
      'cuál es .. su|tu .. dirección|teléfono|iban|correo',
    ],
    unless: [
      'no|nunca .... teléfono|móvil|celular|cuenta|tarjeta|pasaporte|dni|contacto|iban|dirección|correo|bancarios',
      'número .. pedido|seguimiento|envío',
    ],
  },
}
