"""The planted faults of two-way calendars: each shows in what a device gets."""

from datetime import datetime

import pytest

from cdo_share.calendars.dav import blocks, changes
from cdo_share.calendars.dav.blocks import MOST_BYTES, Match
from cdo_share.calendars.dav.collections import Calendar
from cdo_share.calendars.dav.models import DavCollection, DavItem
from cdo_share.calendars.dav.remembered import MOST_CHARACTERS
from cdo_share.web.dav import objects, propfind, server
from tests.web.dav.conftest import Device, entry, statuses, tree, with_namespaces


def test_device_that_knows_nothing_would_overwrite_where_etags_are_not_asked(
    phone: Device, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Match, "check", lambda *_: None)
    phone.put("a.ics", entry())

    answer = phone.put("a.ics", entry(SUMMARY="Autre"), If_None_Match="*")

    assert answer.status_code == 204


def test_deletion_would_be_missed_where_it_has_no_number(
    phone: Device, monkeypatch: pytest.MonkeyPatch
) -> None:
    busy = f"{phone.home}busy/"
    phone.put("a.ics", entry())
    _, token = phone.sync(busy)

    def forget(collection: DavCollection, item: DavItem, now: datetime) -> None:
        if not item.is_deleted:
            changes.number_change(collection, item, now)

    monkeypatch.setattr(blocks, "number_change", forget)
    phone.ask("DELETE", f"{busy}a.ics")

    assert phone.sync(busy, token) == ({}, token)


def test_old_token_would_hide_a_deletion_where_tokens_are_not_checked(
    phone: Device, monkeypatch: pytest.MonkeyPatch
) -> None:
    busy = f"{phone.home}busy/"
    monkeypatch.setattr(
        changes, "_read_token", lambda _collection, token: int(token.rpartition("-")[2])
    )

    assert phone.sync(busy, "data:,0123456789abcdef-7")[0] == {}


def test_large_entry_would_be_stored_where_nobody_counts(
    phone: Device, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(objects, "MOST_BYTES", 2 * MOST_BYTES)

    assert phone.put("a.ics", entry(SUMMARY="x" * MOST_BYTES)).status_code == 201


def test_visit_would_be_written_where_its_calendar_is_not_asked(
    phone: Device, visits: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Calendar, "is_writable", True)

    answer = phone.ask("PUT", f"{visits}a.ics", entry(), Content_Type="text/calendar")

    assert answer.status_code == 201


def test_place_of_somebody_else_would_be_answered_where_nobody_asks_whose_it_is(
    phone: Device, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(server, "_is_own", lambda _: True)

    answer = phone.propfind("/dav/0123456789abcdef/", "D:displayname")

    assert answer.status_code == 207


def test_colour_without_end_would_be_remembered_where_nobody_measures(
    phone: Device, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(propfind, "is_kept", lambda *_: True)
    colour = f"<A:calendar-color>{'x' * (MOST_CHARACTERS + 1)}</A:calendar-color>"
    asked = f"<D:propertyupdate><D:set><D:prop>{colour}</D:prop></D:set></D:propertyupdate>"

    answer = phone.ask("PROPPATCH", f"{phone.home}busy/", with_namespaces(asked))

    assert statuses(tree(answer)) == {f"{phone.home}busy/": "200"}
