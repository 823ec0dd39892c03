from . import helpdesk_ticket
from . import helpdesk_ticket_team
from . import marketplace_care_account
from . import marketplace_care_case
from . import sale_order
