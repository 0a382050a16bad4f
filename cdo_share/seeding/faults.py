"""What is wrong in seed files: every fault with its file and line, refused all together."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, order=True)
class Fault:
    """One thing wrong in one line; `reason` names the field, the value and the remedy."""

    file: str
    line: int
    reason: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.reason}"


class SeedRefused(Exception):
    """The seed cannot be read; `faults` holds all that was found, in order of file and line."""

    def __init__(self, faults: tuple[Fault, ...]) -> None:
        self.faults = faults
        super().__init__("\n".join(str(fault) for fault in faults))


class Faults:
    """Collects faults while the files are read, so that all are told at once."""

    def __init__(self) -> None:
        self._found: list[Fault] = []

    def add(self, file: str, line: int, reason: str) -> None:
        """Note one fault."""
        self._found.append(Fault(file, line, reason))

    def has(self, file: str) -> bool:
        """Return whether a fault of this file was noted."""
        return any(fault.file == file for fault in self._found)

    def refuse_if_any(self) -> None:
        """Raise `SeedRefused` with all faults noted so far, if there are any."""
        if self._found:
            raise SeedRefused(tuple(sorted(self._found)))
