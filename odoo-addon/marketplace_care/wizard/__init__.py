from . import mail_compose_message
from . import portal_share
