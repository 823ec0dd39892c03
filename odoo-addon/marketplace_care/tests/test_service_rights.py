from datetime import datetime, timedelta

from odoo.exceptions import AccessError, ValidationError

from .common import MarketplaceCareCase

# What the service reads: one field that its user may not read refuses the whole read.
READ = {
    "sale.order": """
        name client_order_ref origin team_id state date_order partner_id
        partner_shipping_id order_line currency_id amount_total commitment_date
        picking_ids invoice_ids company_id mc_account_id write_date
    """,
    "sale.order.line": """
        name product_id product_uom_qty qty_delivered price_unit price_total
        order_id
    """,
    "stock.picking": """
        name state sale_id carrier_id carrier_tracking_ref carrier_tracking_url
        date_done scheduled_date picking_type_code return_id partner_id move_ids
        origin user_id
    """,
    "stock.move": """
        product_id product_uom_qty quantity origin_returned_move_id sale_line_id
        state picking_id
    """,
    "account.move": """
        name move_type state payment_state reversed_entry_id invoice_origin
        amount_total partner_id matched_payment_ids invoice_date line_ids
        currency_id
    """,
    "account.move.line": """
        move_id reconciled full_reconcile_id matched_debit_ids matched_credit_ids
        sale_line_ids
    """,
    "account.payment": "date amount state partner_id move_id payment_type",
    "payment.transaction": "amount state payment_id sale_order_ids last_state_change",
    "delivery.carrier": "name delivery_type",
    "product.product": "name default_code barcode",
    "marketplace.care.case": "case_ref account_id",
    "res.partner": "name email lang country_id parent_id is_company user_ids",
    "res.company": "name email website create_date currency_id",
    "res.users": "name login lang tz notification_type partner_id share active",
    "mail.message": """
        body date message_type subtype_id author_id email_from model res_id
        message_id attachment_ids write_date
    """,
    "crm.team": "name",
}


class TestServiceRights(MarketplaceCareCase):
    def test_the_service_reads_what_it_works_with(self):
        self._order()
        for model, names in READ.items():
            records = self.env[model].with_user(self.service_user).search([], limit=3)
            try:
                records.read(names.split())
            except AccessError as error:
                self.fail(f"{model}: {error}")

    def test_the_service_sees_orders_of_everybody(self):
        order = self._order(user_id=self.colleague.id)
        found = (
            self.env["sale.order"]
            .with_user(self.service_user)
            .search([("id", "=", order.id)])
        )
        self.assertEqual(found, order)

    def test_the_service_writes_nothing_by_itself(self):
        order = self._order().with_user(self.service_user)
        with self.assertRaises(AccessError):
            order.write({"client_order_ref": "x"})
        with self.assertRaises(AccessError):
            self.customer.with_user(self.service_user).write({"name": "x"})
        with self.assertRaises(AccessError):
            self.env["res.partner"].with_user(self.service_user).create({"name": "x"})
        with self.assertRaises(AccessError):
            self.service.create({"name": "x", "label": "x"})

    def test_the_key_of_the_service_outlasts_that_of_a_colleague(self):
        keys = self.env["res.users.apikeys"]
        next_year = datetime.now() + timedelta(days=365)
        keys.with_user(self.service_user)._check_expiration_date(next_year)
        with self.assertRaises(ValidationError):
            keys.with_user(self.colleague)._check_expiration_date(next_year)

    def test_the_account_is_shown_and_not_edited_by_the_user_of_an_order(self):
        fields = self.env["sale.order"].fields_get(["mc_account_id", "mc_order_ref"])
        self.assertTrue(all(field["readonly"] for field in fields.values()))
