from . import test_account
from . import test_cases
from . import test_decisions
from . import test_facts
from . import test_feed
from . import test_receipt
from . import test_service_rights
from . import test_tracking
