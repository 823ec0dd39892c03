from . import mail_compose_message
from . import marketplace_care_decide
from . import portal_share
