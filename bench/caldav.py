"""Our CalDAV server beside Radicale: same entries, questions and web server, in one run.

    python -m venv /somewhere && /somewhere/bin/pip install radicale gunicorn
    python -m bench.caldav --radicale /somewhere/bin/python --entries 60 600

Radicale is no part of this project: it runs from an environment of its own, as it comes, over
files. Rates are told with the processor time that the server's processes took for an answer.
"""

import argparse
import base64
import os
import secrets
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from http.client import HTTPConnection
from pathlib import Path

from sqlalchemy.orm import Session

from cdo_share.accounts.models import Person, RoleKind
from cdo_share.calendars.dav.models import DavPrincipal
from cdo_share.calendars.dav.passwords import create_password
from cdo_share.cli.processes import site_command
from cdo_share.core.clock import utc_now
from cdo_share.core.orm import make_engine, transaction
from cdo_share.migrations import upgrade
from tests.factories import a_groupement, a_role, an_engagement

TICKS = os.sysconf("SC_CLK_TCK")
MONDAY = datetime(2027, 1, 4, 8, tzinfo=UTC)
DAV = (
    'xmlns:D="DAV:" xmlns:C="urn:ietf:params:xml:ns:caldav" xmlns:S="http://calendarserver.org/ns/"'
)


@dataclass(frozen=True)
class Server:
    """A server that runs: where its calendar is, and who may write there."""

    name: str
    port: int
    process: "subprocess.Popen[bytes]"
    calendar: str
    user: str
    password: str

    def ask(self, method: str, name: str = "", body: str = "", **headers: str) -> tuple[int, bytes]:
        """Return status and body of an answer, on a connection of its own."""
        connection = HTTPConnection("127.0.0.1", self.port, timeout=60)
        answer = self._ask(connection, method, name, body, headers)
        connection.close()
        return answer

    def _ask(
        self,
        connection: HTTPConnection,
        method: str,
        name: str,
        body: str,
        headers: dict[str, str],
    ) -> tuple[int, bytes]:
        said = base64.b64encode(f"{self.user}:{self.password}".encode()).decode()
        headers = {"Authorization": f"Basic {said}"} | headers
        connection.request(method, self.calendar + name, body.encode(), headers)
        answer = connection.getresponse()
        return answer.status, answer.read()

    def rate(self, question: "Question", seconds: float) -> tuple[float, float]:
        """Return answers a second on one connection, and processor milliseconds for each."""
        connection = HTTPConnection("127.0.0.1", self.port, timeout=60)
        asked = question.method, question.name, question.body, {"Depth": question.depth}
        began, worked, count = time.monotonic(), self._worked(), 0
        while time.monotonic() < began + seconds:
            status, _ = self._ask(connection, *asked)
            if status != question.status:
                raise SystemExit(f"{self.name} answers {question.title} with {status}")
            count += 1
        took, work = time.monotonic() - began, self._worked() - worked
        connection.close()
        return count / took, 1000 * work / count

    def _worked(self) -> float:
        """Return the processor seconds of the server's processes; only on Linux."""
        master = self.process.pid
        children = Path(f"/proc/{master}/task/{master}/children").read_text().split()
        stats = [Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2] for pid in children]
        # User and system time, also of children that have ended: fields 14 to 17.
        return sum(sum(map(int, stat.split()[11:15])) for stat in stats) / TICKS


@dataclass(frozen=True)
class Question:
    """What a device asks again and again, and the status that is right for it."""

    title: str
    method: str
    body: str = ""
    depth: str = "0"
    name: str = ""
    status: int = 207


QUESTIONS = (
    Question(
        "PROPFIND depth 0 (ctag, sync-token)",
        "PROPFIND",
        f"<D:propfind {DAV}><D:prop><S:getctag/><D:sync-token/></D:prop></D:propfind>",
    ),
    Question(
        "PROPFIND depth 1 (ETags)",
        "PROPFIND",
        f"<D:propfind {DAV}><D:prop><D:getetag/></D:prop></D:propfind>",
        depth="1",
    ),
    Question(
        "REPORT calendar-query, a week with data",
        "REPORT",
        f"<C:calendar-query {DAV}><D:prop><D:getetag/><C:calendar-data/></D:prop><C:filter>"
        '<C:comp-filter name="VCALENDAR"><C:comp-filter name="VEVENT">'
        '<C:time-range start="20270111T000000Z" end="20270118T000000Z"/>'
        "</C:comp-filter></C:comp-filter></C:filter></C:calendar-query>",
        depth="1",
    ),
    Question(
        "REPORT sync-collection, everything",
        "REPORT",
        f"<D:sync-collection {DAV}><D:sync-token/><D:sync-level>1</D:sync-level>"
        "<D:prop><D:getetag/></D:prop></D:sync-collection>",
    ),
    Question("GET an entry", "GET", name="e0.ics", status=200),
)


def main() -> None:
    """Measure both servers and print a table for each number of entries."""
    reading = argparse.ArgumentParser(description=__doc__)
    reading.add_argument("--radicale", required=True, help="a Python that has Radicale")
    reading.add_argument("--entries", type=int, nargs="+", default=[60])
    reading.add_argument("--seconds", type=float, default=4)
    asked = reading.parse_args()
    for count in asked.entries:
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder)
            with ours(path) as own, radicale(path, asked.radicale) as other:
                _fill(own, count)
                _fill(other, count)
                _compare(own, other, count, asked.seconds)


