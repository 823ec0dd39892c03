from odoo import models


class MailMessage(models.Model):
    _inherit = "mail.message"

    # The service asks for what changed since a moment; Odoo has no index for that.
    _mc_feed_idx = models.Index("(write_date, id)")
