from . import test_cases
from . import test_deadlines
from . import test_guard
from . import test_merge
from . import test_mirror
from . import test_orders
from . import test_rights
from . import test_setup
