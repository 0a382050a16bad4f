"""What the clock decided in a search, written down; a search that repeats it reads that instead.

Two searches that end by the clock never make equally many trials. So each writes down what the
clock had a say in: how many trials every slice made, at which of them it cooled down, when it gave
up waiting. With the same question, seed and number of workers, a search that keeps to these counts
finds the same plan, however busy the machine is meanwhile. No visit is ever written down.
"""

import json
from collections.abc import Callable, Iterable, Mapping
from hashlib import sha256
from typing import Any

from solver.faults import InvalidInstance
from solver.instance import Instance
from solver.plan import Plan

FORMAT = "cdo-timeshare-work/1"

Work = Mapping[str, Any]
Gate = Callable[[], bool]


def fingerprint(instance: Instance, start: Plan | None = None) -> str:
    """Name a question, and the plan that a search begins with, by all that they say."""
    name = sha256(instance.model_dump_json().encode())
    name.update(b"" if start is None else json.dumps(start.to_json()["visits"]).encode())
    return name.hexdigest()


def require_same(work: Work, instance: Instance, start: Plan | None) -> None:
    """Raise InvalidInstance unless the work is that of a search with this question and start."""
    missing = {"format", "question", "options", "bound", "pages"} - work.keys()
    if missing or work["format"] != FORMAT:
        raise InvalidInstance([f"work: it is not of the format {FORMAT}."])
    if work["question"] != fingerprint(instance, start):
        fault = "work: it belongs to another question, or to another plan to begin with."
        raise InvalidInstance([fault])


class Diverged(Exception):
    """A search that repeats another came to another place than that one."""


class Page:
    """The entries of one stage; `is_read` says whether they are read, not written."""

    def __init__(self, name: str, entries: Iterable[Any] | None = None) -> None:
        self.name = name
        self.is_read = entries is not None
        self.entries = list(entries or ())
        self.is_whole = True
        self._place = 0

    def write(self, entry: Any) -> None:
        """Add an entry."""
        self.entries.append(entry)

    @property
    def next(self) -> Any:
        """The entry that will be read next; None at the end."""
        return self.entries[self._place] if self._place < len(self.entries) else None

    def read(self) -> Any:
        """Read one entry; raises Diverged at the end."""
        if self._place >= len(self.entries):
            raise Diverged(f"nothing more is known of the stage {self.name}")
        self._place += 1
        return self.entries[self._place - 1]

    def spoil(self) -> None:
        """Say that what comes now cannot be repeated; raises Diverged where it was."""
        if self.is_read:
            raise Diverged(f"the stage {self.name} cannot be repeated here")
        self.is_whole = False


class Diary:
    """The pages of one search in the order of its stages, as its main thread opens them.

    Parameters
    ----------
    work
        What another search wrote, to be repeated; None to write.
    """

    def __init__(self, work: Work | None = None) -> None:
        self.is_read = work is not None
        self.pages: list[Page] = []
        self._known = [] if work is None else list(work["pages"])

    def page(self, name: str) -> Page:
        """Open the next page; raises Diverged where another stage came then."""
        page = Page(name)
        if self.is_read:
            known = self._known[len(self.pages)] if len(self.pages) < len(self._known) else [""]
            if known[0] != name:
                raise Diverged(f"the stage {name} was not there, but {known[0] or 'the end'}")
            page = Page(name, known[1:])
        self.pages.append(page)
        return page

    def gate(self, name: str, is_over: Gate, is_stopped: Gate) -> Gate:
        """Count on a page how often a loop may go on; read, it ends after as many times.

        `is_stopped` ends it even then.
        """
        page = self.page(name)
        if page.is_read:
            passes = iter(range(page.read()))
            return lambda: is_stopped() or next(passes, None) is None
        page.write(0)

        def ask() -> bool:
            is_ended = is_over()
            page.entries[0] += not is_ended
            return is_ended

        return ask

    def work(self, **beside: Any) -> dict[str, Any] | None:
        """Give all that was written, as JSON values; None where something cannot be repeated."""
        if not all(page.is_whole for page in self.pages):
            return None
        pages = [[page.name, *page.entries] for page in self.pages]
        return {"format": FORMAT, **beside, "pages": pages}
