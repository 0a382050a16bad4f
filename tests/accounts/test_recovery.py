"""A link to a new password: one at a time, for twenty minutes, once, for who has the mailbox."""

from datetime import datetime, timedelta
from functools import partial

import pytest
from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from cdo_share.accounts import recovery
from cdo_share.accounts.models import LoginSession, PasswordReset, Person
from cdo_share.accounts.recovery import ask_reset, get_reset_person, reset_password
from cdo_share.accounts.service import authenticate
from cdo_share.accounts.tokens import token_hash
from cdo_share.core.errors import InvalidInput, NotFound
from cdo_share.core.orm import transaction
from tests.factories import a_person
from tests.publishing.conftest import own_engine  # noqa: F401 - a fixture
from tests.races import overtake, race

EMAIL = "anne@legoff.example"
SENTENCE = "une marée haute à sept heures"


def ask(session: Session, now: datetime, email: str = EMAIL) -> str:
    """Return the secret of a new link."""
    asked = ask_reset(session, email, now=now)
    assert asked is not None
    return asked[1]


def count_resets(session: Session) -> int:
    """Return how many links are kept."""
    return session.scalar(select(func.count()).select_from(PasswordReset)) or 0


def is_good(session: Session, token: str, now: datetime) -> bool:
    """Return whether the link still leads to a person."""
    try:
        get_reset_person(session, token, now=now)
    except NotFound:
        return False
    return True


def test_ask_reset_keeps_only_the_hash_of_256_bits(session: Session, now: datetime) -> None:
    person = a_person(session, email=EMAIL)
    token = ask(session, now, f"  {EMAIL.upper()} ")

    row = session.scalars(select(PasswordReset)).one()
    assert (token[:3], len(token)) == ("cr_", 3 + 43)
    assert (row.token_sha256, row.person_id) == (token_hash(token), person.id)
    assert row.expires_at - row.created_at == timedelta(minutes=20)


@pytest.mark.parametrize(("email", "is_active"), [("nobody@legoff.example", True), (EMAIL, False)])
def test_ask_reset_unknown_or_closed_writes_nothing(
    session: Session, now: datetime, email: str, is_active: bool
) -> None:
    a_person(session, email=EMAIL, is_active=is_active)

    assert ask_reset(session, email, now=now) is None
    assert count_resets(session) == 0


def test_ask_reset_not_an_address_names_the_field(session: Session, now: datetime) -> None:
    with pytest.raises(InvalidInput) as refusal:
        ask_reset(session, "anne", now=now)
    assert [fault.field for fault in refusal.value.faults] == ["email"]


def test_ask_reset_newer_link_ends_the_older_ones_of_this_person_only(
    session: Session, now: datetime
) -> None:
    a_person(session, email=EMAIL)
    a_person(session, email="other@firm.example")
    other = ask(session, now, "other@firm.example")
    first, second = ask(session, now), ask(session, now)

    good = [is_good(session, token, now) for token in (first, second, other)]
    assert good == [False, True, True]


def test_ask_reset_sixth_time_in_a_day_gives_none_and_the_last_link_stays(
    session: Session, now: datetime
) -> None:
    a_person(session, email=EMAIL)
    tokens = [ask(session, now + timedelta(minutes=minute)) for minute in range(5)]
    soon, next_day = now + timedelta(minutes=5), now + timedelta(days=1)

    assert ask_reset(session, EMAIL, now=soon) is None
    assert is_good(session, tokens[-1], soon)
    assert ask_reset(session, EMAIL, now=next_day - timedelta(seconds=1)) is None
    assert ask_reset(session, EMAIL, now=next_day) is not None


def test_ask_reset_forgets_links_of_the_day_before(session: Session, now: datetime) -> None:
    a_person(session, email=EMAIL)
    ask(session, now)

    ask_reset(session, "nobody@legoff.example", now=now + timedelta(days=1))

    assert count_resets(session) == 0


