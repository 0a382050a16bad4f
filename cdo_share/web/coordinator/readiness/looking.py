"""Looking at a period before an allocation, with what the rooms behind planning know of today."""

from cdo_share.core.clock import utc_now
from cdo_share.planning.instance import Limits
from cdo_share.planning.readiness.look import Readiness, look_at_period
from cdo_share.publishing.queries import busy_elsewhere
from cdo_share.rounds.models import Period
from cdo_share.web.extensions import db


def look(period: Period) -> Readiness:
    """Return what is known of a period of the groupement; visits elsewhere take time."""
    elsewhere = busy_elsewhere(db.session, period.groupement_id, period.starts_on, period.ends_on)
    return look_at_period(
        db.session,
        period.groupement_id,
        period.id,
        now=utc_now(),
        limits=Limits(elsewhere=elsewhere),
    )
