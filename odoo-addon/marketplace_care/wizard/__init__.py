from . import mail_compose_message
from . import marketplace_care_decide
from . import marketplace_care_note_fact
from . import portal_share
