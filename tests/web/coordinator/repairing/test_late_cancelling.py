"""Cancelling within a part-timer's days of notice: asked, recorded, told to whoever it binds."""

from datetime import date, timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from cdo_share.accounts.models import Person, Regime, RoleKind
from cdo_share.core.audit import AuditEntry
from cdo_share.core.clock import utc_now
from cdo_share.core.outbox import OutboxMail
from cdo_share.notifications.models import UntoldChange
from cdo_share.publishing.consents import ACTION
from cdo_share.publishing.models import Visit, VisitState
from tests.factories import a_period, a_role
from tests.publishing.world import AM, At, World, publish_places
from tests.statements import recorded_statements
from tests.web.conftest import ClientOf
from tests.web.pages import main_part, words

DUE = "ce temps vous reste dû comme temps de travail"


@pytest.fixture
def soon(session: Session, world: World) -> date:
    """Return a working day of the next days, on which a part-timer has a visit in force."""
    today = utc_now().date()
    day = today + timedelta(days=7 - today.weekday())
    period = a_period(session, world.groupement, starts_on=day, ends_on=day + timedelta(days=11))
    world.shop.period_id, world.period = period.id, period
    world.zoe.regime = Regime.PART_TIME
    session.flush()
    publish_places(session, world, [At(world.shop, world.zoe, day, AM)], utc_now())
    session.commit()
    return day


@pytest.fixture
def address(session: Session, pages: str, soon: date) -> str:
    """Return where the coordinator reaches the visit."""
    return f"{pages}/interventions/{session.scalars(select(Visit.id)).one()}"


def state(session: Session) -> VisitState:
    session.expire_all()
    return session.scalars(select(Visit.state)).one()


def noted(session: Session) -> list[bool]:
    """Return the consents in the audit, in order of time."""
    rows = session.scalars(
        select(AuditEntry).where(AuditEntry.action == ACTION).order_by(AuditEntry.id)
    )
    return [row.facts["has_accepted"] for row in rows]


def letter_to(session: Session, person_id: int) -> str:
    """Return the newest mail to a person, in words."""
    mails = select(OutboxMail.text).where(OutboxMail.person_id == person_id)
    return words(session.scalars(mails.order_by(OutboxMail.id.desc())).first() or "")


def test_coordinator_is_asked_and_what_they_say_is_recorded(
    session: Session, browser: FlaskClient, address: str, world: World, coordinator: Person
) -> None:
    page = words(main_part(browser.get(f"{address}/annuler").text))
    refused = browser.post(f"{address}/annuler", data={"replaced": "yes"})

    assert "Le travail de Zoé Martin ne peut changer avant le" in page
    assert "(L3123-31)" in page
    assert (refused.status_code, state(session)) == (422, VisitState.PLANNED)
    assert "Dites si le CDO est d’accord" in words(refused.text)

    browser.post(f"{address}/annuler", data={"replaced": "yes", "consent": "yes"})

    assert (state(session), noted(session)) == (VisitState.CANCELLED, [True])
    letter = letter_to(session, world.zoe.person_id)
    assert DUE not in letter
    assert f"Votre accord avec ce changement tardif a été noté par {coordinator.name}" in letter
    assert "Ce temps reste dû" not in words(browser.get(f"{address}/temps-libre").text)


def test_without_consent_the_time_stays_due_until_the_cdo_agrees(
    session: Session, browser: FlaskClient, pages: str, address: str, world: World
) -> None:
    alerts = f"{pages}/a-traiter?periode={world.period.id}"
    browser.post(f"{address}/annuler", data={"replaced": "no", "consent": "no"})

    assert (state(session), noted(session)) == (VisitState.CANCELLED, [False])
    assert DUE in letter_to(session, world.zoe.person_id)
    assert "Ce temps reste dû à Zoé Martin" in words(browser.get(f"{address}/temps-libre").text)
    assert "sauf accord de sa part" in words(browser.get(alerts).text)

    browser.post(f"{address}/accord")

    assert noted(session) == [False, True]
    assert "Ce temps reste dû" not in words(browser.get(f"{address}/temps-libre").text)
    assert "sauf accord de sa part" not in words(browser.get(alerts).text)
    assert browser.post(f"{address}/accord").status_code == 409


