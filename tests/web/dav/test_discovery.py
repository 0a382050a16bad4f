"""How a program finds its way: from the name of the site to the calendars of the person."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from cdo_share.accounts.models import Person, RoleKind
from tests.web.dav.conftest import NAMES, Device, condition, statuses, text_at, tree
from tests.web.two_groupements import Tenant

PROP = "D:response/D:propstat/D:prop/"


@pytest.mark.parametrize("method", ["GET", "PROPFIND", "OPTIONS"])
def test_well_known_address_leads_to_where_devices_begin(phone: Device, method: str) -> None:
    answer = phone.ask(method, "/.well-known/caldav")

    assert (answer.status_code, answer.headers["Location"]) == (301, "/dav/")


@pytest.mark.parametrize("path", ["/", "/dav", "/dav/"])
def test_program_that_knows_only_the_name_of_the_site_finds_the_person(
    phone: Device, path: str
) -> None:
    answer = phone.propfind(path, "D:current-user-principal")

    assert text_at(tree(answer), f"{PROP}D:current-user-principal/D:href") == phone.home


@pytest.mark.parametrize("path", ["/dav/", "/.well-known/caldav", "/dav"])
def test_installation_that_did_not_switch_it_on_answers_nothing(
    app: Flask, phone: Device, path: str
) -> None:
    app.config["SETTINGS"] = replace(app.config["SETTINGS"], caldav=False)

    assert phone.ask("GET", path).status_code == 404
    assert phone.ask("PROPFIND", path).status_code == 404


def test_program_is_led_to_the_person_by_a_name_that_tells_nothing(phone: Device) -> None:
    answer = phone.propfind("/dav/", "D:current-user-principal")
    home = text_at(tree(answer), f"{PROP}D:current-user-principal/D:href")

    assert home == phone.home
    assert "@" not in home
    answer = phone.propfind(home, "C:calendar-home-set")
    assert text_at(tree(answer), f"{PROP}C:calendar-home-set/D:href") == home


def test_cdo_finds_visits_and_blocked_time(phone: Device, visits: str) -> None:
    answer = phone.propfind(
        phone.home, "D:resourcetype", "D:displayname", "D:current-user-privilege-set", depth="1"
    )
    root = tree(answer)

    assert list(statuses(root)) == [phone.home, visits, f"{phone.home}busy/"]
    rights = {
        text_at(one, "D:href"): {right[0].tag for right in one.iterfind(".//D:privilege", NAMES)}
        for one in root
    }
    assert rights[visits] == {
        "{DAV:}read",
        "{DAV:}read-current-user-privilege-set",
        "{urn:ietf:params:xml:ns:caldav}read-free-busy",
    }
    assert rights[f"{phone.home}busy/"] >= {"{DAV:}write", "{DAV:}write-content", "{DAV:}bind"}
    kinds = [one.find(".//C:calendar", NAMES) is not None for one in root]
    assert kinds == [False, True, True]


@pytest.mark.parametrize("kind", [RoleKind.MEMBER, RoleKind.COORDINATOR])
def test_who_is_no_cdo_finds_visits_only(
    tenant: Tenant, device_of: Callable[[Person], Device], kind: RoleKind
) -> None:
    device = device_of(tenant.people[kind])

    answer = device.propfind(device.home, "D:resourcetype", depth="1")

    paths = [path.removeprefix(device.home).split("-")[0] for path in statuses(tree(answer))]
    assert paths == ["", "visits"]
    assert device.put("a.ics", b"").status_code == 404


def test_options_tell_what_is_spoken(phone: Device) -> None:
    answer = phone.ask("OPTIONS", phone.home)

    assert answer.status_code == 200
    assert answer.headers["DAV"] == "1, 3, access-control, calendar-access"
    assert "REPORT" in answer.headers["Allow"].split(", ")


@pytest.mark.parametrize("depth", ["infinity", ""])
def test_all_depths_at_once_are_refused(phone: Device, depth: str) -> None:
    answer = phone.ask("PROPFIND", phone.home, **({"Depth": depth} if depth else {}))

    assert (answer.status_code, condition(answer)) == (403, "D:propfind-finite-depth")


def test_propfind_without_a_body_tells_what_everybody_wants(phone: Device) -> None:
    answer = phone.ask("PROPFIND", f"{phone.home}busy/", Depth="0")

    prop = tree(answer).find("D:response/D:propstat/D:prop", NAMES)
    assert prop is not None
    assert {one.tag for one in prop} == {"{DAV:}displayname", "{DAV:}resourcetype"}


def test_propname_tells_names_without_values(phone: Device) -> None:
    body = '<propfind xmlns="DAV:"><propname/></propfind>'

    answer = phone.ask("PROPFIND", f"{phone.home}busy/", body, Depth="0")

    prop = tree(answer).find("D:response/D:propstat/D:prop", NAMES)
    assert prop is not None
    names = [one.tag for one in prop]
    assert "{DAV:}sync-token" in names
    assert all(one.text is None and len(one) == 0 for one in prop)


def test_properties_that_are_missing_are_told_apart(phone: Device) -> None:
    answer = phone.propfind(phone.home, "D:displayname", "C:schedule-inbox-URL")

    stats = tree(answer).findall("D:response/D:propstat", NAMES)
    found = {text_at(one, "D:status"): [child.tag for child in one[0]] for one in stats}
    assert found == {
        "HTTP/1.1 200 OK": ["{DAV:}displayname"],
        "HTTP/1.1 404 Not Found": ["{urn:ietf:params:xml:ns:caldav}schedule-inbox-URL"],
    }


@pytest.mark.parametrize("header", [{"Prefer": "return=minimal"}, {"Brief": "t"}])
def test_properties_that_are_missing_are_left_out_for_who_wants_it_short(
    phone: Device, header: dict[str, str]
) -> None:
    body = '<propfind xmlns="DAV:"><prop><displayname/><nonsense/></prop></propfind>'

    answer = phone.ask("PROPFIND", phone.home, body, Depth="0", **header)

    stats = tree(answer).findall("D:response/D:propstat", NAMES)
    assert [text_at(one, "D:status") for one in stats] == ["HTTP/1.1 200 OK"]


def test_expand_property_follows_what_properties_point_to(phone: Device) -> None:
    answer = phone.report(
        "/dav/",
        '<D:expand-property><D:property name="current-user-principal">'
        '<D:property name="displayname"/>'
        '<D:property name="calendar-home-set" namespace="urn:ietf:params:xml:ns:caldav"/>'
        "</D:property></D:expand-property>",
    )

    inner = tree(answer).find(f"{PROP}D:current-user-principal/D:response", NAMES)
    assert inner is not None
    assert text_at(inner, "D:href") == phone.home
    assert text_at(inner, "D:propstat/D:prop/C:calendar-home-set/D:href") == phone.home


def test_nobody_is_found_by_a_search_for_people(phone: Device) -> None:
    search = "<D:principal-property-search><D:prop/></D:principal-property-search>"

    assert len(tree(phone.report("/dav/", search))) == 0
    assert phone.report("/dav/", "<D:principal-search-property-set/>").status_code == 200


def test_answers_carry_the_headers_of_the_site_and_no_cookie(
    phone: Device, client: FlaskClient, session: Session
) -> None:
    for answer in (phone.propfind("/dav/", "D:displayname"), client.get("/dav/")):
        assert answer.headers["Cache-Control"] == "private, no-cache"
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Referrer-Policy"] == "no-referrer"
        assert "Set-Cookie" not in answer.headers
        assert "Vary" not in answer.headers
