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

    def _case_row(self, **values):
        """A return that waits for a decision, as the service hands it over."""
        return {
            "account": "shop-de",
            "marketplace": "Example Market",
            "label": "Example Market DE",
            "case_ref": "R-1",
            "name": "Return R-1: Flower pot",
            "type": "return",
            "order_ref": "MX-1",
            "order_id": False,
            "ticket_id": False,
            "state": "Waits for your decision",
            "is_open": True,
            "reason": "Does not fit",
            "quantity": 2,
            "decide_by": "2026-12-01 10:00:00",
            "opened_at": "2026-11-20 10:00:00",
            "actions": [
                {
                    "action": "accept",
                    "consequence": "Accepting pays the buyer.",
                    "text": "none",
                },
                {
                    "action": "reject",
                    "consequence": "The buyer reads your words.",
                    "text": "required",
                },
            ],
            **values,
        }

    def _case(self, **values):
        """A case with all rights; other users look at it by ``with_user``."""
        (number,) = self.service.case_batch([self._case_row(**values)])
        return self.env["marketplace.care.case"].browse(number)

    def _decide(self, case, action="accept", text=False):
        """As a person does: the button, then the wizard."""
        button = case.with_context(default_action=action).action_decide()
        wizard = case.env[button["res_model"]].with_context(**button["context"])
        wizard.create({"text": text}).action_decide()
