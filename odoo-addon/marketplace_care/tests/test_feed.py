from odoo.tools import sql

from ..hooks import FEED_TABLES, uninstall_hook
from .common import MarketplaceCareCase


class TestFeed(MarketplaceCareCase):
    def _indexes(self):
        return [
            table
            for table in FEED_TABLES
            if sql.index_exists(self.env.cr, f"{table}_mc_feed_idx")
        ]

    def test_the_change_feed_has_an_index_on_every_table(self):
        self.assertEqual(self._indexes(), list(FEED_TABLES))

    def test_the_indexes_go_with_the_addon(self):
        uninstall_hook(self.env)
        self.assertEqual(self._indexes(), [])
