from odoo.tests import TransactionCase, new_test_user, tagged


@tagged("post_install", "-at_install")
class MarketplaceCareCase(TransactionCase):
    """A service user with the one group it needs, and an ordinary colleague."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.service_user = cls._new_user("mc_service", "marketplace_care.group_service")
        cls.service_user.email = False
        cls.colleague = cls._new_user("mc_colleague", "base.group_user")
        cls.service = cls.env["marketplace.care.account"].with_user(cls.service_user)
        cls.customer = cls.env["res.partner"].create(
            {"name": "Erika Muster", "email": "erika@buyer.example"}
        )

    @classmethod
    def _new_user(cls, login, groups, **values):
        return new_test_user(
            cls.env,
            login=login,
            groups=groups,
            context={"no_reset_password": True},
            **values,
        )

    def _order(self, **values):
        return self.env["sale.order"].create({"partner_id": self.customer.id, **values})
