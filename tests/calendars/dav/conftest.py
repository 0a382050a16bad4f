"""A running site with two-way calendars, a CDO with two visits, and the password of a device."""

from base64 import b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from urllib.request import Request, urlopen

import pytest
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from cdo_share.accounts.models import Person, Role, RoleKind
from cdo_share.availability.models import BlockedTime
from cdo_share.calendars.dav.changes import number_change
from cdo_share.calendars.dav.models import DavCollection, DavItem, DavPrincipal
from cdo_share.calendars.dav.passwords import create_password
from cdo_share.core.clock import utc_now
from tests.calendars.live import LiveSite, a_live_site
from tests.publishing.world import AM, PM, At


@dataclass(frozen=True)
class Account:
    """What a person types into a program, and where their calendars are."""

    live: LiveSite
    user: str
    password: str
    key: str
    visits: str  # the address of the calendar of visits

    @property
    def home(self) -> str:
        """Return the address of all calendars."""
        return f"{self.live.base_url}/dav/{self.key}/"

    @property
    def busy(self) -> str:
        """Return the address of the calendar of blocked time."""
        return f"{self.home}busy/"

    def send(self, method: str, body: bytes | None = None) -> None:
        """Let another device of the person write, or take away, the entry a.ics."""
        said = b64encode(f"{self.user}:{self.password}".encode()).decode()
        headers = {"Authorization": f"Basic {said}", "Content-Type": "text/calendar"}
        url = f"{self.busy}a.ics"
        urlopen(Request(url, data=body, method=method, headers=headers), timeout=30).close()  # noqa: S310

    def count_blocked(self) -> int:
        """Return how many times the person blocks."""
        return len(self.live.write(lambda session: session.scalars(select(BlockedTime)).all()))


@contextmanager
def an_account(folder: Path) -> Iterator[Account]:
    """Yield the account of Zoé, a CDO with two visits three weeks ahead."""
    with a_live_site(folder) as live:
        settings = live.site.app.config["SETTINGS"]
        live.site.app.config["SETTINGS"] = replace(settings, caldav=True)
        world, monday = live.world, live.monday
        places = [
            At(world.shop, world.zoe, monday, AM),
            At(world.stock, world.zoe, monday + timedelta(days=1), PM),
        ]
        live.publish(places)
        yield live.write(lambda session: _account(session, live))


def _account(session: Session, live: LiveSite) -> Account:
    person = session.get_one(Person, live.world.zoe.person_id)
    # She coordinates as well; one calendar of visits is enough here.
    session.execute(
        delete(Role).where(Role.person_id == person.id, Role.kind == RoleKind.COORDINATOR)
    )
    role = session.scalars(select(Role).where(Role.person_id == person.id)).one()
    _, password = create_password(session, person_id=person.id, label="Phone", now=utc_now())
    key = session.get_one(DavPrincipal, person.id).key
    visits = f"{live.base_url}/dav/{key}/visits-{role.id}/"
    return Account(live, person.email, password, key, visits)


@pytest.fixture
def account(tmp_path: Path) -> Iterator[Account]:
    """Return an account on a site of its own."""
    with an_account(tmp_path) as account:
        yield account


def number_once(collection: DavCollection, item: DavItem, now: datetime) -> None:
    """Number only what is new: the planted fault by which devices miss what changes or goes."""
    if item.revision is None:
        number_change(collection, item, now)
