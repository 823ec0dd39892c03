from odoo.exceptions import AccessError, UserError
from odoo.modules.module import get_manifest

from .common import MarketplaceCareCase


class TestAccount(MarketplaceCareCase):
    def _mark(self, order, **values):
        row = {
            "order_id": order.id,
            "account": "shop-de",
            "marketplace": "Example Market",
            "label": "Example Market DE",
            "order_ref": "MX-1",
            **values,
        }
        return self.service.orders_mark([row])

    def test_info_tells_what_the_service_asks(self):
        info = self.service.info()
        self.assertEqual(info["version"], get_manifest("marketplace_care")["version"])
        uuid = self.env["ir.config_parameter"].get_param("database.uuid")
        self.assertEqual(info["uuid"], uuid)
        self.assertIs(info["neutralized"], False)
        self.assertIn("orders_mark", info["features"])

    def test_info_tells_a_neutralized_database(self):
        self.env["ir.config_parameter"].set_param("database.is_neutralized", "true")
        self.assertIs(self.service.info()["neutralized"], True)

    def test_orders_show_their_account(self):
        order = self._order()
        self.assertEqual(self._mark(order), order.ids)
        self.assertEqual(order.mc_account_id.label, "Example Market DE")
        self.assertEqual(order.mc_account_id.marketplace, "Example Market")
        self.assertEqual(order.mc_order_ref, "MX-1")

    def test_an_order_that_is_marked_is_not_written_again(self):
        order = self._order()
        self._mark(order)
        self.assertEqual(self._mark(order), [])
        self.assertEqual(self._mark(order, order_ref="MX-2"), order.ids)

    def test_an_order_that_is_gone_is_passed_over(self):
        order = self._order()
        order.unlink()
        self.assertEqual(self._mark(order), [])

    def test_a_colleague_cannot_play_the_service(self):
        account = self.env["marketplace.care.account"].with_user(self.colleague)
        for method, argument in (
            ("info", []),
            ("orders_mark", [[]]),
            ("receipt_batch", [{}]),
            ("mirror_batch", [{}]),
            ("case_batch", [[]]),
            ("tracking_batch", [[]]),
            ("decision_open", []),
            ("decision_settle", [[]]),
        ):
            with self.assertRaises(AccessError, msg=method):
                getattr(account, method)(*argument)

    def test_an_administrator_may_play_the_service(self):
        admin = self.env["marketplace.care.account"].with_user(
            self.env.ref("base.user_admin")
        )
        self.assertTrue(admin.info()["version"])

    def test_without_a_helpdesk_it_is_said_so(self):
        if self.service.info()["helpdesk"]:
            self.skipTest("a helpdesk is connected in this database")
        with self.assertRaises(UserError):
            self.service.mirror_batch({"account": {"name": "shop-de"}})