@pytest.mark.parametrize(("seconds", "good"), [(0, True), (1199, True), (1200, False)])
def test_link_lives_twenty_minutes(
    session: Session, now: datetime, seconds: int, good: bool
) -> None:
    a_person(session, email=EMAIL)
    assert is_good(session, ask(session, now), now + timedelta(seconds=seconds)) is good


def test_link_of_an_account_closed_meanwhile_is_not_found(session: Session, now: datetime) -> None:
    person = a_person(session, email=EMAIL)
    token = ask(session, now)
    person.is_active = False
    session.flush()

    assert not is_good(session, token, now)
    with pytest.raises(NotFound):
        reset_password(session, token, password=SENTENCE, now=now)


@pytest.mark.parametrize("token", ["", "cr_", "cr_" + "A" * 43, "é\udcff"])
def test_unknown_link_is_not_found(session: Session, now: datetime, token: str) -> None:
    a_person(session, email=EMAIL)
    ask(session, now)
    assert not is_good(session, token, now)


def test_reset_password_sets_it_and_ends_sessions_and_links(
    session: Session, now: datetime
) -> None:
    person = a_person(session, email=EMAIL)
    for number in range(5):
        add_session(session, person, number, now)
    token = ask(session, now)

    assert reset_password(session, token, password=SENTENCE, now=now) is person
    assert authenticate(session, EMAIL, SENTENCE) is person
    assert session.scalars(select(LoginSession.person_id)).all() == []
    assert session.scalars(select(PasswordReset.used_at)).all() == [now]
    with pytest.raises(NotFound):
        reset_password(session, token, password=SENTENCE, now=now)


def add_session(session: Session, person: Person, number: int, now: datetime) -> None:
    """Log the person in somewhere."""
    session.add(
        LoginSession(
            id_sha256=bytes([number]) * 32,
            person_id=person.id,
            values={},
            created_at=now,
            last_seen_at=now,
            expires_at=now,
        )
    )


def test_reset_password_too_short_leaves_the_link_good(session: Session, now: datetime) -> None:
    a_person(session, email=EMAIL)
    token = ask(session, now)

    with pytest.raises(InvalidInput) as refusal:
        reset_password(session, token, password="trop court", now=now)

    assert [fault.field for fault in refusal.value.faults] == ["password"]
    assert is_good(session, token, now)


def asked(engine: Engine, now: datetime) -> str:
    """Return the secret of a link that is committed."""
    with Session(engine) as session, transaction(session):
        a_person(session, email=EMAIL)
        return ask(session, now)


def test_reset_password_twice_at_once_one_wins(
    own_engine: Engine,  # noqa: F811
    now: datetime,
) -> None:
    token = asked(own_engine, now)
    sentences = [SENTENCE, SENTENCE + " et demie"]
    acts = [partial(reset_password, token=token, password=one, now=now) for one in sentences]

    assert race(own_engine, acts) == ["NotFound", "done"]


def test_reset_password_race_without_the_lock_is_noticed(
    own_engine: Engine,  # noqa: F811
    now: datetime,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    if own_engine.dialect.name == "sqlite":
        return  # there every writing transaction waits for the one before, with or without it
    token = asked(own_engine, now)
    monkeypatch.setattr(recovery, "_lock_person", lambda session, key: session.get(Person, key))
    act = partial(reset_password, token=token, password=SENTENCE, now=now)

    assert overtake(own_engine, act, act) == "done"


def test_ask_reset_many_at_once_leaves_one_good_link_and_five_mails(
    own_engine: Engine,  # noqa: F811
    now: datetime,
) -> None:
    with Session(own_engine) as session, transaction(session):
        a_person(session, email=EMAIL)

    assert race(own_engine, [partial(ask_reset, email=EMAIL, now=now)] * 7) == ["done"] * 7

    with Session(own_engine) as session:
        ends = session.scalars(select(PasswordReset.used_at)).all()
    assert sorted(end is None for end in ends) == [False] * 4 + [True]
