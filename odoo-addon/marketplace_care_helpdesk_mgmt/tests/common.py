from base64 import b64encode

from odoo.addons.marketplace_care.tests.common import MarketplaceCareCase

ADDON = "marketplace_care_helpdesk_mgmt"


class HelpdeskCase(MarketplaceCareCase):
    """A conversation of the account "shop-de" and an agent who answers it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.agent = cls._new_user(
            "mc_agent",
            "helpdesk_mgmt.group_helpdesk_user,base.group_partner_manager",
            email="agent@shop.example",
            notification_type="inbox",
        )
        cls.team = cls.env.ref(f"{ADDON}.team")
        cls.team.user_ids += cls.agent

    def _conversation(self, number="1", **ticket):
        """A batch with one buyer, one ticket and one message."""
        return {
            "account": {
                "name": "shop-de",
                "marketplace": "Example Market",
                "label": "Example Market DE",
            },
            "contacts": [{"xmlid": f"__mc__.shop-de.c.{number}", "name": "Erika M."}],
            "tickets": [
                {
                    "xmlid": f"__mc__.shop-de.t.{number}",
                    "name": f"Example Market MX-{number}: Where is my parcel?",
                    "description": "<p>Order MX-1</p>",
                    "contact_xmlid": f"__mc__.shop-de.c.{number}",
                    "mc_conversation": number,
                    "mc_order_ref": f"MX-{number}",
                    "mc_url": f"https://market.example/conversations/{number}",
                    **ticket,
                }
            ],
            "messages": [self._message(number)],
        }

    def _message(self, number="1", **values):
        return {
            "ticket_xmlid": f"__mc__.shop-de.t.{number}",
            "message_id": f"<shop-de.m{number}@marketplace-care>",
            "xmlid": f"__mc__.shop-de.m.{number}",
            "body": "<p>Where is <b>my</b> parcel?</p>",
            "author": {"contact_xmlid": f"__mc__.shop-de.c.{number}"},
            "email_from": "Erika M.",
            "date": "2026-01-02 10:00:00",
            "message_type": "email",
            "subtype": "comment",
            **values,
        }

    def _file(self, name, data=b"data", **values):
        return {"name": name, "data": b64encode(data).decode(), **values}

    def _mirror(self, batch=None):
        return self.service.mirror_batch(batch or self._conversation())

    def _ticket(self, **values):
        answer = self._mirror(self._conversation(**values))
        return self.env["helpdesk.ticket"].browse(answer["tickets"].values())
