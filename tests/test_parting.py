"""Leaving takes every secret address along, in the act's own transaction, and for ever."""

import ast
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from cdo_share.accounts import archive, leaving
from cdo_share.accounts.models import AccessToken, LoginSession, Person, Role, RoleKind
from cdo_share.calendars.free_pages import allow_pages, find_shown, open_page
from cdo_share.calendars.models import Ending, FeedOwner, FeedToken, FreeTimePage
from cdo_share.calendars.queries import AnswerKind, FeedKey, look_up
from cdo_share.calendars.service import open_feed
from cdo_share.calendars.subscriptions import create_token
from cdo_share.core.audit import AuditEntry
from cdo_share.core.errors import NotAllowed, NotFound
from cdo_share.core.outbox import OutboxMail
from cdo_share.joining import bring_back
from cdo_share.notifications.service import new_mail
from cdo_share.parting import (
    archive_engagement,
    close_account,
    leave_role,
    set_member_active,
    take_role_back,
)
from tests.factories import a_person, a_role
from tests.publishing.world import World, a_world

BASE_URL = "https://cdo.example"
HOUR = timedelta(hours=1)
COMPOSED = {"archive", "leaving", "taking_back", "closing"}  # of the accounts, told here

PARTINGS = (archive_engagement, close_account, leave_role, set_member_active, take_role_back)
HARMLESS = {"list_archived_members", "list_archived_engagements", "decline_invitation"}


@dataclass
class People:
    """Zoé is a CDO and speaks for the biscuits; Ana coordinates; each link has its name."""

    world: World
    zoe: Person
    ana: Person
    roles: dict[str, Role]
    secrets: dict[str, str]
    page: str


@pytest.fixture
def people(session: Session, now: datetime) -> People:
    world = a_world(session)
    zoe = session.get_one(Person, world.zoe.person_id)
    ana, deputy = a_person(session, name="Ana"), a_person(session)
    here = world.groupement
    roles = {
        "cdo": a_role(session, zoe, here, RoleKind.CDO, engagement_id=world.zoe.id),
        "firm": a_role(session, zoe, here, RoleKind.MEMBER, member_id=world.biscuits.id),
        "desk": a_role(session, ana, here, RoleKind.COORDINATOR),
    }
    a_role(session, deputy, here, RoleKind.COORDINATOR)
    allow_pages(session, groupement_id=here.id, is_allowed=True, now=now)
    whose = {"groupement_id": here.id, "engagement_id": world.zoe.id}
    people = People(world, zoe, ana, roles, {}, open_page(session, **whose, now=now)[1])
    for label, person, owner, subject in (
        ("cdo", zoe, FeedOwner.CDO, world.zoe.id),
        ("firm", zoe, FeedOwner.MEMBER, world.biscuits.id),
        ("desk", ana, FeedOwner.GROUPEMENT, 0),
    ):
        people.secrets[label] = a_link(session, people, person, FeedKey(owner, subject), label, now)
    return people


def a_link(
    session: Session, people: People, person: Person, key: FeedKey, label: str, now: datetime
) -> str:
    """Return the secret of a new link."""
    here = {"groupement_id": people.world.groupement.id, "now": now}
    feed = open_feed(session, key=key, base_url=BASE_URL, **here)
    return create_token(session, feed_id=feed.id, person_id=person.id, label=label, **here)[1]


def endings(session: Session) -> dict[str, tuple[datetime | None, Ending | None]]:
    """Return when and why each link ended, by name; the page of free half-days among them."""
    session.expire_all()
    rows = session.execute(select(FeedToken.label, FeedToken.revoked_at, FeedToken.ended_by))
    found = {label: (revoked_at, ended_by) for label, revoked_at, ended_by in rows}
    page = session.scalars(select(FreeTimePage)).one()
    return found | {"page": (page.revoked_at, page.ended_by)}


def archive_cdo(session: Session, people: People, now: datetime) -> None:
    engagement = people.world.zoe
    archive_engagement(
        session,
        groupement_id=engagement.groupement_id,
        engagement_id=engagement.id,
        version=engagement.version,
        now=now,
    )


def move_firm(session: Session, people: People, now: datetime, *, is_active: bool) -> None:
    member = people.world.biscuits
    set_member_active(
        session,
        groupement_id=member.groupement_id,
        member_id=member.id,
        is_active=is_active,
        version=member.version,
        now=now,
    )


def archive_firm(session: Session, people: People, now: datetime) -> None:
    move_firm(session, people, now, is_active=False)


def leave_as_cdo(session: Session, people: People, now: datetime) -> None:
    leave_role(session, person_id=people.zoe.id, role_id=people.roles["cdo"].id, now=now)


