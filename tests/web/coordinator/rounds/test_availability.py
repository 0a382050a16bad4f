"""When the CDOs can work, at a glance."""

from datetime import date, timedelta

from flask.testing import FlaskClient
from sqlalchemy import delete
from sqlalchemy.orm import Session

from cdo_share.accounts.models import Person, RoleKind
from cdo_share.availability.models import (
    AvailabilityException,
    ExceptionKind,
    ExternalCalendar,
    PatternHalfday,
    ReadingFailure,
)
from cdo_share.core.clock import utc_now
from cdo_share.core.grid import Half
from cdo_share.publishing.service import publish
from tests.factories import a_calendar_address, a_role
from tests.publishing.world import At, World
from tests.web.conftest import ClientOf
from tests.web.coordinator.conftest import PlanOf
from tests.web.coordinator.days import MONDAY
from tests.web.coordinator.reading import body_rows
from tests.web.pages import words


def test_index_shows_usual_weeks_and_what_differs_in_the_period(
    session: Session, world: World, browser: FlaskClient, pages: str
) -> None:
    zoe = world.zoe.id
    session.execute(
        delete(PatternHalfday).where(
            PatternHalfday.engagement_id == zoe,
            (PatternHalfday.weekday == 4)
            | ((PatternHalfday.weekday == 2) & (PatternHalfday.half == Half.PM)),
        )
    )
    for first, last in (
        (date(2099, 1, 7), date(2099, 1, 7)),
        (date(2099, 1, 28), date(2099, 2, 3)),
        (date(2099, 2, 2), date(2099, 2, 3)),
    ):
        leave = {"engagement_id": zoe, "kind": ExceptionKind.LEAVE}
        session.add(AvailabilityException(**leave, starts_on=first, ends_on=last))
    session.commit()

    assert body_rows(browser.get(f"{pages}/disponibilites").text) == [
        "Zoé Martin journée journée matin journée – 7 demi-journées au plus 10"
        " mer. 7 janv. (Congés) mer. 28 janv. – mar. 3 févr. (Congés)",
        "Yann Guégan journée journée journée journée journée 10 demi-journées au plus 10 –",
    ]


def test_index_names_who_has_a_calendar_that_can_no_longer_be_read(
    session: Session, world: World, browser: FlaskClient, pages: str
) -> None:
    read_at = utc_now() - timedelta(days=3)
    calendar = ExternalCalendar(engagement_id=world.zoe.id, name="Famille", read_at=read_at)
    session.add(calendar)
    session.flush()
    a_calendar_address(
        session, world.zoe, calendar_id=calendar.id, failure=ReadingFailure.NOT_FOUND
    )
    session.commit()

    page = browser.get(f"{pages}/disponibilites").text

    assert "Des agendas personnels ne sont plus fiables" in page
    assert "Il n’y a plus d’agenda à cette adresse" in page
    assert page.count("Zoé Martin") == 2
    assert "Famille" not in page


def test_visit_that_lies_in_a_new_absence_is_told_to_cdo_and_coordinator(
    session: Session,
    world: World,
    browser: FlaskClient,
    pages: str,
    plan_of: PlanOf,
    client_of: ClientOf,
) -> None:
    plan = plan_of(At(world.shop, world.zoe, MONDAY, 0), At(world.stock, world.yann, MONDAY, 1))
    publish(
        session,
        groupement_id=world.groupement.id,
        plan_id=plan.id,
        published_by_id=None,
        now=plan.created_at,
    )
    person = session.get_one(Person, world.zoe.person_id)
    a_role(session, person, world.groupement, RoleKind.CDO, engagement_id=world.zoe.id)
    session.commit()
    zoe = client_of(person)
    day = MONDAY.isoformat()
    typed = {"kind": "leave", "starts_on": day, "ends_on": day, "repeats": "never"}
    address = f"/cdo/{world.zoe.id}/disponibilites"

    beside = typed | {"starts_half": "pm", "ends_half": "pm"}
    quiet = zoe.post(f"{address}/exceptions", data=beside, follow_redirects=True)
    told = zoe.post(
        f"{address}/exceptions",
        data=typed | {"starts_half": "am", "ends_half": "am"},
        follow_redirects=True,
    )

    told_days = (
        "1 intervention prévue tombe hors des disponibilités : lun. 5 janv. (Biscuiterie Le Goff)"
    )
    assert "hors des disponibilités" not in words(quiet.text)
    assert told_days in words(told.text)
    listed = words(browser.get(f"{pages}/disponibilites").text)
    assert (listed.count(f"Zoé Martin : {told_days}"), listed.count("Yann Guégan :")) == (1, 0)
