from odoo.tools import sql

FEED_TABLES = (
    "mail_message",
    "sale_order",
    "stock_picking",
    "account_move",
    "account_payment",
    "payment_transaction",
)


def uninstall_hook(env):
    """Drop the indexes of the change feed: they lie on tables that stay."""
    for table in FEED_TABLES:
        sql.drop_index(env.cr, f"{table}_mc_feed_idx", table)
