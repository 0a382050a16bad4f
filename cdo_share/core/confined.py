"""Work on files from anywhere, done in a process that may break: how it is started and limited.

The parent calls `converse`, the child `confine` before it looks at a single byte. The child may
end at any moment; its parent then knows that the file was too much.
"""

import subprocess
import sys
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from importlib.util import find_spec
from pathlib import Path
from typing import IO

ROOT = Path(__file__).resolve().parents[2]
# Isolated: neither the environment nor the working directory decides what is loaded.
START = (
    "import sys; sys.path.insert(0, sys.argv[1]); "
    "from importlib import import_module; import_module(sys.argv[2]).main()"
)


def is_confinable() -> bool:
    """Return whether this system can limit what a process takes."""
    return find_spec("resource") is not None


def command_of(module: str) -> tuple[str, ...]:
    """Return the command that calls `main` of a module of ours in a process of its own."""
    return (sys.executable, "-I", "-B", "-c", START, str(ROOT), module)


def confine(*, cpu_seconds: int, memory_bytes: int) -> None:
    """Give this process little time and memory, and no way to write a file."""
    import resource

    _limit(resource.RLIMIT_CPU, cpu_seconds)
    _limit(resource.RLIMIT_AS, memory_bytes)
    _limit(resource.RLIMIT_FSIZE, 0)


def _limit(kind: int, most: int) -> None:
    import resource

    _, hard = resource.getrlimit(kind)
    most = most if hard < 0 else min(most, hard)
    resource.setrlimit(kind, (most, most))


@contextmanager
def a_place(places: threading.BoundedSemaphore, *, wait_seconds: float) -> Iterator[None]:
    """Hold one of the places that children may take at once; raises TimeoutError."""
    if not places.acquire(timeout=wait_seconds):
        raise TimeoutError
    try:
        yield
    finally:
        places.release()


def converse(
    command: Sequence[str], question: bytes, *, wall_seconds: float, most_bytes: int
) -> bytes:
    """Return what a child answers: at most `most_bytes`, and what came until `wall_seconds`."""
    process = subprocess.Popen(  # noqa: S603 (our own module)
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
        env={},
    )
    with process:
        return _answer(process, question, wall_seconds, most_bytes)


def _answer(
    process: "subprocess.Popen[bytes]", question: bytes, wall_seconds: float, most_bytes: int
) -> bytes:
    watch = threading.Timer(wall_seconds, process.kill)
    writer = threading.Thread(target=_write, args=(process.stdin, question), daemon=True)
    watch.start()
    writer.start()
    try:
        return process.stdout.read(most_bytes) if process.stdout else b""
    finally:
        watch.cancel()
        process.kill()
        writer.join()


def _write(stream: IO[bytes], question: bytes) -> None:
    with suppress(OSError), stream:  # a child that is gone reads no more
        stream.write(question)