def leave_the_desk(session: Session, people: People, now: datetime) -> None:
    leave_role(session, person_id=people.ana.id, role_id=people.roles["desk"].id, now=now)


def take_firm_back(session: Session, people: People, now: datetime) -> None:
    role = people.roles["firm"]
    values = {"role_id": role.id, "taken_by_id": people.ana.id, "now": now}
    take_role_back(session, groupement_id=role.groupement_id, **values)


def close(session: Session, people: People, now: datetime) -> None:
    close_account(session, email=people.zoe.email, now=now)


Act = Callable[[Session, People, datetime], None]
ACTS: list[tuple[Act, set[str]]] = [
    (archive_cdo, {"cdo", "page"}),
    (archive_firm, {"firm"}),
    (leave_as_cdo, {"cdo", "page"}),
    (leave_the_desk, {"desk"}),
    (take_firm_back, {"firm"}),
    (close, {"cdo", "firm", "page"}),
]


@pytest.mark.parametrize(("act", "lost"), ACTS)
def test_act_that_takes_a_right_ends_its_addresses_in_its_own_transaction(
    session: Session, people: People, now: datetime, act: Act, lost: set[str]
) -> None:
    later = now + HOUR

    with session.begin_nested() as undone:
        act(session, people, later)
        during = endings(session)
        undone.rollback()

    everything = {*people.secrets, "page"}
    kept = dict.fromkeys(everything - lost, (None, None))
    assert during == kept | dict.fromkeys(lost, (later, Ending.LOST))
    assert endings(session) == dict.fromkeys(everything, (None, None))


