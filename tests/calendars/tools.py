"""Foreign calendar programs: where they are, and what happens where one is missing.

`make test` installs those written in Python in `.venv-clients`, `npm ci --prefix
tests/calendars/node` those for Node.js; Debian has the others. A test whose program is missing
is left out with one line, and fails where CI=true.
"""

import json
import os
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
CLIENT_PYTHON = ROOT / ".venv-clients" / "bin" / "python"
SYSTEM_PYTHON = Path("/usr/bin/python3")
NODE_MODULES = HERE / "node" / "node_modules"
SABRE = Path("/usr/share/php/Sabre/VObject")
LIBICAL_PROBE = "import gi; gi.require_version('ICalGLib', '3.0')"


def require(is_there: bool, what: str) -> None:
    """Skip a test whose tool is missing; fail instead where everything must be there."""
    if not is_there and os.environ.get("CI") == "true":
        pytest.fail(f"{what} is missing")
    if not is_there:
        pytest.skip(f"{what} is missing")


def printed_json(command: Sequence[str | Path], feed: bytes) -> Any:
    """Return the JSON that a reader prints for the feed that it is given."""
    done = subprocess.run(command, input=feed, capture_output=True, check=False, timeout=60)
    assert done.returncode == 0, done.stderr.decode(errors="replace")
    return json.loads(done.stdout)


def node_reader(script: str, package: str) -> list[str]:
    """Return the command of a script for Node.js that needs an npm package."""
    node = shutil.which("node")
    is_there = node is not None and (NODE_MODULES / package).is_dir()
    require(is_there, f"Node.js with {package} (see tests/calendars/node)")
    return [str(node), str(HERE / "node" / script)]


@pytest.fixture(scope="session")
def client_python() -> Path:
    """Return the Python of the environment with caldav, khal, vdirsyncer and vobject."""
    require(CLIENT_PYTHON.exists(), "the environment .venv-clients (see `make test`)")
    return CLIENT_PYTHON


@pytest.fixture(scope="session")
def client_programs(client_python: Path) -> Path:
    """Return the folder with the programs `khal` and `vdirsyncer`."""
    return client_python.parent


@pytest.fixture(scope="session")
def php() -> str:
    """Return the PHP that finds sabre/vobject."""
    found = shutil.which("php")
    require(found is not None and SABRE.is_dir(), "sabre/vobject (php-cli, php-sabre-vobject)")
    return str(found)


@pytest.fixture(scope="session")
def thunderbird() -> str:
    """Return the program Thunderbird."""
    found = shutil.which("thunderbird")
    require(found is not None, "Thunderbird (thunderbird)")
    return str(found)


@pytest.fixture(scope="session")
def libical_python() -> Path:
    """Return the system's Python, which finds libical."""
    is_there = (
        SYSTEM_PYTHON.exists()
        and not subprocess.run(
            [SYSTEM_PYTHON, "-c", LIBICAL_PROBE], capture_output=True, check=False
        ).returncode
    )
    require(is_there, "libical for Python (gir1.2-ical-3.0, python3-gi)")
    return SYSTEM_PYTHON
