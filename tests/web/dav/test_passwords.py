"""Who may log in from a device, and how guessing ends."""

import base64
from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from cdo_share.accounts.archive import set_engagement_active
from cdo_share.accounts.models import Engagement, Member, Person, RoleKind
from cdo_share.calendars.dav.models import DavPassword
from cdo_share.calendars.dav.passwords import (
    MOST_PASSWORDS,
    create_password,
    end_lost_passwords,
    find_asker,
    note_use,
    password_hash,
    revoke_password,
)
from cdo_share.core.clock import utc_now
from cdo_share.core.errors import InvalidInput, NotFound
from cdo_share.parting import archive_engagement
from tests.factories import a_role
from tests.web.dav.conftest import Device
from tests.web.two_groupements import Tenant


def a_try(client: FlaskClient, user: str, password: str, address: str = "192.0.2.1") -> int:
    """Return the status that a device with this name and password gets."""
    return client.open(
        "/dav/",
        method="OPTIONS",
        auth=(user, password),
        environ_overrides={"REMOTE_ADDR": address},
    ).status_code


def test_password_has_160_bits_and_only_its_hash_is_kept(session: Session, tenant: Tenant) -> None:
    person = tenant.people[RoleKind.CDO]

    row, password = create_password(session, person_id=person.id, label=" Phone ", now=utc_now())

    assert len(base64.b32decode(password.replace("-", "").upper())) * 8 == 160
    assert row.label == "Phone"
    assert row.password_sha256 == password_hash(password)
    kept = session.execute(select(DavPassword.__table__)).one()
    assert password.replace("-", "") not in str(kept)


def test_password_may_be_typed_with_or_without_hyphens(phone: Device) -> None:
    for typed in (phone.password, phone.password.replace("-", ""), phone.password.upper()):
        assert a_try(phone.client, phone.email, typed) == 200
    assert a_try(phone.client, phone.home.split("/")[2], phone.password) == 200


@pytest.mark.parametrize("header", [None, "Basic", "Basic !!", "Bearer ca_x", "Basic Og=="])
def test_request_without_a_password_is_asked_for_one(phone: Device, header: str | None) -> None:
    headers = {"Authorization": header} if header else {}

    answer = phone.client.open("/dav/", method="PROPFIND", headers=headers)

    assert answer.status_code == 401
    assert answer.headers["WWW-Authenticate"] == 'Basic realm="CDO Share", charset="UTF-8"'


def test_password_of_the_site_is_none_here(phone: Device, tenant: Tenant) -> None:
    assert a_try(phone.client, phone.email, "motdepasse") == 401


def test_password_belongs_to_its_person(
    phone: Device, tenant: Tenant, device_of: Callable[[Person], Device]
) -> None:
    other = device_of(tenant.people[RoleKind.MEMBER])

    assert a_try(phone.client, other.email, phone.password) == 401


def test_guessing_is_stopped_for_the_name_at_that_address(phone: Device) -> None:
    tries = [a_try(phone.client, phone.email, f"wrong{number}") for number in range(12)]

    assert tries == [401] * 10 + [429] * 2
    assert a_try(phone.client, phone.email.upper(), "wrong") == 429
    assert a_try(phone.client, phone.email, "wrong", "192.0.2.2") == 401
    assert a_try(phone.client, phone.home.split("/")[2], "wrong") == 401


def test_device_that_lost_its_password_does_not_shut_out_the_others_at_home(phone: Device) -> None:
    for _ in range(12):
        a_try(phone.client, phone.email, "taken back")

    assert a_try(phone.client, phone.email, phone.password) == 200


def test_who_knows_the_password_may_ask_as_often_as_they_like(phone: Device) -> None:
    assert {a_try(phone.client, phone.email, phone.password) for _ in range(30)} == {200}


def test_request_without_a_password_does_not_count_as_a_guess(phone: Device) -> None:
    for _ in range(30):
        phone.client.open("/dav/", method="PROPFIND")

    assert a_try(phone.client, phone.email, phone.password, "127.0.0.1") == 200


def test_password_that_was_taken_back_is_worth_nothing(
    phone: Device, tenant: Tenant, session: Session
) -> None:
    row = session.scalars(select(DavPassword)).one()

    person_id = tenant.people[RoleKind.CDO].id
    revoke_password(session, person_id=person_id, password_id=row.id, now=utc_now())
    session.commit()

    assert a_try(phone.client, phone.email, phone.password) == 401
    with pytest.raises(NotFound):
        revoke_password(session, person_id=person_id, password_id=row.id, now=utc_now())


