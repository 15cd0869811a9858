"""Every picture there is, by the name of its file."""

from tests.screens.pictures import HANDBOOK
from tests.screens.site import SITE

PICTURES = HANDBOOK | SITE
