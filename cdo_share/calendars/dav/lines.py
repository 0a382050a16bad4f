"""The lines of a calendar as it was sent, unfolded: enough to filter by, without a parser; pure."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

_FOLD = re.compile(r"\r?\n[ \t]")
_END = re.compile(r"\r?\n")
_NAME = re.compile(r"[A-Za-z0-9-]++")
_PARAMETERS = re.compile(r"(?:;[A-Za-z0-9-]++=(?:\"[^\"]*+\"|[^\";:])*+)*+")
_PARAMETER = re.compile(r";([A-Za-z0-9-]++)=((?:\"[^\"]*+\"|[^\";:])*+)")
_ESCAPED = re.compile(r"\\(.)", re.DOTALL)
_UNESCAPED = {"n": "\n", "N": "\n"}


@dataclass(frozen=True, slots=True)
class Property:
    """One property: names in upper case, the value as it stands in the file."""

    name: str
    parameters: dict[str, str]
    value: str

    @property
    def text(self) -> str:
        """Return the value as text, its escapes resolved."""
        return _ESCAPED.sub(lambda found: _UNESCAPED.get(found[1], found[1]), self.value)


@dataclass(frozen=True, slots=True)
class Part:
    """A component with its properties and the components within it."""

    name: str
    properties: list[Property] = field(default_factory=list)
    parts: list["Part"] = field(default_factory=list)

    def all_of(self, name: str) -> list[Property]:
        """Return the properties of a name."""
        return [one for one in self.properties if one.name == name]

    def value(self, name: str) -> str:
        """Return the value of the first property of a name; "" when there is none."""
        return next((one.value for one in self.properties if one.name == name), "")


def read_parts(body: bytes) -> Part:
    """Return the whole of a calendar that was accepted before; lines that are none are left out.

    The root has no name; the calendar is within it.
    """
    root = Part("")
    open_parts = [root]
    for line in _properties(body.decode("utf-8", "replace")):
        if line.name == "BEGIN":
            part = Part(line.value.strip().upper())
            open_parts[-1].parts.append(part)
            open_parts.append(part)
        elif line.name == "END" and len(open_parts) > 1:
            open_parts.pop()
        else:
            open_parts[-1].properties.append(line)
    return root


def _properties(text: str) -> Iterator[Property]:
    for line in _END.split(_FOLD.sub("", text)):
        name = _NAME.match(line)
        parameters = _PARAMETERS.match(line, name.end()) if name else None
        if name and parameters and line[parameters.end() : parameters.end() + 1] == ":":
            pairs = _PARAMETER.findall(parameters[0])
            said = {key.upper(): value.strip('"') for key, value in pairs}
            yield Property(name[0].upper(), said, line[parameters.end() + 1 :])
