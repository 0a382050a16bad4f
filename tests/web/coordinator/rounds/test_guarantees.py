"""What the agreement guarantees of a demand: the coordinator writes it, the member reads it."""

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from cdo_share.accounts.models import RoleKind
from tests.factories import a_person, a_role
from tests.publishing.world import World
from tests.web.conftest import ClientOf
from tests.web.pages import words


def test_guarantee_is_stored_and_the_member_reads_it(
    session: Session, world: World, browser: FlaskClient, pages: str, client_of: ClientOf
) -> None:
    voice = a_person(session, name="Anne Le Goff")
    a_role(session, voice, world.groupement, RoleKind.MEMBER, member_id=world.biscuits.id)
    session.commit()
    version = world.shop.version

    answer = browser.post(f"{pages}/besoins/{world.shop.id}/garantie", data={"halfdays": "3"})

    assert answer.location == f"{pages}/besoins/{world.shop.id}"
    session.refresh(world.shop)
    assert (world.shop.guaranteed_slots, world.shop.version) == (3, version)
    told = "Garanti par la convention : 3 demi-journées"
    own = f"/adherent/{world.biscuits.id}/besoins"
    assert told in words(client_of(voice).get(own).text)


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("5", "Garantissez de 0 à 4 demi-journées : pas plus que ce qui est demandé."),
        ("deux", "« deux » n’est pas un nombre entier"),
    ],
)
def test_guarantee_beyond_what_is_asked_or_unread_is_refused_and_stays_typed(
    session: Session, world: World, browser: FlaskClient, pages: str, typed: str, sentence: str
) -> None:
    answer = browser.post(f"{pages}/besoins/{world.shop.id}/garantie", data={"halfdays": typed})

    assert answer.status_code == 422
    assert sentence in words(answer.text)
    assert f'value="{typed}"' in answer.text
    session.refresh(world.shop)
    assert world.shop.guaranteed_slots == 0