def test_password_of_somebody_else_cannot_be_taken_back(
    phone: Device, tenant: Tenant, session: Session
) -> None:
    row = session.scalars(select(DavPassword)).one()

    with pytest.raises(NotFound):
        revoke_password(
            session,
            person_id=tenant.people[RoleKind.MEMBER].id,
            password_id=row.id,
            now=utc_now(),
        )


def test_closed_account_is_shut_out(phone: Device, tenant: Tenant, session: Session) -> None:
    tenant.people[RoleKind.CDO].is_active = False
    session.commit()

    assert a_try(phone.client, phone.email, phone.password) == 401


def test_archived_member_is_shut_out(
    tenant: Tenant, device_of: Callable[[Person], Device], session: Session
) -> None:
    device = device_of(tenant.people[RoleKind.MEMBER])
    session.get_one(Member, tenant.addresses["member_id"]).is_active = False
    session.commit()

    assert a_try(device.client, device.email, device.password) == 401


def test_leaving_ends_the_password_in_the_same_act_and_for_ever(
    phone: Device, tenant: Tenant, session: Session
) -> None:
    whose = {
        "groupement_id": tenant.groupement.id,
        "engagement_id": tenant.addresses["engagement_id"],
    }
    version = session.get_one(Engagement, whose["engagement_id"]).version

    archived = archive_engagement(session, **whose, version=version, now=utc_now())
    session.commit()
    row = session.scalars(select(DavPassword).execution_options(populate_existing=True)).one()
    assert row.revoked_at is not None
    set_engagement_active(session, **whose, is_active=True, version=archived.version, now=utc_now())
    session.commit()

    assert a_try(phone.client, phone.email, phone.password) == 401


def test_leaving_one_role_of_two_keeps_the_password(
    phone: Device, tenant: Tenant, session: Session
) -> None:
    a_role(session, tenant.people[RoleKind.CDO], tenant.groupement, RoleKind.COORDINATOR)
    session.get_one(Engagement, tenant.addresses["engagement_id"]).is_active = False
    session.commit()

    assert end_lost_passwords(session, utc_now()) == 0
    assert a_try(phone.client, phone.email, phone.password) == 200
    assert phone.put("a.ics", b"").status_code == 404


@pytest.mark.parametrize("label", ["", " \n "])
def test_device_needs_a_name(session: Session, tenant: Tenant, label: str) -> None:
    person_id = tenant.people[RoleKind.CDO].id

    with pytest.raises(InvalidInput) as refusal:
        create_password(session, person_id=person_id, label=label, now=utc_now())

    assert [fault.field for fault in refusal.value.faults] == ["label"]


def test_person_has_so_many_devices_at_most(session: Session, tenant: Tenant) -> None:
    person_id = tenant.people[RoleKind.CDO].id
    for _ in range(MOST_PASSWORDS):
        row, _password = create_password(session, person_id=person_id, label="x", now=utc_now())

    with pytest.raises(InvalidInput):
        create_password(session, person_id=person_id, label="x", now=utc_now())
    revoke_password(session, person_id=person_id, password_id=row.id, now=utc_now())
    create_password(session, person_id=person_id, label="x", now=utc_now())


def test_use_is_remembered_once_an_hour(app: Flask, phone: Device, session: Session) -> None:
    phone.ask("OPTIONS", "/dav/", User_Agent="DAVx5/4.5 (okhttp) Android/16").close()

    row = session.scalars(select(DavPassword).execution_options(populate_existing=True)).one()
    first = row.last_used_at
    assert row.last_client == "DAVx5/4.5 (okhttp) Android/16"
    assert first is not None
    for hours, client in ((0.5, "DAVx5/4.5 (okhttp) Android/16"), (1, "iOS")):
        later = first + timedelta(hours=hours)
        note_use(session, password_id=row.id, client="iOS", now=later)
        session.refresh(row)
        assert row.last_client == client


def test_log_in_is_one_statement(phone: Device, session: Session) -> None:
    now = utc_now()

    found = find_asker(session, user=phone.email, password=phone.password, now=now)

    assert found is not None
    assert (found.email, f"/dav/{found.key}/") == (phone.email, phone.home)
