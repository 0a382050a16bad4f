"""Tokens: shown once, kept as a hash, renamed, renewed and taken back."""

import base64
import hashlib
import re
from datetime import datetime

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from cdo_share.accounts.models import Person, RoleKind
from cdo_share.calendars.models import Ending, Feed, FeedOwner, FeedToken
from cdo_share.calendars.queries import (
    AnswerKind,
    list_tokens,
    look_up,
)
from cdo_share.calendars.subscriptions import (
    MOST_TOKENS,
    create_token,
    rename_token,
    revoke_token,
    rotate_token,
)
from cdo_share.core.errors import Conflict, InvalidInput, NotAllowed, NotFound
from cdo_share.models import METADATA
from tests.calendars.subscribing import (
    MONTH,
    a_subscribing_world,
    feed_of,
    revoke,
    subscribe,
)
from tests.factories import a_groupement, a_person, a_role
from tests.publishing.world import World


@pytest.fixture
def world(session: Session, now: datetime) -> World:
    """Return a world whose CDO Zoé has a feed with one visit."""
    return a_subscribing_world(session, now)


def dump(session: Session) -> bytes:
    """Return every value of every row, as a thief of the database would see them."""
    rows = (row for table in METADATA.sorted_tables for row in session.execute(select(table)))
    values = (value for row in rows for value in row)
    return b"\n".join(v if isinstance(v, bytes) else str(v).encode() for v in values)


def test_create_token_gives_a_long_secret_of_which_only_the_hash_is_kept(
    session: Session, world: World, now: datetime
) -> None:
    token, secret = subscribe(session, world, now)

    assert re.fullmatch(r"cf_[A-Za-z0-9_-]{43}", secret)
    assert token.token_sha256 == hashlib.sha256(secret.encode()).digest()
    assert (token.label, token.last_characters) == ("Téléphone", secret[-4:])


def test_database_after_a_subscription_holds_no_usable_secret(
    session: Session, world: World, now: datetime
) -> None:
    token, secret = subscribe(session, world, now)
    found = dump(session)

    assert token.token_sha256 in found
    for usable in (secret, secret[3:], secret[3:23], secret[-20:]):
        assert usable.encode() not in found
    assert base64.urlsafe_b64decode(secret[3:] + "=") not in found
    assert look_up(session, token.token_sha256.hex(), now).kind is AnswerKind.UNKNOWN


def test_create_token_twice_gives_two_secrets(
    session: Session, world: World, now: datetime
) -> None:
    assert subscribe(session, world, now)[1] != subscribe(session, world, now)[1]


@pytest.mark.parametrize("label", ["", "  ", "\r\n", "\x00"])
def test_create_token_without_a_label_is_refused(
    session: Session, world: World, now: datetime, label: str
) -> None:
    feed = feed_of(session, world, FeedOwner.CDO, world.zoe.id)

    with pytest.raises(InvalidInput) as refusal:
        create_token(
            session,
            groupement_id=world.groupement.id,
            feed_id=feed.id,
            person_id=world.zoe.person_id,
            label=label,
            now=now,
        )

    assert [fault.field for fault in refusal.value.faults] == ["label"]


def test_create_token_is_for_the_subject_and_for_coordinators(
    session: Session, world: World, now: datetime
) -> None:
    people = {name: a_person(session) for name in ("coordinator", "biscuits", "boats", "nobody")}
    a_role(session, people["coordinator"], world.groupement, RoleKind.COORDINATOR)
    for name, member in (("biscuits", world.biscuits), ("boats", world.boats)):
        a_role(session, people[name], world.groupement, RoleKind.MEMBER, member_id=member.id)
    people["zoe"] = session.get_one(Person, world.zoe.person_id)
    elsewhere = a_person(session)
    a_role(session, elsewhere, a_groupement(session), RoleKind.COORDINATOR)
    people["elsewhere"] = elsewhere
    feeds = {
        "cdo": feed_of(session, world, FeedOwner.CDO, world.zoe.id),
        "member": feed_of(session, world, FeedOwner.MEMBER, world.biscuits.id),
        "groupement": feed_of(session, world, FeedOwner.GROUPEMENT),
    }

    def may(person: Person, feed: Feed) -> bool:
        try:
            create_token(
                session,
                groupement_id=world.groupement.id,
                feed_id=feed.id,
                person_id=person.id,
                label="x",
                now=now,
            )
        except NotAllowed:
            return False
        return True

    allowed = {
        (name, kind)
        for name, person in people.items()
        for kind, feed in feeds.items()
        if may(person, feed)
    }
    assert allowed == {
        ("coordinator", "cdo"),
        ("coordinator", "member"),
        ("coordinator", "groupement"),
        ("zoe", "cdo"),
        ("biscuits", "member"),
    }


def test_create_token_for_a_feed_of_another_groupement_is_not_found(
    session: Session, world: World, now: datetime
) -> None:
    feed = feed_of(session, world, FeedOwner.CDO, world.zoe.id)

    with pytest.raises(NotFound):
        create_token(
            session,
            groupement_id=a_groupement(session).id,
            feed_id=feed.id,
            person_id=world.zoe.person_id,
            label="x",
            now=now,
        )


