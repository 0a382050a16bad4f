"""Sessions that ran out and feeds that moved on, without anybody asking."""

from datetime import timedelta

from sqlalchemy import select

from cdo_share.accounts.models import Groupement, LoginSession
from cdo_share.calendars.models import Feed
from cdo_share.exchange.models import ImportDraft, TableKind
from cdo_share.jobs.tidying import renew_feeds, tidy
from tests.factories import a_groupement, a_person
from tests.jobs.office import Office, present

BASE_URL = "http://localhost"


def test_tidy_forgets_only_the_sessions_that_ran_out(office: Office) -> None:
    now = present()
    with office.sessions() as session:
        for number, life in enumerate((-1, 0, 1)):
            row = LoginSession(
                id_sha256=bytes([number]) * 32,
                person_id=None,
                values={},
                created_at=now,
                last_seen_at=now,
                expires_at=now + timedelta(seconds=life),
            )
            session.add(row)
        session.commit()

    tidy(office.sessions, now=now, base_url=BASE_URL)

    with office.sessions() as session:
        left = session.scalars(select(LoginSession.id_sha256)).all()
    assert left == [b"\x02" * 32]


def test_tidy_forgets_imports_begun_a_day_ago(office: Office) -> None:
    now = present()
    with office.sessions() as session:
        groupement, person = a_groupement(session), a_person(session)
        for hours in (23, 24):
            row = ImportDraft(
                groupement_id=groupement.id,
                person_id=person.id,
                kind=TableKind.MEMBERS,
                file_name=f"{hours}.csv",
                columns=[],
                rows=[],
                notes=[],
                created_at=now - timedelta(hours=hours),
            )
            session.add(row)
        session.commit()

    tidy(office.sessions, now=now, base_url=BASE_URL)

    with office.sessions() as session:
        left = session.scalars(select(ImportDraft.file_name)).all()
    assert left == ["23.csv"]


def test_tidy_twice_leaves_the_feeds_as_they_are(office: Office) -> None:
    now = present()
    tidy(office.sessions, now=now, base_url=BASE_URL)
    with office.sessions() as session:
        before = session.execute(select(Feed.slug, Feed.etag, Feed.last_modified_at)).all()

    tidy(office.sessions, now=now + timedelta(hours=6), base_url=BASE_URL)

    with office.sessions() as session:
        after = session.execute(select(Feed.slug, Feed.etag, Feed.last_modified_at)).all()
    assert len(before) > 0
    assert after == before


def test_renew_feeds_renders_only_where_a_name_changed(office: Office) -> None:
    now = present()
    with office.sessions() as session:
        other_id = a_groupement(session).id
        session.commit()
        engine = session.get_bind().engine
    first = renew_feeds(engine, now=now, base_url=BASE_URL)
    again = renew_feeds(engine, now=now, base_url=BASE_URL)

    with office.sessions() as session:
        session.get_one(Groupement, other_id).name = "Groupement rebaptisé"
        session.commit()
    third = renew_feeds(engine, now=now, base_url=BASE_URL)

    assert (first, again, third) == ([office.groupement_id, other_id], [], [other_id])
    with office.sessions() as session:
        body = session.scalar(select(Feed.body).where(Feed.groupement_id == other_id).limit(1))
    assert "Groupement rebaptisé" in (body or b"").decode()
