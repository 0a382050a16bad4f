"""The links of whoever acts, as the page lists them, and the calendars that they may choose."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from flask_babel import gettext

from cdo_share.accounts.models import RoleKind
from cdo_share.accounts.queries import list_engagements, list_roles
from cdo_share.calendars.freshness import freshness
from cdo_share.calendars.models import DetailLevel, Ending, Feed, FeedOwner, FeedToken
from cdo_share.calendars.queries import list_ended_tokens, list_tokens
from cdo_share.calendars.readers import Subject, read_names
from cdo_share.web.auth import Actor, actor
from cdo_share.web.extensions import db
from cdo_share.web.feed_links.clients import client_text

OWNERS = {
    RoleKind.MEMBER: FeedOwner.MEMBER,
    RoleKind.CDO: FeedOwner.CDO,
    RoleKind.COORDINATOR: FeedOwner.GROUPEMENT,
}


@dataclass(frozen=True, slots=True)
class Choice:
    """A calendar that may be chosen: the value in the form, and its name."""

    value: str
    label: str


@dataclass(frozen=True, slots=True)
class LinkRow:
    """A link as the page shows it; `calendar` is empty where there is only one to choose."""

    id: int
    label: str
    calendar: str
    is_busy_only: bool
    created_at: datetime
    last_characters: str
    last_read_at: datetime | None
    client: str
    state: str
    revoked_at: datetime | None
    ended_by: str


def list_feed_links() -> list[FeedToken]:
    """Return the links of the person to the calendars of the role they act in."""
    acting = actor()
    tokens = list_tokens(db.session, groupement_id=acting.groupement_id, person_id=acting.person_id)
    return _of_role(tokens, acting)


def list_rows(now: datetime) -> tuple[list[LinkRow], list[LinkRow]]:
    """Return the links that work, and those that ended in the last thirty days, newest first."""
    acting = actor()
    whose = {"groupement_id": acting.groupement_id, "person_id": acting.person_id}
    live = _of_role(list_tokens(db.session, **whose), acting)
    ended = _of_role(list_ended_tokens(db.session, **whose, now=now), acting)
    names = _names(acting)
    return [_row(one, names, now) for one in live], [_row(one, names, now) for one in ended]


def list_choices() -> list[Choice]:
    """Return the calendars that whoever acts may choose from, the usual one first."""
    acting = actor()
    own = Choice(f"{OWNERS[acting.role.kind]}-{acting.role.subject_id}", _own_name(acting))
    if acting.role.kind is not RoleKind.COORDINATOR:
        return [own]
    elsewhere = _elsewhere(acting)
    cdos = sorted(
        (one.person.name, one.id)
        for one in list_engagements(db.session, acting.groupement_id)
        if (FeedOwner.CDO, one.id) not in elsewhere
    )
    return [own, *(Choice(f"{FeedOwner.CDO}-{number}", name) for name, number in cdos)]


def _own_name(acting: Actor) -> str:
    if acting.role.kind is RoleKind.COORDINATOR:
        return str(gettext("The whole groupement"))
    return str(gettext("My visits"))


def _names(acting: Actor) -> dict[Subject, str]:
    """Return the names of the calendars that a coordinator may have links to."""
    if acting.role.kind is not RoleKind.COORDINATOR:
        return {}
    names = read_names(db.session, acting.groupement_id)
    return names | {(FeedOwner.GROUPEMENT, 0): _own_name(acting)}


def _of_role(tokens: list[FeedToken], acting: Actor) -> list[FeedToken]:
    """Return the tokens that belong on the pages of the present role.

    A coordinator's pages have all that the person's other roles here do not have.
    """
    if acting.role.kind is not RoleKind.COORDINATOR:
        own = OWNERS[acting.role.kind], acting.role.subject_id
        return [one for one in tokens if _subject(one.feed) == own]
    elsewhere = _elsewhere(acting)
    return [one for one in tokens if _subject(one.feed) not in elsewhere]


def _elsewhere(acting: Actor) -> Collection[Subject]:
    """Return whose calendars the person finds on the pages of their other roles here."""
    return {
        (OWNERS[role.kind], role.subject_id)
        for role in list_roles(db.session, acting.person_id)
        if role.groupement_id == acting.groupement_id and role.kind is not RoleKind.COORDINATOR
    }


def _subject(feed: Feed) -> Subject:
    return feed.owner, feed.subject_id


def _row(token: FeedToken, names: dict[Subject, str], now: datetime) -> LinkRow:
    ended_by = token.ended_by or Ending.TAKEN_BACK
    return LinkRow(
        id=token.id,
        label=token.label,
        calendar=names.get(_subject(token.feed), ""),
        is_busy_only=token.feed.detail is DetailLevel.BUSY,
        created_at=token.created_at,
        last_characters=token.last_characters,
        last_read_at=token.last_read_at,
        client=client_text(token.last_client),
        state=freshness(token.created_at, token.last_read_at, now).value,
        revoked_at=token.revoked_at,
        ended_by=ended_by.value if token.revoked_at else "",
    )
