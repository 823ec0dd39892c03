/** Where carriers of Europe show parcels; a marketplace that lets tracking links through lets links to these through. */
export const CARRIER_HOSTS: readonly string[] = [
  'dhl.de dhl.com dhlparcel.nl deutschepost.de dpd.com dpd.de dpd.pl dpd.fr dpd.cz dpdgroup.com myhermes.de hermesworld.com myhermes.co.uk evri.com',
  'gls-pakete.de gls-group.com gls-group.eu gls-one.de ups.com fedex.com tnt.com post.at post.ch swisspost.ch',
  'inpost.pl inpost.it inpost.fr poczta-polska.pl orlenpaczka.pl laposte.fr chronopost.fr colissimo.fr colisprive.com mondialrelay.fr mondialrelay.com relaiscolis.com',
  'brt.it poste.it sda.it correos.es correosexpress.com seur.com mrw.es nacex.es postnl.nl dhlecommerce.nl bpost.be bpost.cloud',
  'zasilkovna.cz packeta.com ceskaposta.cz postaonline.cz ppl.cz gw-world.com dachser.com dbschenker.com rhenus.com hellmann.com iloxx.de trans-o-flex.com',
].flatMap((line) => line.split(' '))
