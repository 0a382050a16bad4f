"""Compile the C sources beside this file to one shared library: `python -m solver.native`.

The library's name holds a digest of the sources, so that one of older sources is never loaded.
Standard library only, so that the package's own build can use this file by itself.
"""

import hashlib
import os
import shutil
import subprocess
import sys
import sysconfig
import tempfile
import time
from contextlib import suppress
from pathlib import Path

ROOM = Path(__file__).resolve().parent
# No contraction of a*b+c: the same sources give the same plans and bounds on every machine.
FLAGS = ("-std=c11", "-O3", "-fPIC", "-shared", "-fvisibility=hidden", "-ffp-contract=off")
WARNINGS = ("-Wall", "-Wextra", "-Werror")
BUILD_SECONDS = 120
# A library of other sources is left alone so long: another process may be about to load it.
OLD_SECONDS = 3600


def sources() -> list[Path]:
    """List the C files and headers in order."""
    return sorted([*ROOM.glob("*.c"), *ROOM.glob("*.h")])


def target() -> Path:
    """Name the library of today's sources on this kind of machine."""
    digest = hashlib.sha256()
    for source in sources():
        digest.update(source.name.encode() + b"\0" + source.read_bytes())
    suffix = ".dll" if os.name == "nt" else ".so"
    kind = sysconfig.get_platform().replace("-", "_").replace(".", "_")
    return ROOM / f"_native_{kind}_{digest.hexdigest()[:12]}{suffix}"


def compiler() -> str | None:
    """Find a C compiler: the one that `CC` names, else the usual ones."""
    names = [os.environ.get("CC", ""), "cc", "gcc", "clang"]
    return next((path for name in names if name and (path := shutil.which(name))), None)


def build(*, is_strict: bool = False) -> Path:
    """Compile unless the library is there already; give its path.

    Raises `OSError` when there is no compiler or no place to write, `CalledProcessError` when the
    compiler fails. `is_strict` treats warnings as errors.
    """
    library = target()
    if library.exists():
        return library
    command = compiler()
    if command is None:
        raise FileNotFoundError("no C compiler found (cc, gcc, clang or the one named by CC)")
    with tempfile.TemporaryDirectory(dir=ROOM) as folder:
        made = Path(folder) / library.name
        files = [str(path) for path in sources() if path.suffix == ".c"]
        flags = (*FLAGS, *(WARNINGS if is_strict else ()))
        run = [command, *flags, "-o", str(made), *files, "-lm"]
        subprocess.run(run, check=True, capture_output=True, timeout=BUILD_SECONDS)  # noqa: S603
        os.replace(made, library)  # in one step: others may be loading or building it
    _remove_old(library)
    return library


def _remove_old(library: Path) -> None:
    """Remove libraries of older sources for this kind of machine; not those just being loaded."""
    kind = library.name.rsplit("_", 1)[0]
    for old in set(ROOM.glob(f"{kind}_*")) - {library}:
        with suppress(OSError):
            if time.time() - old.stat().st_mtime > OLD_SECONDS:
                old.unlink()


def main() -> int:
    """Build and say so; a machine without a compiler is told what it misses, not refused."""
    try:
        print(f"Compiled {build().name}")
    except (OSError, subprocess.SubprocessError) as error:
        print(f"Plans are made more slowly, nothing was compiled: {error}", file=sys.stderr)
    return 0
