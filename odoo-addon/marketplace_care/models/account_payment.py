from odoo import models


class AccountPayment(models.Model):
    _inherit = "account.payment"

    # The service asks for what changed since a moment; Odoo has no index for that.
    _mc_feed_idx = models.Index("(write_date, id)")
