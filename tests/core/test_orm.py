"""Instants, the transaction of the edge, and the settings of SQLite."""

from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from threading import Thread

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError, StatementError
from sqlalchemy.orm import Session

from cdo_share.accounts.models import Groupement, Member
from cdo_share.core.audit import AuditEntry, record_act
from cdo_share.core.orm import error_words, make_engine, reader, transaction
from tests.factories import a_groupement, a_site


def test_instant_comes_back_aware_and_in_utc(session: Session) -> None:
    paris_summer = timezone(timedelta(hours=2))
    groupement = a_groupement(session, created_at=datetime(2026, 7, 1, 10, tzinfo=paris_summer))
    session.expire(groupement)

    stored = groupement.created_at

    assert (stored, stored.tzinfo) == (datetime(2026, 7, 1, 8, tzinfo=UTC), UTC)


def test_naive_instant_is_refused(session: Session) -> None:
    with pytest.raises(StatementError, match="time zone"):
        a_groupement(session, created_at=datetime(2026, 7, 1, 10))  # noqa: DTZ001 - the fault


@pytest.mark.parametrize("wrong", [{"slug": "twin"}, {"halfday_price_cents": -1}])
def test_errors_show_no_value_that_was_to_be_stored(session: Session, wrong: dict) -> None:
    a_groupement(session, slug="twin")

    with pytest.raises(IntegrityError) as caught:
        a_groupement(session, name="Le secret", **wrong)

    assert error_words(caught.value).startswith("IntegrityError: ")
    assert "Le secret" not in error_words(caught.value)
    assert "SQL parameters hidden" in str(caught.value)


def test_transaction_commits_all_or_nothing(session: Session) -> None:
    def fail_halfway() -> None:
        with transaction(session):
            a_groupement(session, slug="lost")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail_halfway()

    with transaction(session):
        a_groupement(session, slug="kept")

    assert session.scalars(select(Groupement.slug)).all() == ["kept"]


def test_foreign_keys_are_enforced(session: Session) -> None:
    groupement = a_groupement(session)
    session.add(Member(groupement_id=groupement.id, slug="m", name="M", site_id=987654))

    with pytest.raises(IntegrityError):
        session.flush()


def test_site_of_another_groupement_is_refused_by_the_database(session: Session) -> None:
    groupement, other = a_groupement(session), a_groupement(session)
    foreign_site = a_site(session, other)
    session.add(Member(groupement_id=groupement.id, slug="m", name="M", site_id=foreign_site.id))

    with pytest.raises(IntegrityError):
        session.flush()


def test_record_act_keeps_who_what_and_when(session: Session, now: datetime) -> None:
    record_act(
        session,
        at=now,
        groupement_id=1,
        person_id=2,
        action="publish",
        thing=("release", 7),
        number=3,
    )
    session.flush()

    entry = session.scalars(select(AuditEntry)).one()
    assert (entry.action, entry.thing, entry.thing_id, entry.facts) == (
        "publish",
        "release",
        "7",
        {"number": 3},
    )


def test_sqlite_is_durable_and_checks_foreign_keys(tmp_path: Path) -> None:
    engine = make_engine(f"sqlite:///{tmp_path}/settings.sqlite3")
    names = ("journal_mode", "synchronous", "foreign_keys", "busy_timeout", "trusted_schema")

    with engine.connect() as connection:
        values = [connection.execute(text(f"PRAGMA {name}")).scalar() for name in names]

    assert values == ["wal", 2, 1, 10000, 0]
    engine.dispose()


def test_sqlite_writers_that_read_first_never_lose_an_update(tmp_path: Path) -> None:
    engine = make_engine(f"sqlite:///{tmp_path}/counter.sqlite3")
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE counter (value INTEGER)"))
        connection.execute(text("INSERT INTO counter VALUES (0)"))

    def count() -> None:
        for _ in range(20):
            with engine.begin() as connection:
                value = connection.execute(text("SELECT value FROM counter")).scalar_one()
                connection.execute(text("UPDATE counter SET value = :new"), {"new": value + 1})

    threads = [Thread(target=count) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    with engine.connect() as connection:
        assert connection.execute(text("SELECT value FROM counter")).scalar() == 60
    engine.dispose()


def test_sqlite_reader_does_not_wait_for_a_writer(tmp_path: Path) -> None:
    engine = make_engine(f"sqlite:///{tmp_path}/reader.sqlite3")
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE thing (value INTEGER)"))

    with engine.begin() as writer:
        writer.execute(text("INSERT INTO thing VALUES (1)"))
        with reader(engine).connect() as reading:
            assert reading.execute(text("SELECT count(*) FROM thing")).scalar() == 0
    engine.dispose()
