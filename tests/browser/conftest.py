"""The demonstration as a newcomer starts it, and a real Chromium that opens it."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from cdo_share.web.demonstration import DEMONSTRATION_PASSWORD

ROOT = Path(__file__).resolve().parent.parent.parent
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
QUIET = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
START_SECONDS = 120


@dataclass
class Demonstration:
    """A running demonstration: its process, its address, and what it printed."""

    process: subprocess.Popen[str]
    base_url: str
    lines: list[str]

    def login_of(self, role: str) -> str:
        """Return the address that the demonstration printed for a role."""
        row = next(line for line in self.lines if line.startswith(f"  {role} "))
        return row.split()[1]


def free_port() -> int:
    """Return a port that nobody uses."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def start(data: Path) -> Demonstration:
    """Start the demonstration and wait until it says that it runs."""
    port = free_port()
    process = subprocess.Popen(
        [
            *(sys.executable, "-m", "cdo_share", "demo"),
            *("--port", str(port), "--data", str(data), "--seconds", "2"),
        ],
        cwd=ROOT,
        env={**os.environ, "PYTHONUNBUFFERED": "1"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    assert process.stdout is not None
    lines: list[str] = []
    deadline = time.monotonic() + START_SECONDS
    for line in process.stdout:
        lines.append(line.rstrip())
        if line.startswith("Ctrl-C stops"):
            return Demonstration(process, f"http://127.0.0.1:{port}", lines)
        if time.monotonic() > deadline:
            break
    process.kill()
    raise AssertionError("the demonstration did not start:\n" + "\n".join(lines))


def stop(running: Demonstration) -> int:
    """Press Ctrl-C and return the exit status."""
    running.process.send_signal(signal.SIGINT)
    status = running.process.wait(30)
    assert running.process.stdout is not None
    running.lines += running.process.stdout.read().splitlines()
    running.process.stdout.close()
    return status


@pytest.fixture(scope="session")
def demonstration(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demonstration]:
    """Return a running demonstration, shared by the browser tests."""
    running = start(tmp_path_factory.mktemp("demonstration"))
    yield running
    if running.process.poll() is None:
        stop(running)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Return a headless Chromium."""
    if CHROMIUM is None:
        if os.environ.get("CI") == "true":
            raise AssertionError("Chromium is not installed")
        pytest.skip("Chromium is not installed")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=list(QUIET))
        yield browser
        browser.close()


OpenAs = Callable[..., Page]


@pytest.fixture
def open_as(demonstration: Demonstration, browser: Browser) -> Iterator[OpenAs]:
    """Return a function that opens a page logged in as a role; console errors fail the test.

    A refusal that the test provokes is named by `refused`, the status that the console reports, or
    each part of what it reports.
    """
    contexts, complaints = [], []

    def log_in(
        role: str,
        width: int = 1280,
        *,
        bypass_csp: bool = False,
        refused: str | tuple[str, ...] = (),
    ) -> Page:
        expected = (refused,) if isinstance(refused, str) else refused

        def note(text: str) -> None:
            if not any(part in text for part in expected):
                complaints.append(text)

        context = browser.new_context(
            viewport={"width": width, "height": 800},
            locale="fr-FR",
            base_url=demonstration.base_url,
            bypass_csp=bypass_csp,
        )
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda m: note(m.text) if m.type == "error" else None)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.goto("/connexion")
        page.get_by_label("Adresse").fill(demonstration.login_of(role))
        page.get_by_label("Mot de passe", exact=True).fill(DEMONSTRATION_PASSWORD)
        page.keyboard.press("Enter")
        page.wait_for_url(lambda url: "/connexion" not in url)
        return page

    yield log_in
    for context in contexts:
        context.close()
    assert complaints == []
