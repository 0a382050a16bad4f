"""Whoever gets visits by invitation has no calendar of them here, and is busy all the same."""

from dataclasses import replace

import pytest
from sqlalchemy.orm import Session

from cdo_share.accounts.models import RoleKind
from cdo_share.calendars.models import InvitedPerson
from cdo_share.core.clock import utc_now
from cdo_share.settings import Settings
from tests.web.dav.conftest import Device
from tests.web.dav.test_free_busy import busy_lines, free_busy
from tests.web.two_groupements import Tenant


@pytest.fixture
def settings(settings: Settings) -> Settings:
    """Return the settings of an installation that sends invitations too."""
    return replace(settings, mail_in="reponses@partage.example")


def test_visits_that_only_invitations_show_make_busy(
    session: Session, tenant: Tenant, phone: Device, visits: str
) -> None:
    before = busy_lines(free_busy(phone, phone.home))
    cdo = tenant.people[RoleKind.CDO]
    session.add(
        InvitedPerson(groupement_id=tenant.groupement.id, person_id=cdo.id, chosen_at=utc_now())
    )
    session.commit()

    assert len(before) == 1
    assert busy_lines(free_busy(phone, phone.home)) == before
    assert free_busy(phone, visits).status_code == 404
