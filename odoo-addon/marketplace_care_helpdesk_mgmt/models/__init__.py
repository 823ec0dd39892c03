from . import helpdesk_ticket
from . import marketplace_care_account
