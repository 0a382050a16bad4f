"""What a groupement decides about its calendars: half-days, and whether members look busy."""

from sqlalchemy.orm import Session

from cdo_share.calendars.models import FeedSettings, HalfdayEvents


def find_settings(session: Session, groupement_id: int) -> FeedSettings:
    """Return the settings; the usual ones, not stored, where nobody chose any."""
    return session.get(FeedSettings, groupement_id) or FeedSettings(
        groupement_id=groupement_id, halfdays=HalfdayEvents.DAY, blocks_members=False
    )


def change_settings(
    session: Session, groupement_id: int, *, halfdays: HalfdayEvents, blocks_members: bool
) -> FeedSettings:
    """Store the settings; the caller rebuilds the feeds in the same transaction."""
    settings = session.merge(
        FeedSettings(groupement_id=groupement_id, halfdays=halfdays, blocks_members=blocks_members)
    )
    session.flush()
    return settings
