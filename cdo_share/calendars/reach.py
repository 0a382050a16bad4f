"""Who may read a feed: its subject while they belong to the groupement, and every coordinator."""

from typing import Any

from sqlalchemy import ColumnElement, exists, or_

from cdo_share.accounts.belonging import still_belongs
from cdo_share.accounts.models import Role, RoleKind
from cdo_share.calendars.models import Feed


def may_read(person_id: Any) -> ColumnElement[bool]:
    """Return the condition, in a statement over `Feed`, that the person may read the feed.

    `person_id` is a number or a column. The subject that a feed does not have equals none.
    """
    suitable = or_(
        Role.kind == RoleKind.COORDINATOR,
        Role.member_id == Feed.member_id,
        Role.engagement_id == Feed.engagement_id,
    )
    whose = Role.person_id == person_id, Role.groupement_id == Feed.groupement_id
    return exists().where(*whose, suitable, still_belongs())