def test_revoke_of_one_token_leaves_the_others(
    session: Session, world: World, now: datetime
) -> None:
    (first, first_secret), (_, second_secret) = (subscribe(session, world, now) for _ in range(2))

    revoke(session, world, first, now)

    assert look_up(session, first_secret, now).kind is AnswerKind.EMPTY
    assert look_up(session, second_secret, now).kind is AnswerKind.SERVE


def test_revoke_twice_keeps_the_first_moment(session: Session, world: World, now: datetime) -> None:
    token, _ = subscribe(session, world, now)

    revoke(session, world, token, now)
    revoke(session, world, token, now + MONTH)

    assert token.revoked_at == now


def test_revoke_of_a_token_of_somebody_else_is_not_found(
    session: Session, world: World, now: datetime
) -> None:
    token, secret = subscribe(session, world, now)

    for person_id, groupement_id in (
        (world.yann.person_id, world.groupement.id),
        (world.zoe.person_id, a_groupement(session).id),
    ):
        with pytest.raises(NotFound):
            revoke_token(
                session,
                groupement_id=groupement_id,
                token_id=token.id,
                person_id=person_id,
                now=now,
            )
    assert look_up(session, secret, now).kind is AnswerKind.SERVE


def test_rotate_gives_a_new_secret_for_the_device_and_revokes_the_old(
    session: Session, world: World, now: datetime
) -> None:
    old, old_secret = subscribe(session, world, now)

    new, secret = rotate_token(
        session,
        groupement_id=world.groupement.id,
        token_id=old.id,
        person_id=world.zoe.person_id,
        now=now,
    )

    assert (new.feed_id, new.label) == (old.feed_id, old.label)
    assert look_up(session, old_secret, now).kind is AnswerKind.EMPTY
    assert look_up(session, secret, now).kind is AnswerKind.SERVE
    tokens = list_tokens(session, groupement_id=world.groupement.id, person_id=world.zoe.person_id)
    assert [(one.id, one.feed.slug) for one in tokens] == [(new.id, world.zoe.slug)]


def test_create_token_is_not_for_a_cdo_who_left(
    session: Session, world: World, now: datetime
) -> None:
    world.zoe.is_active = False
    session.flush()

    with pytest.raises(NotAllowed):
        subscribe(session, world, now)


def rotate(session: Session, world: World, token: FeedToken, now: datetime) -> str:
    return rotate_token(
        session,
        groupement_id=world.groupement.id,
        token_id=token.id,
        person_id=world.zoe.person_id,
        now=now,
    )[1]


def test_ended_token_tells_why(session: Session, world: World, now: datetime) -> None:
    (first, _), (second, _) = (subscribe(session, world, now) for _ in range(2))

    revoke(session, world, first, now)
    rotate(session, world, second, now)

    assert [first.ended_by, second.ended_by] == [Ending.TAKEN_BACK, Ending.REPLACED]


def test_rotate_of_a_token_that_ended_is_refused(
    session: Session, world: World, now: datetime
) -> None:
    token, _ = subscribe(session, world, now)
    rotate(session, world, token, now)

    with pytest.raises(Conflict):
        rotate(session, world, token, now)

    assert len(session.scalars(select(FeedToken)).all()) == 2


def test_rotate_is_not_for_somebody_who_may_no_longer_read(
    session: Session, world: World, now: datetime
) -> None:
    token, _ = subscribe(session, world, now)
    world.zoe.is_active = False
    session.flush()

    with pytest.raises(NotAllowed):
        rotate(session, world, token, now)


def test_one_token_too_many_is_refused_until_one_is_taken_back(
    session: Session, world: World, now: datetime
) -> None:
    tokens = [subscribe(session, world, now)[0] for _ in range(MOST_TOKENS)]

    with pytest.raises(InvalidInput) as refusal:
        subscribe(session, world, now)
    rotate(session, world, tokens[0], now)
    revoke(session, world, tokens[1], now)
    subscribe(session, world, now)

    faults = [(fault.field, fault.message.values) for fault in refusal.value.faults]
    assert faults == [("limit", {"most": 20})]


def test_rename_changes_the_name_and_nothing_else(
    session: Session, world: World, now: datetime
) -> None:
    token, secret = subscribe(session, world, now)
    whose = {"groupement_id": world.groupement.id, "token_id": token.id}

    rename_token(session, **whose, person_id=world.zoe.person_id, label=" Tablette\n du salon ")
    with pytest.raises(InvalidInput):
        rename_token(session, **whose, person_id=world.zoe.person_id, label=" ")
    with pytest.raises(NotFound):
        rename_token(session, **whose, person_id=world.yann.person_id, label="Autre")

    assert token.label == "Tablette du salon"
    assert look_up(session, secret, now).kind is AnswerKind.SERVE
