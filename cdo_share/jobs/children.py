"""The worker's end of the line to its solving child: start, talk, listen, kill."""

import json
import subprocess
import sys
import threading
from collections.abc import Sequence
from contextlib import suppress
from queue import Empty, SimpleQueue
from typing import IO, Any

COMMAND = (sys.executable, "-m", "cdo_share.jobs.child")


class ChildGone(Exception):
    """The child ended, or talked nonsense; the text says how."""


class Child:
    """One child process. Its lines are read by a thread, so that listening can time out."""

    def __init__(self, command: Sequence[str] = COMMAND) -> None:
        # A session of its own: Ctrl-C in a terminal is for the worker, which then ends the child.
        self._process = subprocess.Popen(  # noqa: S603 (our own module)
            list(command), stdin=subprocess.PIPE, stdout=subprocess.PIPE, start_new_session=True
        )
        self.is_ready = False
        self._lines: SimpleQueue[bytes] = SimpleQueue()
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    @property
    def pid(self) -> int:
        """Return the process id."""
        return self._process.pid

    def is_alive(self) -> bool:
        """Return whether the process still runs."""
        return self._process.poll() is None

    def _read(self) -> None:
        if self._process.stdout is not None:
            for line in self._process.stdout:
                self._lines.put(line)
        self._lines.put(b"")

    def send(self, message: dict[str, Any]) -> None:
        """Write one message; raises ChildGone when nobody reads it."""
        if not self.is_alive():
            raise ChildGone(self._ending())
        try:
            if self._process.stdin is not None:
                self._process.stdin.write(json.dumps(message).encode() + b"\n")
                self._process.stdin.flush()
        except OSError as error:
            raise ChildGone(self._ending()) from error

    def receive(self, timeout_seconds: float) -> dict[str, Any] | None:
        """Return the next message, or None when none comes in time; raises ChildGone."""
        try:
            line = self._lines.get(timeout=timeout_seconds)
        except Empty:
            return None
        if not line:
            raise ChildGone(self._ending())
        try:
            message: dict[str, Any] = json.loads(line)
        except ValueError as error:
            self.kill()
            raise ChildGone(f"the solver wrote {line[:80]!r}") from error
        self.is_ready = True  # its first line, whatever it is, comes when it listens
        return message

    def _ending(self) -> str:
        with suppress(subprocess.TimeoutExpired):  # its own status says more than our kill
            self._process.wait(timeout=1)
        self.kill()
        return f"the solver ended with status {self._process.returncode}"

    def kill(self) -> None:
        """End the process now and wait until it is gone."""
        self._process.kill()
        self._process.wait()
        self._reader.join()
        for stream in (self._process.stdin, self._process.stdout):
            if stream is not None:
                _close(stream)


def _close(stream: IO[bytes]) -> None:
    with suppress(BrokenPipeError):  # what was left to write has no reader any more
        stream.close()


class WarmChild:
    """Keeps one child at hand: the libraries it needs take seconds to load."""

    def __init__(self, command: Sequence[str] = COMMAND) -> None:
        self._command = command
        self._child: Child | None = None

    def get(self) -> Child:
        """Return a living child, a new one when the last is gone."""
        if self._child is None or not self._child.is_alive():
            self.drop()
            self._child = Child(self._command)
        return self._child

    def another(self) -> "WarmChild":
        """Return a place for one more child of the same command."""
        return WarmChild(self._command)

    def drop(self) -> None:
        """End the child, if there is one; the next `get` starts another."""
        if self._child is not None:
            self._child.kill()
            self._child = None
