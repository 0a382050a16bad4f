"""What a device remembers with us about a calendar, and what is not its to change."""

from collections.abc import Callable

import pytest
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from cdo_share.accounts.models import Person, RoleKind
from cdo_share.calendars.dav.remembered import MOST_CHARACTERS, MOST_PROPERTIES
from tests.factories import a_role
from tests.web.dav.conftest import (
    NAMES,
    Device,
    text_at,
    tree,
    visits_of,
    with_namespaces,
)
from tests.web.two_groupements import Tenant

PROP = "D:response/D:propstat/D:prop/"


def patch(device: Device, path: str, inside: str) -> TestResponse:
    """Return the answer to a change of properties."""
    body = with_namespaces(f"<D:propertyupdate>{inside}</D:propertyupdate>")
    return device.ask("PROPPATCH", path, body)


def a_set(inside: str) -> str:
    """Return the wish to set properties."""
    return f"<D:set><D:prop>{inside}</D:prop></D:set>"


def results(answer: TestResponse) -> dict[str, str]:
    """Return the status of each property by its name."""
    assert answer.status_code == 207
    return {
        one.tag.rpartition("}")[2]: text_at(stat, "D:status").split()[1]
        for stat in tree(answer).iterfind(".//D:propstat", NAMES)
        for one in stat[0]
    }


def read(device: Device, path: str, name: str) -> str:
    """Return what a property says."""
    return text_at(tree(device.propfind(path, name)), PROP + name)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("D:displayname", "À moi"),
        ("A:calendar-color", "#FF2968FF"),
        ("A:calendar-order", "7"),
        ("C:calendar-description", "Mon temps"),
        ("C:calendar-timezone", "BEGIN:VCALENDAR END:VCALENDAR"),
        ("CS:default-alarm", "BEGIN:VALARM END:VALARM"),
    ],
)
@pytest.mark.parametrize("kind", ["busy", "visits"])
def test_device_finds_again_what_it_set(
    phone: Device, visits: str, kind: str, name: str, value: str
) -> None:
    path = visits if kind == "visits" else f"{phone.home}busy/"

    answer = patch(phone, path, a_set(f'<{name} symbolic-color="custom">{value}</{name}>'))

    assert results(answer) == {name.split(":")[1]: "200"}
    assert read(phone, path, name) == value


def test_colour_of_one_calendar_is_not_that_of_another(phone: Device, visits: str) -> None:
    before = read(phone, visits, "A:calendar-color")

    patch(phone, f"{phone.home}busy/", a_set("<A:calendar-color>#FF0000FF</A:calendar-color>"))

    assert read(phone, visits, "A:calendar-color") == before != "#FF0000FF"


def test_what_was_set_can_be_forgotten(phone: Device, visits: str) -> None:
    before = read(phone, visits, "D:displayname")
    patch(phone, visits, a_set("<D:displayname>À moi</D:displayname>"))

    answer = patch(
        phone, visits, "<D:remove><D:prop><D:displayname/><A:unknown/></D:prop></D:remove>"
    )

    assert results(answer) == {"displayname": "200", "unknown": "200"}
    assert read(phone, visits, "D:displayname") == before


@pytest.mark.parametrize(
    "protected",
    [
        "<D:getetag>1</D:getetag>",
        "<D:resourcetype/>",
        "<D:sync-token>data:,x</D:sync-token>",
        "<CS:getctag>1</CS:getctag>",
        "<D:current-user-privilege-set><D:privilege><D:all/></D:privilege>"
        "</D:current-user-privilege-set>",
        "<D:acl/>",
        "<C:max-resource-size>9</C:max-resource-size>",
        "<A:calendar-color><D:href/></A:calendar-color>",
        f"<A:calendar-color>{'x' * (MOST_CHARACTERS + 1)}</A:calendar-color>",
    ],
)
def test_protected_property_is_refused_and_nothing_of_the_rest_is_done(
    phone: Device, protected: str
) -> None:
    busy = f"{phone.home}busy/"
    before = read(phone, busy, "A:calendar-order")

    answer = patch(phone, busy, a_set(f"<A:calendar-order>9</A:calendar-order>{protected}"))

    name = protected[1:].split(">")[0].split("/")[0].split(":")[1]
    assert results(answer) == {name: "403", "calendar-order": "424"}
    why = tree(answer).find(".//D:error/D:cannot-modify-protected-property", NAMES)
    assert why is not None
    assert read(phone, busy, "A:calendar-order") == before


def test_properties_are_not_remembered_without_end(phone: Device) -> None:
    busy = f"{phone.home}busy/"
    many = "".join(f"<A:x{number}>1</A:x{number}>" for number in range(MOST_PROPERTIES + 1))

    assert patch(phone, busy, a_set(many)).status_code == 507
    assert read(phone, busy, "A:x0") == ""


@pytest.mark.parametrize("path", ["", "busy/a.ics"])
def test_only_calendars_have_properties_to_set(phone: Device, path: str) -> None:
    answer = patch(phone, phone.home + path, a_set("<D:displayname>x</D:displayname>"))

    assert answer.status_code == 403


def test_property_of_one_person_is_not_anothers(
    phone: Device,
    visits: str,
    tenant: Tenant,
    session: Session,
    device_of: Callable[[Person], Device],
) -> None:
    patch(phone, visits, a_set("<D:displayname>À moi</D:displayname>"))
    member = tenant.people[RoleKind.MEMBER]
    other = device_of(member)

    assert read(other, visits_of(session, other, member), "D:displayname") != "À moi"


def test_person_with_two_roles_has_a_calendar_of_visits_for_each(
    phone: Device, tenant: Tenant, session: Session
) -> None:
    a_role(session, tenant.people[RoleKind.CDO], tenant.groupement, RoleKind.COORDINATOR)
    session.commit()

    answer = phone.propfind(phone.home, "D:displayname", depth="1")

    paths = [one.text or "" for one in tree(answer).iterfind("D:response/D:href", NAMES)]
    assert [path.count("visits-") for path in paths] == [0, 1, 1, 0]
    assert [len(phone.sync(path)[0]) for path in paths[1:3]] == [1, 1]


@pytest.mark.parametrize(
    "body",
    [
        "<nonsense",
        "",
        '<!DOCTYPE a [<!ENTITY b "c">]><propertyupdate xmlns="DAV:"/>',
        '<propfind xmlns="DAV:"/>',
    ],
)
def test_change_that_cannot_be_read_is_refused(phone: Device, body: str) -> None:
    assert phone.ask("PROPPATCH", f"{phone.home}busy/", body).status_code == 400
