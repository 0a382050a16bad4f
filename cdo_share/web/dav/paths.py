"""The addresses of CalDAV: what a path names, and how it is written; pure."""

from dataclasses import dataclass
from urllib.parse import quote, unquote, urlsplit

PREFIX = "/dav"
MOST_NAME_CHARACTERS = 200


@dataclass(frozen=True, slots=True)
class Place:
    """What a path names: the root, a person, a calendar of theirs, an entry in it.

    Each part is None from the first that the path does not have.
    """

    key: str | None = None
    calendar: str | None = None
    entry: str | None = None

    @property
    def path(self) -> str:
        """Return the path, percent-encoded; that of everything but an entry ends with a slash."""
        parts = [part for part in (self.key, self.calendar, self.entry) if part is not None]
        end = "" if self.entry is not None or not parts else "/"
        return f"{PREFIX}/{'/'.join(quote(part) for part in parts)}{end}"

    def inside(self, name: str) -> "Place":
        """Return the place of this name within this one."""
        if self.key is None:
            return Place(name)
        if self.calendar is None:
            return Place(self.key, name)
        return Place(self.key, self.calendar, name)


def read_place(path: str) -> Place | None:
    """Return what a path, already decoded, names; None for one that names nothing here.

    >>> read_place("/dav/5f/busy/a.ics")
    Place(key='5f', calendar='busy', entry='a.ics')
    """
    if path == "/":
        return Place()
    if path != PREFIX and not path.startswith(f"{PREFIX}/"):
        return None
    parts = path.removeprefix(PREFIX).strip("/").split("/")
    parts = [] if parts == [""] else parts
    if len(parts) > 3 or not all(map(_is_name, parts)):
        return None
    return Place(*parts)


def read_href(text: str) -> Place | None:
    """Return what an address that a device sends names: a path, or all of an address."""
    try:
        return read_place(unquote(urlsplit(text.strip()).path, errors="strict"))
    except ValueError:
        return None


def _is_name(part: str) -> bool:
    return 0 < len(part) <= MOST_NAME_CHARACTERS and part.isprintable() and part not in (".", "..")
