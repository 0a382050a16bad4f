"""What the forms of the desk send, and what its pages say."""

import re

from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from cdo_share.planning.drafting.service import read_visits
from cdo_share.planning.models import (
    Draft,
)
from tests.planning.drafting.desks import visit_of
from tests.publishing.world import At
from tests.web.pages import main_part, words


def key(place: At) -> str:
    """Return a visit as it stands in an address."""
    return ".".join(map(str, visit_of(place)))


def moving(place: At, where: At, version: int = 1) -> dict[str, object]:
    """Return what a form sends to move a visit to the place of another."""
    cdo = f"C{where.engagement.id}"
    return {
        "visite": key(place),
        "cdo": cdo,
        "jour": where.day.isoformat(),
        "creneau": where.slot,
        "version": version,
    }


def told(browser: FlaskClient, address: str, data: dict[str, object]) -> str:
    """Send a form and return the words of the page it leads to."""
    answer = browser.post(address, data=data)
    assert answer.status_code == 303, answer.text[:2000]
    return words(main_part(browser.get(answer.location).text))


def stored_days(session: Session) -> list[str]:
    """Return the days to which the steps of the one draft moved visits."""
    session.expire_all()
    draft = session.scalars(select(Draft)).one()
    steps = draft.steps[: draft.done]
    return [visit.day for step in steps for visit in read_visits(step["added"])]


def list_offered(page: str) -> list[tuple[str, str]]:
    """Return CDO and day of each possibility that a panel offers."""
    part = re.search(r'<ol class="desk-ranked">.*?</ol>', page, re.S)
    assert part is not None
    fields = r'name="cdo" value="([^"]+)">.*?name="jour" value="([^"]+)"'
    return re.findall(fields, part[0], re.S)
