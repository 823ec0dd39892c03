from odoo import api, models


class MarketplaceCareTracking(models.AbstractModel):
    """Deliveries show what became of the handing over of their parcels."""

    _name = "marketplace.care.tracking"
    _inherit = "marketplace.care.cases"
    _description = "Tracking for the Service"

    @api.model
    def tracking_batch(self, rows):
        """Show on deliveries what the marketplace did with their tracking.

        Only what differs is written. A delivery that is gone is left out.

        :param rows: list of dicts with ``picking_id``, ``account``,
            ``marketplace``, ``state`` (waiting, pushed, refused, unclear,
            different), ``sentence`` and ``again``: names of what a person may let
            go once more
        :return: list of the ids of the deliveries that were changed
        :raise AccessError: if the user is not of the service
        """
        with self._mc_service() as service:
            return [row["picking_id"] for row in rows if service._mc_show_tracking(row)]

    @api.model
    def activities_take(self, rows):
        """Take away activities of the service that are over.

        They are known by their external ids: an activity of a person's own is
        never taken. One that is gone is left out.

        :param rows: list of dicts with ``xmlid``, ``model`` and ``res_id`` of the
            record on which it stands
        :return: number of activities taken away
        :raise AccessError: if the user is not of the service
        """
        with self._mc_service() as service:
            known = service._mc_find("mail.activity", [row["xmlid"] for row in rows])
            places = {
                known.get(row["xmlid"]): (row["model"], row["res_id"]) for row in rows
            }
            activities = service.env["mail.activity"].browse(known.values()).exists()
            over = activities.filtered(
                lambda one: places.get(one.id) == (one.res_model, one.res_id)
            )
            # Even an empty unlink would empty Odoo's caches.
            if over:
                over.unlink()
            return len(over)

    def _mc_show_tracking(self, row):
        picking = self.env["stock.picking"].browse(row["picking_id"]).exists()
        changes = picking and self._mc_changes(
            picking,
            {
                "mc_account_id": self._mc_account(dict(row, name=row["account"])).id,
                "mc_tracking_state": row["state"],
                "mc_tracking_sentence": self._mc_html(row.get("sentence")) or False,
                "mc_tracking_again": row.get("again") or False,
            },
        )
        if changes:
            picking.write(changes)
        return bool(changes)
