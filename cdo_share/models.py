"""All rows of the application in one place, for migrations and for tests."""

from cdo_share.accounts import models as accounts
from cdo_share.availability import models as availability
from cdo_share.bookings import models as bookings
from cdo_share.calendars import models as calendars
from cdo_share.calendars.dav import models as dav
from cdo_share.core import audit, outbox
from cdo_share.core.orm import Model
from cdo_share.demands import models as demands
from cdo_share.exchange import models as exchange
from cdo_share.ledger import models as ledger
from cdo_share.legal import models as legal
from cdo_share.maturity import models as maturity
from cdo_share.notifications import models as notifications
from cdo_share.planning import models as planning
from cdo_share.proposals import models as proposals
from cdo_share.publishing import models as publishing
from cdo_share.rounds import models as rounds

# Imported for their tables.
__all__ = [
    "METADATA",
    "accounts",
    "audit",
    "availability",
    "bookings",
    "calendars",
    "dav",
    "demands",
    "exchange",
    "ledger",
    "legal",
    "maturity",
    "notifications",
    "outbox",
    "planning",
    "proposals",
    "publishing",
    "rounds",
]

METADATA = Model.metadata
