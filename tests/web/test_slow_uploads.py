"""Somebody whose upload is slow locks nobody out: the body is read before anything is locked."""

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy.orm import Session
from werkzeug.serving import make_server

from cdo_share.accounts.access_tokens import Scope, issue_token
from cdo_share.accounts.models import RoleKind
from cdo_share.core.clock import utc_now
from cdo_share.core.orm import transaction
from tests.factories import a_groupement, a_person, a_role, an_engagement
from tests.site import Site, a_site, logged_in

WAIT_SECONDS = 1.0  # for the server to have read what was sent
HEAD = "POST {path} HTTP/1.1\r\nHost: localhost\r\n{more}Content-Length: {length}\r\n\r\n"
FORM = "Content-Type: multipart/form-data; boundary=B\r\n"
FILE = (
    '--B\r\nContent-Disposition: form-data; name="file"; filename="a.ics"\r\n\r\nBEGIN:',
    "VCALENDAR\r\n--B--\r\n",
)


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    """Return the site on a database of its own."""
    with a_site(tmp_path) as site:
        yield site


@contextmanager
def served(app: Flask) -> Iterator[int]:
    """Yield the port on which the site answers."""
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield server.port
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@dataclass(frozen=True)
class Asker:
    """Somebody who coordinates and is a CDO: where they send a file, and how they say who asks."""

    paths: dict[str, str]
    cookie: str
    token: str


@pytest.fixture
def asker(site: Site) -> Asker:
    """Return a person with both roles, logged in, and with an access token."""
    with Session(site.engine) as session, transaction(session):
        groupement, person = a_groupement(session, slug="armor"), a_person(session)
        engagement = an_engagement(session, groupement, person_id=person.id)
        a_role(session, person, groupement, RoleKind.CDO, engagement_id=engagement.id)
        role = a_role(session, person, groupement, RoleKind.COORDINATOR)
        _, token = issue_token(
            session,
            person_id=person.id,
            role_id=role.id,
            label="test",
            scopes=[Scope.DEMANDS_WRITE],
            days=30,
            now=utc_now(),
        )
        paths = {
            "calendar file": f"/cdo/{engagement.id}/agendas-personnels/fichier",
            "table": "/coordination/armor/tableaux/imports",
            "program": "/api/v1/demands",
        }
        return Asker(paths, f"Cookie: session={logged_in(session, person.id)}", token)


@pytest.mark.parametrize("page", ["calendar file", "table"])
def test_file_that_does_not_arrive_locks_nothing(site: Site, asker: Asker, page: str) -> None:
    more = f"{asker.cookie}\r\n{FORM}"

    assert ask_slowly(site, asker.paths[page], more, FILE) == (False, "422")


def test_question_of_a_program_that_does_not_arrive_locks_nothing(site: Site, asker: Asker) -> None:
    more = f"Authorization: Bearer {asker.token}\r\nContent-Type: application/json\r\n"
    question = '{"title": "', '"}'

    assert ask_slowly(site, asker.paths["program"], more, question) == (False, "422")


def ask_slowly(site: Site, path: str, more: str, halves: tuple[str, str]) -> tuple[bool, str]:
    """Return whether the database is locked after the first half was sent, and the status."""
    head = HEAD.format(path=path, more=more, length=len("".join(halves)))
    with served(site.app) as port, socket.create_connection(("127.0.0.1", port)) as upload:
        upload.sendall(f"{head}{halves[0]}".encode())
        time.sleep(WAIT_SECONDS)
        was_locked = site.is_locked()
        upload.sendall(halves[1].encode())
        return was_locked, upload.recv(64).decode().split()[1]
