"""A real server on this machine, started as `serve` starts it, that serves the feeds of a test."""

import os
import signal
import socket
import subprocess
from contextlib import closing
from http.client import HTTPConnection
from pathlib import Path

from cdo_share.cli.processes import package_root, site_command, start_part, wait_until_answering
from tests.web.feeds.conftest import Installation

SITE = "cdo_share.wsgi:app"
TICKS = os.sysconf("SC_CLK_TCK") if hasattr(os, "sysconf") else 100


def free_port() -> int:
    """Return a port that nobody holds."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Server:
    """A gunicorn that serves an installation as `serve` does; it logs to a file.

    `app` names another application than the site's, `workers` are its processes.
    """

    def __init__(
        self,
        installation: Installation,
        folder: Path,
        *more: str,
        app: str = SITE,
        workers: int = 1,
    ) -> None:
        self.port, self.log = free_port(), folder / "site.log"
        environment = os.environ | {
            "CDO_SHARE_DATA": str(folder),
            "CDO_SHARE_DATABASE_URL": str(installation.engine.url),
            "CDO_SHARE_SECRET_KEY": installation.settings.secret_key,
            "CDO_SHARE_BASE_URL": f"http://127.0.0.1:{self.port}",
            "PYTHONPATH": str(package_root()),
        }
        usual = site_command(f"127.0.0.1:{self.port}", workers)
        command = [app if word == SITE else word for word in usual]
        self.part = start_part("site", [*command, *more], environment, log_dir=folder)
        wait_until_answering("127.0.0.1", self.port, self.part)

    def ask(self, path: str, method: str = "GET", **headers: str) -> tuple[int, str]:
        """Return status and text of an answer."""
        with closing(HTTPConnection("127.0.0.1", self.port, timeout=30)) as connection:
            connection.request(method, path, headers=headers)
            answer = connection.getresponse()
            return answer.status, answer.read().decode()

    def worker_pids(self) -> list[int]:
        """Return the numbers of the processes that answer; only on Linux."""
        master = self.part.process.pid
        return [
            int(one) for one in Path(f"/proc/{master}/task/{master}/children").read_text().split()
        ]

    def processor_seconds(self) -> float:
        """Return how long the processes have worked, in seconds of the processor; only on Linux."""
        stats = [Path(f"/proc/{pid}/stat").read_text() for pid in self.worker_pids()]
        # User and system time are the 14th and 15th fields; the 2nd is a name in parentheses.
        fields = [stat.rpartition(")")[2].split() for stat in stats]
        return sum(int(one[11]) + int(one[12]) for one in fields) / TICKS

    def resident_kilobytes(self) -> dict[int, int]:
        """Return the memory that each process holds; only on Linux."""
        return {pid: _resident(pid) for pid in self.worker_pids()}

    def end(self) -> str:
        """End the server and return all it wrote."""
        self.part.process.send_signal(signal.SIGTERM)
        try:
            self.part.process.wait(20)
        except subprocess.TimeoutExpired:
            self.part.process.kill()
            self.part.process.wait()
        return self.log.read_text()


def _resident(pid: int) -> int:
    status = Path(f"/proc/{pid}/status").read_text()
    return int(status.partition("VmRSS:")[2].split()[0])