@pytest.mark.parametrize("act", [act for act, _ in ACTS])
def test_act_whose_ending_is_planted_away_leaves_addresses_that_the_test_above_finds(
    session: Session, people: People, now: datetime, act: Act, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("cdo_share.parting.end_lost_access", lambda *_, **__: 0)

    act(session, people, now + HOUR)

    assert set(endings(session).values()) == {(None, None)}


def letters(session: Session, people: People, now: datetime) -> dict[str, OutboxMail]:
    """Return a letter that waits for Zoé, one for Ana, and one of another groupement for Zoé."""
    here = people.world.groupement.id
    elsewhere = a_world(session).groupement.id
    letters = {}
    for label, person, groupement_id in (
        ("zoe", people.zoe, here),
        ("ana", people.ana, here),
        ("elsewhere", people.zoe, elsewhere),
    ):
        letters[label] = new_mail(f"Vos interventions\n\n{label}", person.email, label, now)
        letters[label].groupement_id, letters[label].person_id = groupement_id, person.id
    session.add_all(letters.values())
    session.flush()
    return letters


@pytest.mark.parametrize(
    ("acts", "gone"),
    [
        ([archive_cdo], set()),  # she still speaks for the biscuits
        ([archive_cdo, archive_firm], {"zoe"}),
        ([leave_as_cdo, take_firm_back], {"zoe"}),
        ([leave_the_desk], {"ana"}),
        ([close], {"zoe"}),
    ],
)
def test_letters_do_not_follow_who_has_no_role_left(
    session: Session, people: People, now: datetime, acts: list[Act], gone: set[str]
) -> None:
    waiting = letters(session, people, now)

    for act in acts:
        act(session, people, now + HOUR)

    session.expire_all()
    taken_back = {label for label, mail in waiting.items() if mail.withdrawn_at == now + HOUR}
    assert taken_back == gone
    assert {label for label, mail in waiting.items() if mail.text == ""} == gone


def test_coming_back_revives_no_address(session: Session, people: People, now: datetime) -> None:
    archive_cdo(session, people, now + HOUR)
    archive_firm(session, people, now + HOUR)

    engagement = people.world.zoe
    session.refresh(engagement)
    bring_back(
        session,
        groupement_id=engagement.groupement_id,
        engagement_id=engagement.id,
        version=engagement.version,
        now=now + 2 * HOUR,
    )
    session.refresh(people.world.biscuits)
    move_firm(session, people, now + 2 * HOUR, is_active=True)

    kinds = {name: look_up(session, secret, now).kind for name, secret in people.secrets.items()}
    assert kinds == {"cdo": AnswerKind.EMPTY, "firm": AnswerKind.EMPTY, "desk": AnswerKind.SERVE}
    assert find_shown(session, people.page) is None
    key = FeedKey(FeedOwner.CDO, engagement.id)
    again = a_link(session, people, people.zoe, key, "again", now + 3 * HOUR)
    assert look_up(session, again, now).kind is AnswerKind.SERVE


def test_coming_back_would_revive_an_address_that_only_the_look_up_emptied(
    session: Session, people: People, now: datetime
) -> None:
    """The planted fault: archiving that does not tell the calendars."""
    member = people.world.biscuits
    whose: dict[str, Any] = {"groupement_id": member.groupement_id, "member_id": member.id}
    kinds = []
    for is_active in (False, True):
        version = member.version
        archive.set_member_active(session, **whose, is_active=is_active, version=version)
        kinds.append(look_up(session, people.secrets["firm"], now).kind)

    assert kinds == [AnswerKind.EMPTY, AnswerKind.SERVE]


def test_close_account_ends_sessions_and_programs_and_is_noted(
    session: Session, people: People, now: datetime
) -> None:
    session.add_all(
        [
            LoginSession(
                id_sha256=b"1" * 32,
                person_id=people.zoe.id,
                values={},
                created_at=now,
                last_seen_at=now,
                expires_at=now + HOUR,
            ),
            AccessToken(
                token_sha256=b"2" * 32,
                last_characters="abcd",
                role_id=people.roles["firm"].id,
                label="Tableur",
                scopes=[],
                created_at=now,
                expires_at=now + HOUR,
            ),
        ]
    )
    session.flush()

    closed = close_account(session, email=f" {people.zoe.email.upper()} ", now=now)

    assert (closed.id, closed.is_active) == (people.zoe.id, False)
    assert session.scalars(select(LoginSession)).all() == []
    assert session.scalars(select(AccessToken)).all() == []
    acts = select(AuditEntry.thing_id).where(AuditEntry.action == "close_account")
    assert session.scalars(acts).all() == [str(people.zoe.id)]


def test_close_account_of_nobody_is_not_found(
    session: Session, people: People, now: datetime
) -> None:
    with pytest.raises(NotFound):
        close_account(session, email="nobody@firm.example", now=now)


def test_leave_role_of_somebody_else_is_not_found(
    session: Session, people: People, now: datetime
) -> None:
    with pytest.raises(NotFound):
        leave_role(session, person_id=people.ana.id, role_id=people.roles["cdo"].id, now=now)


def test_open_page_is_not_for_a_groupement_that_forbids_it(
    session: Session, people: People, now: datetime
) -> None:
    engagement = people.world.zoe
    here = {"groupement_id": engagement.groupement_id, "now": now + HOUR}

    ended = allow_pages(session, is_allowed=False, **here)

    assert (ended, endings(session)["page"]) == (1, (now + HOUR, Ending.LOST))
    with pytest.raises(NotAllowed):
        open_page(session, engagement_id=engagement.id, **here)


def test_page_of_a_closed_account_is_not_shown_even_without_an_ending(
    session: Session, people: People, now: datetime
) -> None:
    session.execute(update(Person).where(Person.id == people.zoe.id).values(is_active=False))

    assert find_shown(session, people.page) is None


def list_bypasses(folder: Path) -> list[str]:
    """Return the modules of the edge that let somebody leave without telling the calendars."""
    tellers = {"parting.py", "joining.py"}  # joining only brings people back
    found = []
    for path in sorted(folder.rglob("*.py")):
        names = {
            (node.module or "", alias.name)
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
            if isinstance(node, ast.ImportFrom)
            for alias in node.names
        }
        writers = {
            f"{path.name}: {name}"
            for module, name in names
            if (module.removeprefix("cdo_share.accounts.") in COMPOSED and name not in HARMLESS)
            or (module == "cdo_share.accounts" and name in COMPOSED)
        }
        if path.name not in tellers and "accounts" not in path.parts:
            found += sorted(writers)
    return found


def test_no_edge_lets_somebody_leave_without_telling_the_calendars(tmp_path: Path) -> None:
    planted = tmp_path / "members.py"
    planted.write_text(
        f"from {leaving.__name__} import leave_role\n"
        f"from {archive.__name__} import list_archived_members\n"
        f"from {archive.__package__} import archive, queries\n"
    )

    assert list_bypasses(Path(archive.__file__).parents[1]) == []
    assert list_bypasses(tmp_path) == ["members.py: archive", "members.py: leave_role"]


def silent_partings(folder: Path) -> list[str]:
    """Return the calls that let somebody leave without saying how mails are written."""
    names = {act.__name__ for act in PARTINGS}
    return [
        f"{path.name}: {node.func.id}"
        for path in sorted(folder.rglob("*.py"))
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in names
        if "sending" not in {keyword.arg for keyword in node.keywords}
    ]


@pytest.mark.parametrize("edge", ["web", "cli"])
def test_edge_always_lets_calendars_be_cleared(edge: str) -> None:
    assert silent_partings(Path(archive.__file__).parents[1] / edge) == []


def test_planted_parting_without_mails_is_noticed(tmp_path: Path) -> None:
    (tmp_path / "acts.py").write_text("leave_role(db.session, role_id=1)", encoding="utf-8")

    assert silent_partings(tmp_path) == ["acts.py: leave_role"]
