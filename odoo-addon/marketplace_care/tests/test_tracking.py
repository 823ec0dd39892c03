from odoo.exceptions import AccessError

from .common import MarketplaceCareCase

KEY = "tracking:shop-de:1@2026-11-20 10:00:00:JD01:4711"


class TestTracking(MarketplaceCareCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.packer = cls._new_user("mc_packer", "stock.group_stock_user")
        cls.seller = cls._new_user("mc_seller", "sales_team.group_sale_salesman")
        out = cls.env.ref("stock.warehouse0").out_type_id
        cls.picking = cls.env["stock.picking"].create(
            {
                "picking_type_id": out.id,
                "location_id": out.default_location_src_id.id,
                "location_dest_id": cls.env.ref("stock.stock_location_customers").id,
            }
        )

    def _show(self, **values):
        row = {
            "picking_id": self.picking.id,
            "account": "shop-de",
            "marketplace": "Example Market",
            "state": "refused",
            "sentence": "The marketplace does not know the carrier “Hermes”.",
            "again": [KEY],
            **values,
        }
        return self.service.tracking_batch([row])

    def test_a_delivery_shows_what_became_of_its_tracking(self):
        self.assertEqual(self._show(), self.picking.ids)
        self.assertEqual(self.picking.mc_tracking_state, "refused")
        self.assertIn("Hermes", self.picking.mc_tracking_sentence)
        self.assertEqual(self.picking.mc_account_id.name, "shop-de")
        self.assertEqual(self._show(), [])
        self.assertEqual(self._show(state="pushed", again=[]), self.picking.ids)
        self.assertFalse(self.picking.mc_tracking_again)

    def test_a_delivery_that_is_gone_is_passed_over(self):
        self.picking.unlink()
        self.assertEqual(self._show(), [])

    def test_one_click_tries_again_once(self):
        self._show()
        picking = self.picking.with_user(self.packer)
        picking.action_mc_try_again()
        picking.action_mc_try_again()
        rows = [row for row in self.service.decision_open(200) if row["effect_key"]]
        self.assertEqual(len(rows), 1)
        self.assertEqual(rows[0]["effect_key"], KEY)
        self.assertEqual(rows[0]["action"], "not-sent")
        self.assertEqual(rows[0]["account"], "shop-de")
        self.assertIs(rows[0]["case_ref"], False)
        self.assertTrue(picking.mc_tracking_decided)
        settled = {"id": rows[0]["id"], "outcome": "taken", "sentence": ""}
        self.service.decision_settle([settled])
        self.assertFalse(picking.mc_tracking_decided)

    def test_a_decision_that_was_refused_says_why(self):
        self._show()
        picking = self.picking.with_user(self.packer)
        picking.action_mc_try_again()
        (row,) = self.service.decision_open(200)
        settled = {"id": row["id"], "outcome": "refused", "sentence": "It was sent."}
        self.service.decision_settle([settled])
        self.assertIn("It was sent.", picking.mc_tracking_refusal)
        self.assertFalse(picking.mc_tracking_decided)
        self._show(state="pushed", again=[])
        self.assertFalse(picking.mc_tracking_refusal)

    def test_what_is_unclear_can_be_marked_as_arrived(self):
        self._show(state="unclear")
        self.picking.with_user(self.packer).action_mc_arrived()
        actions = [row["action"] for row in self.service.decision_open(200)]
        self.assertEqual(actions, ["sent"])

    def test_only_the_inventory_decides(self):
        self._show()
        for user in (self.seller, self.colleague):
            with self.assertRaises(AccessError, msg=user.login):
                self.picking.with_user(user).action_mc_try_again()

    def test_nobody_names_what_goes_out_again(self):
        picking = self.picking.with_user(self.packer)
        with self.assertRaises(AccessError):
            picking.write({"mc_tracking_again": ["reply:shop-de:1"]})
        self._show()
        with self.assertRaises(AccessError):
            picking.write({"mc_tracking_state": False})
        picking.write({"note": "<p>x</p>"})
        with self.assertRaises(AccessError):
            self.service.with_user(self.packer).tracking_batch([])

    def test_a_copy_was_never_handed_over(self):
        self._show()
        copy = self.picking.copy()
        self.assertFalse(copy.mc_tracking_state or copy.mc_tracking_again)

    def test_an_activity_of_the_service_is_taken_away_once_it_is_over(self):
        order = self._order()
        user = self.env.ref("base.user_admin")
        own = order.activity_schedule("mail.mail_activity_data_todo", user_id=user.id)
        xmlid = "__mc__.shop-de.p.1"
        activity = own.copy()
        self.env["marketplace.care.account"]._mc_bind(
            "mail.activity", [xmlid], activity
        )
        row = {"xmlid": xmlid, "model": "sale.order", "res_id": order.id}
        self.assertEqual(self.service.activities_take([dict(row, res_id=0)]), 0)
        self.assertEqual(self.service.activities_take([row]), 1)
        self.assertEqual(self.service.activities_take([row]), 0)
        self.assertEqual(order.activity_ids, own)
        with self.assertRaises(AccessError):
            self.service.with_user(self.colleague).activities_take([row])
