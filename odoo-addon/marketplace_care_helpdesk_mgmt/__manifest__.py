{
    "name": "Marketplace Care for Helpdesk Management",
    "summary": "Conversations with marketplace buyers as tickets of the OCA's helpdesk",
    "version": "19.0.1.1.0",
    "category": "Services/Helpdesk",
    "author": "Marketplace Care",
    "license": "AGPL-3",
    "depends": ["marketplace_care", "helpdesk_mgmt"],
    "data": [
        "security/marketplace_care_helpdesk_mgmt_security.xml",
        "security/ir.model.access.csv",
        "data/helpdesk_data.xml",
        "views/helpdesk_ticket_views.xml",
        "views/marketplace_care_helpdesk_mgmt_menus.xml",
    ],
    "post_init_hook": "post_init_hook",
    "uninstall_hook": "uninstall_hook",
    "auto_install": True,
}
