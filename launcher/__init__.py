"""What `dev.py` needs to run Śviatło on one machine: for development, tests and the demo only.

Only the standard library is imported here, because the first thing the launcher does is install
everything else. The site never imports the launcher, and production does not ship it.
"""

import sys

if sys.version_info < (3, 11):  # noqa: UP036  (the one place that tells who has an older one)
    sys.exit(f"Śviatło needs Python 3.11 or newer; this is {sys.version.split()[0]}.")


class CannotGoOn(Exception):
    """Something is missing or broken; the message says what, and how to mend it."""
