{
    "name": "Marketplace Care",
    "summary": "What marketplace buyers write and are told, inside Odoo",
    "version": "19.0.1.1.0",
    "category": "Services/Helpdesk",
    "author": "Marketplace Care",
    "license": "LGPL-3",
    "depends": ["mail", "sale_stock", "stock_delivery", "account"],
    "data": [
        "security/marketplace_care_security.xml",
        "security/ir.model.access.csv",
        "views/marketplace_care_account_views.xml",
        "views/sale_order_views.xml",
        "views/marketplace_care_menus.xml",
    ],
    "uninstall_hook": "uninstall_hook",
    "application": True,
}
