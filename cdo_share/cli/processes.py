"""Starting and ending the processes of an installation."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlsplit

from cdo_share.settings import BadSetting, Settings

GRACE_SECONDS = 10
THREADS = 16
BEHIND_PROXY = "127.0.0.1:8000"


def listening_address(settings: Settings) -> str:
    """Return where the site listens: its own address, or one of this machine behind a proxy."""
    if settings.is_proxied:
        return BEHIND_PROXY
    port = urlsplit(settings.base_url).port
    return f"{settings.host}:{port or 80}"


def require_free_port(host: str, port: int) -> None:
    """Raise BadSetting when another program holds the port."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise BadSetting(
                f"port {port} of {host} is taken ({error.strerror}). "
                f"Maybe: make run PORT={port + 1}"
            ) from error


def site_command(address: str, workers: int) -> list[str]:
    """Return the command that serves the site at host:port on this platform."""
    if os.name == "nt":
        return [sys.executable, "-m", "waitress", f"--listen={address}", "cdo_share.wsgi:app"]
    return [
        *(sys.executable, "-m", "gunicorn", "cdo_share.wsgi:app"),
        *("--bind", address, "--worker-class", "gthread"),
        *("--workers", str(workers), "--threads", str(THREADS)),
        *("--graceful-timeout", "10", "--log-level", "warning", "--no-control-socket"),
    ]


def serve_site(address: str, *, workers: int) -> None:
    """Become the web server; returns only when it could not start."""
    command = site_command(address, workers)
    if os.name == "nt":
        sys.exit(subprocess.call(command))  # noqa: S603 - our own command
    os.execv(command[0], command)  # noqa: S606 - our own command


@dataclass(frozen=True, slots=True)
class Part:
    """A running part of the installation."""

    name: str
    process: subprocess.Popen[bytes]


def start_part(
    name: str, command: Sequence[str], environment: Mapping[str, str], *, log_dir: Path
) -> Part:
    """Start a part in a session of its own, so that Ctrl-C reaches only us; it logs to a file."""
    with (log_dir / f"{name}.log").open("ab") as log:
        process = subprocess.Popen(  # noqa: S603 - our own command
            list(command),
            env=dict(environment),
            start_new_session=True,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
        )
    return Part(name, process)


def end_parts(parts: Sequence[Part]) -> None:
    """Ask every part to end, wait, and kill what does not listen."""
    for part in parts:
        if part.process.poll() is None:
            part.process.send_signal(signal.SIGTERM)
    deadline = time.monotonic() + GRACE_SECONDS
    for part in parts:
        try:
            part.process.wait(max(0.1, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            part.process.kill()
            part.process.wait()


def wait_until_one_ends(parts: Sequence[Part]) -> Part:
    """Return the first part that ends."""
    while True:
        for part in parts:
            if part.process.poll() is not None:
                return part
        time.sleep(0.2)


def wait_until_answering(host: str, port: int, part: Part, *, seconds: float = 60) -> None:
    """Wait until the site answers a request; raises BadSetting when it does not.

    The server accepts connections well before it has read the application.
    """
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline and part.process.poll() is None:
        try:
            with closing(HTTPConnection(host, port, timeout=seconds)) as connection:
                connection.request("GET", "/sante")
                connection.getresponse()
                return
        except OSError:
            time.sleep(0.1)
    raise BadSetting(f"the site did not start at {host}:{port} within {seconds:.0f} s")


def package_root() -> Path:
    """Return the folder from which `python -m cdo_share` works."""
    return Path(__file__).resolve().parent.parent.parent
