"""Who may still act: a role counts while the member or the CDO it speaks for belongs here."""

from sqlalchemy import ColumnElement, and_, or_

from cdo_share.accounts.models import Engagement, Member, Role


def still_belongs() -> ColumnElement[bool]:
    """Return the condition that a role's member or engagement has not been archived.

    A coordinator's role speaks for neither, and always counts.
    """
    return and_(
        or_(Role.member_id.is_(None), Role.member.has(Member.is_active)),
        or_(Role.engagement_id.is_(None), Role.engagement.has(Engagement.is_active)),
    )