@pytest.mark.parametrize("has_left", [False, True])
def test_cdo_reads_that_their_consent_was_noted_and_by_whom(
    session: Session,
    browser: FlaskClient,
    address: str,
    world: World,
    coordinator: Person,
    has_left: bool,
) -> None:
    """In the letter that waits, which then says no more that time is due; else in another one."""
    zoe = session.get_one(Person, world.zoe.person_id)
    a_role(session, zoe, world.groupement, RoleKind.CDO, engagement_id=world.zoe.id)
    session.commit()
    browser.post(f"{address}/annuler", data={"replaced": "no", "consent": "no"})
    mails = select(OutboxMail).where(OutboxMail.person_id == world.zoe.person_id)
    (mail,) = session.scalars(mails)
    if has_left:
        mail.sent_at = utc_now()
        session.execute(delete(UntoldChange))
        session.commit()

    browser.post(f"{address}/accord")

    session.expire_all()
    letter = letter_to(session, world.zoe.person_id)
    assert f"a été noté par {coordinator.name}" in letter
    assert DUE not in letter
    assert len(session.scalars(mails).all()) == 1 + has_left


@pytest.mark.parametrize("was_told", [False, True])
def test_nothing_is_due_to_a_cdo_who_was_never_told_of_the_visit(
    session: Session, browser: FlaskClient, address: str, world: World, was_told: bool
) -> None:
    """The letter of the release has not left when its visit is cancelled."""
    if not was_told:
        session.add(
            UntoldChange(
                groupement_id=world.groupement.id,
                person_id=world.zoe.person_id,
                visit_id=session.scalars(select(Visit.id)).one(),
                noted_at=utc_now(),
            )
        )
        session.commit()
    page = words(main_part(browser.get(f"{address}/annuler").text))

    answer = browser.post(f"{address}/annuler", data={"replaced": "no", "consent": "no"})

    assert ("ne peut changer avant le" in page) is was_told
    assert answer.status_code == 302
    assert noted(session) == ([False] if was_told else [])
    assert ("Ce temps reste dû" in words(browser.get(answer.location).text)) is was_told


def test_member_is_told_and_may_cancel_all_the_same(
    session: Session,
    client_of: ClientOf,
    voice: Person,
    coordinator: Person,
    address: str,
    world: World,
) -> None:
    member = client_of(voice)
    own = f"/adherent/{world.biscuits.id}/interventions/{address.rpartition('/')[2]}/annuler"
    page = words(main_part(member.get(own).text))
    member.post(own, data={"replaced": "yes", "consent": "yes"})

    assert "sans son accord, ce temps lui reste dû comme temps de travail" in page
    assert "Le CDO est-il d’accord" not in page
    assert (state(session), noted(session)) == (VisitState.CANCELLED, [False])
    assert "temps de travail" not in letter_to(session, voice.id)
    assert "Posez-lui la question" in letter_to(session, coordinator.id)


def test_coordinator_who_is_the_cdo_is_not_asked(
    session: Session, browser: FlaskClient, address: str, world: World, coordinator: Person
) -> None:
    world.zoe.person_id = coordinator.id
    session.execute(update(Visit).values(person_id=coordinator.id))
    session.commit()

    page = words(main_part(browser.get(f"{address}/annuler").text))
    browser.post(f"{address}/annuler", data={"replaced": "yes"})

    assert "Le CDO est-il d’accord" not in page
    assert (state(session), noted(session)) == (VisitState.CANCELLED, [True])


def test_pages_stay_within_their_statements(
    session: Session, browser: FlaskClient, address: str
) -> None:
    counts = []
    for path in ("annuler", "temps-libre"):
        session.expire_all()
        with recorded_statements(session) as statements:
            assert browser.get(f"{address}/{path}").status_code == 200
        counts.append(len(statements))

    assert [count for count in counts if count > 15] == []
