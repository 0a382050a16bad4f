"""The demonstration leaves no process behind, however it is ended."""

import os
import signal
import sys
import time
from pathlib import Path

import pytest

from cdo_share.cli.demonstration import ENDINGS, collected_parts
from cdo_share.cli.processes import start_part

SLEEP = [sys.executable, "-c", "import time; time.sleep(60)"]


@pytest.mark.parametrize("ending", ["SIGINT", "SIGTERM", "SIGHUP"])
def test_parts_end_with_the_demonstration(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], ending: str
) -> None:
    before = [signal.getsignal(number) for number in ENDINGS]

    with collected_parts() as parts:
        parts.append(start_part("sleep", SLEEP, os.environ, log_dir=tmp_path))
        os.kill(os.getpid(), getattr(signal, ending))
        time.sleep(5)

    assert parts[0].process.poll() == -signal.SIGTERM
    assert capsys.readouterr().out.startswith("\nStopping … stopped.")
    assert [signal.getsignal(number) for number in ENDINGS] == before


def test_parts_end_when_something_fails(tmp_path: Path) -> None:
    started = []

    def fail_midway() -> None:
        with collected_parts() as parts:
            parts.append(start_part("sleep", SLEEP, os.environ, log_dir=tmp_path))
            started.extend(parts)
            raise ValueError("broken")

    with pytest.raises(ValueError, match="broken"):
        fail_midway()

    assert [part.process.poll() for part in started] == [-signal.SIGTERM]
