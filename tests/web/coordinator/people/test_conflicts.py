"""Members who must not share a CDO."""

import re

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from cdo_share.accounts.queries import list_conflicts
from cdo_share.core.audit import AuditEntry
from tests.publishing.world import World
from tests.web.coordinator.reading import body_rows
from tests.web.pages import words


def test_two_members_are_kept_apart_and_let_together_again(
    session: Session, world: World, browser: FlaskClient, pages: str
) -> None:
    address = f"{pages}/incompatibilites"
    pair = {"member_id": world.boats.id, "other_id": world.biscuits.id}
    assert "Personne n’est séparé" in words(browser.get(address).text)

    answer = browser.post(address, data=pair)
    rows = body_rows(browser.get(address).text)
    apart = list_conflicts(session, world.groupement.id)
    browser.post(f"{address}/{world.biscuits.id}/{world.boats.id}/retrait")

    assert answer.location == address
    assert rows == ["Biscuiterie Le Goff Chantier naval Kermor Ne plus les séparer"]
    assert apart == [(world.biscuits.id, world.boats.id)]
    assert list_conflicts(session, world.groupement.id) == []
    acts = session.scalars(select(AuditEntry.action).order_by(AuditEntry.id)).all()
    assert acts == ["keep_apart", "let_together"]


@pytest.mark.parametrize(
    ("pair", "fields"), [(("", ""), ["member_id"]), ((0, ""), ["other_id"]), ((0, 0), ["other_id"])]
)
def test_pair_that_is_none_is_refused_at_its_field(
    session: Session,
    world: World,
    browser: FlaskClient,
    pages: str,
    pair: tuple[int | str, int | str],
    fields: list[str],
) -> None:
    one, other = ("" if number == "" else world.boats.id for number in pair)
    typed = {"member_id": one, "other_id": other}

    answer = browser.post(f"{pages}/incompatibilites", data=typed)

    assert answer.status_code == 422
    assert re.findall(r'<p class="field-error" id="([^"]+)-error"', answer.text) == fields
    assert list_conflicts(session, world.groupement.id) == []
