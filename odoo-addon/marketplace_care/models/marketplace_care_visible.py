from odoo import api, models
from odoo.fields import Domain

SEE_ALL = (
    "marketplace_care.group_manager",
    "marketplace_care.group_service",
    "base.group_system",
)


class MarketplaceCareVisible(models.AbstractModel):
    """Who may see the record of Odoo on which something of a marketplace stands may
    see that too; what stands on none is seen by the users of Marketplace Care.

    The rules of orders, tickets and deliveries are asked themselves, and not
    repeated in rules of our own that somebody would have to keep alike.
    """

    _name = "marketplace.care.visible"
    _description = "Visible by What It Stands On"

    @api.model
    def _mc_stands_on(self):
        """Names of the fields that lead to the records whose rights count."""
        return []

    @api.model
    def _mc_visible(self):
        """The records that the user may see, as a domain."""
        user = self.env.user
        if any(user.has_group(group) for group in SEE_ALL):
            return Domain.TRUE
        places = self._mc_stands_on()
        visible = Domain.OR(
            Domain(name, "any", Domain.TRUE)
            for name in places
            if self.env[self._fields[name].comodel_name].has_access("read")
        )
        if user.has_group("marketplace_care.group_user"):
            visible |= Domain.AND(Domain(name, "=", False) for name in places)
        return visible

    def _search(self, domain, *args, bypass_access=False, **kwargs):
        if not (self.env.su or bypass_access):
            domain = Domain(domain) & self._mc_visible()
        return super()._search(domain, *args, bypass_access=bypass_access, **kwargs)

    def _check_access(self, operation):
        result = super()._check_access(operation)
        if result or not any(self._ids):
            return result
        visible = self.browse(self._search(Domain("id", "in", self.ids)))
        if forbidden := self - visible:
            rules = self.env["ir.rule"]
            return forbidden, lambda: rules._make_access_error(operation, forbidden)
        return None
