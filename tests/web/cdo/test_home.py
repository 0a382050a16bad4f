"""The CDO's first page offers a calendar to whoever has not chosen invitations by mail."""

from dataclasses import replace

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from cdo_share.accounts.models import RoleKind
from cdo_share.calendars.models import InvitedPerson
from cdo_share.core.clock import utc_now
from tests.statements import recorded_statements
from tests.web.conftest import ClientOf
from tests.web.pages import words
from tests.web.two_groupements import a_tenant

OFFER = "Mettre mes interventions sur mon téléphone"


@pytest.mark.parametrize("is_chosen", [False, True])
def test_calendar_is_offered_to_who_has_not_chosen_invitations(
    app: Flask, session: Session, client_of: ClientOf, *, is_chosen: bool
) -> None:
    settings = app.config["SETTINGS"]
    app.config["SETTINGS"] = replace(settings, mail_in="reponses@partage.example")
    own = a_tenant(session, 1)
    person = own.people[RoleKind.CDO]
    if is_chosen:
        here = {"groupement_id": own.groupement.id, "person_id": person.id}
        session.add(InvitedPerson(**here, chosen_at=utc_now()))
    browser = client_of(person)
    session.expire_all()
    home = f"/cdo/{own.addresses['engagement_id']}"

    with recorded_statements(session) as statements:
        page = words(browser.get(home).text)

    assert (OFFER in page) is not is_chosen
    assert len(statements) <= 15
