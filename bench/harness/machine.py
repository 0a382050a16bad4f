"""Where and with what a comparison ran."""

import os
import platform
import subprocess
from importlib.metadata import version
from pathlib import Path
from typing import Any

from bench.peers.anneal.build import compiler

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("numpy", "ortools", "pydantic")


def describe() -> dict[str, Any]:
    """Give processor, cores, memory, system, versions, and the commit that ran."""
    return {
        "processor": _after("/proc/cpuinfo", "model name") or platform.processor(),
        "cores": os.cpu_count(),
        "memory_gigabytes": _memory_gigabytes(),
        "system": f"{platform.system()} {platform.machine()}",
        "load_at_start": round(os.getloadavg()[0], 1),
        "python": platform.python_version(),
        "compiler": _first_line([compiler() or "cc", "--version"]),
        "versions": {name: version(name) for name in PACKAGES},
        "commit": _first_line(["git", "-C", str(ROOT), "rev-parse", "--short=10", "HEAD"]),
        "has_uncommitted_changes": bool(
            _first_line(["git", "-C", str(ROOT), "status", "--porcelain", "-uno"])
        ),
    }


def _after(path: str, name: str) -> str | None:
    if not Path(path).exists():
        return None
    lines = Path(path).read_text().splitlines()
    return next((line.partition(":")[2].strip() for line in lines if line.startswith(name)), None)


def _memory_gigabytes() -> float | None:
    text = _after("/proc/meminfo", "MemTotal")
    return round(int(text.split()[0]) / 1024**2, 1) if text else None


def _first_line(command: list[str]) -> str | None:
    try:
        done = subprocess.run(command, capture_output=True, text=True, check=True)  # noqa: S603
    except (OSError, subprocess.SubprocessError):
        return None
    return (done.stdout.splitlines() or [""])[0]
