"""The visit that an address names, if it is one of whoever acts."""

from uuid import UUID

from cdo_share.core.errors import NotFound
from cdo_share.core.i18n import N_
from cdo_share.publishing.queries import find_visit
from cdo_share.publishing.views import VisitView
from cdo_share.web.auth import actor
from cdo_share.web.extensions import db


def get_own_visit(
    visit_id: UUID, member_id: int | None = None, *, engagement_id: int | None = None
) -> VisitView:
    """Return a visit of the groupement, or of one member or CDO of it; raises NotFound."""
    visit = find_visit(db.session, actor().groupement_id, visit_id)
    if (
        visit is None
        or member_id not in (None, visit.member_id)
        or engagement_id not in (None, visit.engagement_id)
    ):
        raise NotFound(N_("There is no such visit here."))
    return visit
