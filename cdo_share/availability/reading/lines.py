"""The lines of a calendar file as they were before they were folded; on bytes, bounded."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from cdo_share.availability.reading.limits import MOST_LINE_BYTES

_NAME = re.compile(rb"[A-Za-z0-9-]+(?=[:;])")
_BYTE_ORDER_MARK = b"\xef\xbb\xbf"


@dataclass(frozen=True, slots=True)
class Line:
    """One unfolded line; `is_whole` is False when it was longer than is read."""

    name: bytes  # upper case, empty when the line is no NAME:value
    text: bytes
    is_whole: bool

    @property
    def value(self) -> bytes:
        """Return what stands after the first colon, in upper case: enough for BEGIN and END."""
        return self.text.partition(b":")[2].strip().upper()


def read_lines(data: bytes) -> Iterator[Line]:
    r"""Yield the unfolded lines that are not empty.

    >>> [line.text for line in read_lines(b"A:b\r\n c\nD:e\n")]
    [b'A:bc', b'D:e']
    """
    pieces: list[bytes] = []
    size = 0
    for piece in data.removeprefix(_BYTE_ORDER_MARK).splitlines():
        if piece[:1] in (b" ", b"\t") and pieces:
            size += len(piece) - 1
            if size <= MOST_LINE_BYTES:
                pieces.append(piece[1:])
            continue
        if size:
            yield _line(pieces, size)
        pieces, size = [piece], len(piece)
    if size:
        yield _line(pieces, size)


def _line(pieces: list[bytes], size: int) -> Line:
    text = b"".join(pieces)
    name = _NAME.match(text, 0, 80)
    return Line(name.group().upper() if name else b"", text, size <= MOST_LINE_BYTES)
