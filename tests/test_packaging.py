"""The wheel carries everything that the site needs, and nothing of the tests."""

import subprocess
import sys
from pathlib import Path
from zipfile import ZipFile

from solver.native import build

ROOT = Path(__file__).resolve().parent.parent


def tracked(folder: str) -> set[str]:
    """Return the files below a folder of the checkout that belong to the product."""
    found = (path for path in (ROOT / folder).rglob("*") if path.is_file())
    kept = (path for path in found if "__pycache__" not in path.parts and not is_old(path))
    return {path.relative_to(ROOT).as_posix() for path in kept}


def is_old(path: Path) -> bool:
    """Return whether this is a compiled library of other sources than today's."""
    return path.name.startswith("_native_") and path != build.target()


def test_wheel_carries_site_solver_and_templates(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    (wheel,) = tmp_path.glob("*.whl")
    with ZipFile(wheel) as archive:
        names = {name for name in archive.namelist() if ".dist-info/" not in name}

    templates = {f"cdo_share/{name}" for name in tracked("templates")}
    assert names == tracked("cdo_share") | tracked("solver") | templates
