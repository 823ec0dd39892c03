from odoo import models


class PaymentTransaction(models.Model):
    _inherit = "payment.transaction"

    # The service asks for what changed since a moment; Odoo has no index for that.
    _mc_feed_idx = models.Index("(write_date, id)")
