"""The question before a visit is cancelled: is its time still asked for?"""

from datetime import timedelta
from uuid import UUID

from flask_babel import lazy_gettext as _l
from wtforms import RadioField
from wtforms.validators import InputRequired, Optional

from cdo_share.accounts.models import RoleKind
from cdo_share.cancelling import cancel_and_tell, find_notice
from cdo_share.core.clock import utc_now
from cdo_share.core.errors import Conflict
from cdo_share.core.i18n import N_
from cdo_share.core.orm import transaction
from cdo_share.legal.notice import FrozenZone
from cdo_share.publishing.cancelling import CancelWish
from cdo_share.publishing.models import CancelledBy, VisitState
from cdo_share.publishing.views import VisitView
from cdo_share.web.auth import actor
from cdo_share.web.extensions import db
from cdo_share.web.forms import Form, options, sometimes
from cdo_share.web.mails import render_mail
from cdo_share.web.period import local_today
from cdo_share.web.sites import base_url, surroundings

IN_THE_NAME_OF = {
    RoleKind.MEMBER: CancelledBy.MEMBER,
    RoleKind.COORDINATOR: CancelledBy.COORDINATOR,
}


class CancelForm(Form):
    """Whether the time of a cancelled visit is to be found again."""

    replaced = RadioField(
        _l("And its time?"),
        [InputRequired()],
        choices=options(
            (
                ("yes", _l("To be placed on another day")),
                ("no", _l("Not needed any more")),
            )
        ),
    )
    consent = RadioField(
        _l("Does the CDO agree?"),
        [Optional(), sometimes],
        choices=options(
            (
                ("yes", _l("Yes, the CDO agrees")),
                ("no", _l("No, or I have not asked")),
            )
        ),
    )

    @property
    def has_consent(self) -> bool | None:
        """Return whether the CDO agrees to a late change; None where nothing was said."""
        return self.consent.data == "yes" if self.consent.data else None


def is_late(visit: VisitView) -> bool:
    """Return whether it comes after the last day that the groupement's notice allows."""
    notice = actor().groupement.cancel_notice_days
    return notice is not None and visit.day - local_today() < timedelta(days=notice)


def late_zone(visit: VisitView) -> FrozenZone | None:
    """Return the days of notice of the visit's CDO when it lies in them and is still planned.

    None where the CDO does not count on it: they know nothing of it yet, or are away themselves.
    """
    if visit.state is VisitState.CANCELLED:
        return None
    return find_notice(db.session, visit, utc_now())


def cancel(visit_id: UUID, form: CancelForm, member_id: int | None = None) -> None:
    """Cancel the visit in the name of whoever acts.

    Raises NotFound, Conflict, InvalidInput when nothing was said of a CDO's consent.
    """
    acting = actor()
    by = IN_THE_NAME_OF.get(acting.role.kind)
    if by is None:
        raise Conflict(N_("A CDO reports an absence instead."))
    wish = CancelWish(
        visit_id=visit_id,
        cancelled_by=by,
        person_id=acting.person_id,
        is_replaced=form.replaced.data == "yes",
        has_consent=form.has_consent,
    )
    with transaction(db.session):
        cancel_and_tell(
            db.session,
            groupement_id=acting.groupement_id,
            wish=wish,
            now=utc_now(),
            base_url=base_url(),
            render=render_mail,
            replies=surroundings().replies,
            member_id=member_id,
        )
