"""The site with two-way calendars switched on, and devices that are logged in."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from xml.etree.ElementTree import Element

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import delete, select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from cdo_share.accounts.models import Person, Role, RoleKind
from cdo_share.calendars.dav.markup import read_markup
from cdo_share.calendars.dav.models import DavPassword, DavPrincipal
from cdo_share.calendars.dav.passwords import create_password
from cdo_share.calendars.service import rebuild_feeds
from cdo_share.core.clock import utc_now
from cdo_share.settings import Settings
from tests.web.two_groupements import Tenant, a_tenant

NAMES = {
    "D": "DAV:",
    "C": "urn:ietf:params:xml:ns:caldav",
    "CS": "http://calendarserver.org/ns/",
    "A": "http://apple.com/ns/ical/",
}
NAMESPACES = " ".join(f'xmlns:{prefix}="{name}"' for prefix, name in NAMES.items())


@pytest.fixture
def settings(settings: Settings) -> Settings:
    """Return the settings of an installation with two-way calendars."""
    return replace(settings, caldav=True)


@dataclass
class Device:
    """A program that is logged in as a person; `home` is where their calendars are."""

    client: FlaskClient
    email: str
    password: str
    home: str

    def ask(self, method: str, path: str, body: str | bytes = b"", **headers: str) -> TestResponse:
        """Return the answer; headers are written with underscores."""
        said = {name.replace("_", "-"): value for name, value in headers.items()}
        sent = body.encode() if isinstance(body, str) else body
        return self.client.open(
            path, method=method, data=sent, headers=said, auth=(self.email, self.password)
        )

    def put(self, name: str, body: str | bytes, **headers: str) -> TestResponse:
        """Store an entry of blocked time."""
        said = {"Content_Type": "text/calendar; charset=utf-8"} | headers
        return self.ask("PUT", f"{self.home}busy/{name}", body, **said)

    def report(self, path: str, body: str, **headers: str) -> TestResponse:
        """Return the answer to a report whose root lacks its namespaces."""
        return self.ask("REPORT", path, with_namespaces(body), **{"Depth": "1"} | headers)

    def propfind(self, path: str, *names: str, depth: str = "0") -> TestResponse:
        """Return the answer for properties such as "D:getetag"."""
        asked = "".join(f"<{name}/>" for name in names)
        body = with_namespaces(f"<D:propfind><D:prop>{asked}</D:prop></D:propfind>")
        return self.ask("PROPFIND", path, body, Depth=depth)

    def sync(self, path: str, token: str = "", more: str = "") -> tuple[dict[str, str], str]:
        """Return what changed, "200" or "404" by path, and the next token."""
        answer = self.report(
            path,
            f"<D:sync-collection><D:sync-token>{token}</D:sync-token>"
            f"<D:sync-level>1</D:sync-level>{more}<D:prop><D:getetag/></D:prop>"
            "</D:sync-collection>",
        )
        assert answer.status_code == 207, answer.text
        root = tree(answer)
        return statuses(root), text_at(root, "D:sync-token")


def with_namespaces(body: str) -> str:
    """Return a document whose root declares what its names mean."""
    at = min(place for place in (body.find(">"), body.find(" "), body.find("/>")) if place > 0)
    return f"{body[:at]} {NAMESPACES}{body[at:]}"


def tree(answer: TestResponse) -> Element:
    """Return the document of an answer."""
    return read_markup(answer.data)


def text_at(root: Element, path: str) -> str:
    """Return the text at a path such as "D:prop/D:getetag"."""
    return root.findtext(path, namespaces=NAMES) or ""


def statuses(root: Element) -> dict[str, str]:
    """Return the status of each place by path: its own, or that of its properties."""
    found = {}
    for one in root.findall("D:response", NAMES):
        said = one.findtext("D:status", namespaces=NAMES) or one.findtext(
            "D:propstat/D:status", namespaces=NAMES
        )
        found[text_at(one, "D:href")] = (said or "").split()[1]
    return found


def condition(answer: TestResponse) -> str:
    """Return the name of the condition that a refusal gives, with its prefix."""
    root = tree(answer)
    assert root.tag == "{DAV:}error"
    namespace, _, name = root[0].tag[1:].partition("}")
    return {value: key for key, value in NAMES.items()}[namespace] + ":" + name


def entry(uid: str = "a", **lines: str) -> str:
    """Return an entry of a morning in January 2027, with more or other lines."""
    said = {
        "UID": uid,
        "DTSTAMP": "20261214T090000Z",
        "DTSTART": "20270112T080000Z",
        "DTEND": "20270112T110000Z",
        "SUMMARY": "Dentiste",
    } | {name.replace("_", "-"): value for name, value in lines.items()}
    inside = "".join(f"{name}:{value}\r\n" for name, value in said.items() if value)
    return calendar(f"BEGIN:VEVENT\r\n{inside}END:VEVENT\r\n")


def calendar(inside: str) -> str:
    """Return a calendar around components."""
    return f"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Test//FR\r\n{inside}END:VCALENDAR\r\n"


@pytest.fixture
def tenant(session: Session) -> Tenant:
    """Return a groupement with one published visit, on the morning of 29 January 2027."""
    tenant = a_tenant(session, 1)
    session.execute(delete(DavPassword))
    rebuild(session, tenant)
    return tenant


def rebuild(session: Session, tenant: Tenant) -> None:
    """Render the feeds anew, as every act that changes visits does."""
    rebuild_feeds(
        session, groupement_id=tenant.groupement.id, now=utc_now(), base_url="http://localhost"
    )
    session.commit()


@pytest.fixture
def device_of(app: Flask, session: Session) -> Callable[[Person], Device]:
    """Return a function that gives a device of a person."""

    def make(person: Person) -> Device:
        _, password = create_password(session, person_id=person.id, label="Phone", now=utc_now())
        key = session.get_one(DavPrincipal, person.id).key
        session.commit()
        return Device(app.test_client(), person.email, password, f"/dav/{key}/")

    return make


@pytest.fixture
def phone(tenant: Tenant, device_of: Callable[[Person], Device]) -> Device:
    """Return a device of the CDO."""
    return device_of(tenant.people[RoleKind.CDO])


def visits_of(session: Session, device: Device, person: Person) -> str:
    """Return the path of the calendar of visits of the person's only role."""
    role_id = session.scalars(select(Role.id).where(Role.person_id == person.id)).one()
    return f"{device.home}visits-{role_id}/"


@pytest.fixture
def visits(session: Session, tenant: Tenant, phone: Device) -> str:
    """Return the path of the CDO's calendar of visits."""
    return visits_of(session, phone, tenant.people[RoleKind.CDO])
