"""Compile the C sources beside this file into a folder of their own, once per state of them."""

import hashlib
import os
import shutil
import subprocess
import tempfile
from pathlib import Path

ROOM = Path(__file__).resolve().parent
FLAGS = ("-std=c11", "-O3", "-march=native", "-fPIC", "-shared", "-Wall", "-Wextra")
BUILD_SECONDS = 120


def compiler() -> str | None:
    """Find a C compiler: the one that `CC` names, else the usual ones."""
    names = [os.environ.get("CC", ""), "cc", "gcc", "clang"]
    return next((path for name in names if name and (path := shutil.which(name))), None)


def build(sources: Path = ROOM, flags: tuple[str, ...] = FLAGS) -> Path:
    """Compile the `*.c` of a folder into its `build/`; give the library's path.

    Raises `OSError` without a compiler and `CalledProcessError` when the sources are wrong.
    """
    files = sorted([*sources.glob("*.c"), *sources.glob("*.h")])
    digest = hashlib.sha256(b"".join(path.read_bytes() for path in files)).hexdigest()[:12]
    library = sources / "build" / f"anneal_{digest}.so"
    if library.exists():
        return library
    command = compiler()
    if command is None:
        raise FileNotFoundError("the annealing peer needs a C compiler (cc, gcc or clang)")
    library.parent.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(dir=library.parent) as folder:
        made = Path(folder) / library.name
        code = [str(path) for path in files if path.suffix == ".c"]
        run = [command, *flags, "-o", str(made), *code, "-lm"]
        subprocess.run(run, check=True, capture_output=True, timeout=BUILD_SECONDS)  # noqa: S603
        os.replace(made, library)
    return library