def _fill(server: Server, count: int) -> None:
    for number in range(count):
        body = _entry(number)
        status, said = server.ask(
            "PUT", f"e{number}.ics", body, **{"Content-Type": "text/calendar"}
        )
        if status != 201:
            raise SystemExit(f"{server.name} answers PUT with {status}: {said!r}")


def _entry(number: int) -> str:
    start = MONDAY + timedelta(days=number // 2, hours=4 * (number % 2))
    lines = (
        *("BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Bench//FR", "BEGIN:VEVENT"),
        *(f"UID:e{number}", "DTSTAMP:20261214T090000Z", f"DTSTART:{start:%Y%m%dT%H%M%SZ}"),
        *(f"DTEND:{start + timedelta(hours=3):%Y%m%dT%H%M%SZ}", f"SUMMARY:Rendez-vous {number}"),
        *(f"DESCRIPTION:{'Une ligne. ' * 20}", "LOCATION:Vannes", "END:VEVENT", "END:VCALENDAR"),
    )
    return "\r\n".join((*lines, ""))


def _compare(own: Server, other: Server, count: int, seconds: float) -> None:
    """Print rates and processor time; who goes first changes, and each has two goes."""
    print(f"\n| {count} entries | ours /s | Radicale /s | ours ms | Radicale ms | times |")
    print("|---|---|---|---|---|---|")
    for question in QUESTIONS:
        goes = [(server, server.rate(question, seconds / 2)) for server in (own, other, other, own)]
        mine = max(rate for server, rate in goes if server is own)
        theirs = max(rate for server, rate in goes if server is other)
        print(
            f"| {question.title} | {mine[0]:.0f} | {theirs[0]:.0f} | {mine[1]:.2f} "
            f"| {theirs[1]:.2f} | {theirs[1] / mine[1]:.1f} |",
            flush=True,
        )


@contextmanager
def ours(folder: Path) -> Iterator[Server]:
    """Yield our server with a CDO's calendar of blocked time."""
    url, key = f"sqlite:///{folder / 'bench.sqlite3'}", secrets.token_hex(32)
    user, password, calendar = _an_account(url)
    port = _free_port()
    environment = os.environ | {
        "CDO_SHARE_DATA": str(folder),
        "CDO_SHARE_DATABASE_URL": url,
        "CDO_SHARE_SECRET_KEY": key,
        "CDO_SHARE_BASE_URL": f"http://127.0.0.1:{port}",
        "CDO_SHARE_CALDAV": "1",
        "PYTHONPATH": str(Path(__file__).resolve().parents[1]),
    }
    with _running(site_command(f"127.0.0.1:{port}", 1), environment, port, folder) as process:
        yield Server("ours", port, process, calendar, user, password)


def _an_account(url: str) -> tuple[str, str, str]:
    """Return address, app password and calendar of a CDO in a new database."""
    engine, now = make_engine(url), utc_now()
    upgrade(engine)
    with Session(engine) as session, transaction(session):
        here = a_groupement(session)
        engagement = an_engagement(session, here)
        person = session.get_one(Person, engagement.person_id)
        a_role(session, person, here, RoleKind.CDO, engagement_id=engagement.id)
        _, password = create_password(session, person_id=person.id, label="Bench", now=now)
        account = person.email, password, session.get_one(DavPrincipal, person.id).key
    engine.dispose()
    return account[0], account[1], f"/dav/{account[2]}/busy/"


@contextmanager
def radicale(folder: Path, python: str) -> Iterator[Server]:
    """Yield Radicale as it comes, behind the same web server, with an empty calendar."""
    port, files = _free_port(), folder / "radicale"
    files.mkdir()
    (files / "users").write_text("cdo:secret\n")
    (files / "config").write_text(
        f"[auth]\ntype = htpasswd\nhtpasswd_filename = {files / 'users'}\n"
        "htpasswd_encryption = plain\ndelay = 0\n"
        f"[storage]\nfilesystem_folder = {files / 'collections'}\n[logging]\nlevel = error\n"
    )
    usual = site_command(f"127.0.0.1:{port}", 1)
    command = [
        {"cdo_share.wsgi:app": "radicale:application", sys.executable: python}.get(w, w)
        for w in usual
    ]
    environment = {"PATH": os.environ["PATH"], "RADICALE_CONFIG": str(files / "config")}
    with _running(command, environment, port, folder) as process:
        server = Server("Radicale", port, process, "/cdo/busy/", "cdo", "secret")
        made = "<D:resourcetype><D:collection/><C:calendar/></D:resourcetype>"
        server.ask("MKCOL", body=f"<D:mkcol {DAV}><D:set><D:prop>{made}</D:prop></D:set></D:mkcol>")
        yield server


@contextmanager
def _running(
    command: list[str], environment: dict[str, str], port: int, folder: Path
) -> Iterator["subprocess.Popen[bytes]"]:
    with (folder / f"{port}.log").open("ab") as log:
        process = subprocess.Popen(  # noqa: S603 - our own command
            command, env=environment, stdout=log, stderr=log, cwd=folder
        )
        try:
            _wait(port, process, folder)
            yield process
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(timeout=30)


def _wait(port: int, process: "subprocess.Popen[bytes]", folder: Path) -> None:
    until = time.monotonic() + 60
    while time.monotonic() < until and process.poll() is None:
        try:
            connection = HTTPConnection("127.0.0.1", port, timeout=60)
            connection.request("OPTIONS", "/")
            connection.getresponse()
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise SystemExit((folder / f"{port}.log").read_text())


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


if __name__ == "__main__":
    main()
