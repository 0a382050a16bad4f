"""What publishing a plan would change, visit by visit."""

from cdo_share.core.clock import utc_now
from cdo_share.publishing.service import preview_changes
from cdo_share.web.coordinator.changes import ChangeLine, lines_of_plan
from cdo_share.web.coordinator.plans.page import PlanPage
from cdo_share.web.extensions import db


def changes_of(page: PlanPage) -> list[ChangeLine]:
    """Return what publishing the plan would change; nothing when it is in force."""
    if page.is_in_force:
        return []
    plan = page.plan
    found = preview_changes(db.session, plan.groupement_id, plan.id, now=utc_now())
    return lines_of_plan(found, page.cdos, page.demands, page.grid)
