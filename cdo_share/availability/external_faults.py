"""What a CDO types to have a calendar read, and everything that can be wrong with it; pure."""

from dataclasses import dataclass

from cdo_share.availability.reading.address import locate
from cdo_share.core.errors import Fault
from cdo_share.core.i18n import N_

MOST_NAME_CHARACTERS = 80


@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarWish:
    """A calendar to be read; `address` is empty for a file.

    `elsewhere_is_busy` says whether “working elsewhere” of Outlook takes the CDO's time.
    """

    name: str
    address: str = ""
    elsewhere_is_busy: bool = False

    def __repr__(self) -> str:
        """Return the wish without its address, which is a secret."""
        return f"CalendarWish(name={self.name!r})"


def name_faults(name: str) -> list[Fault]:
    """Return what is wrong with a name, already cleaned."""
    if 1 <= len(name) <= MOST_NAME_CHARACTERS:
        return []
    text = N_("Name the calendar in 1 to %(most)s characters.")
    return [Fault("name", text, {"most": MOST_NAME_CHARACTERS})]


def address_faults(address: str) -> list[Fault]:
    """Return what is wrong with an address; where it leads is found out when it is read."""
    if not address.strip():
        return [Fault("address", N_("Paste the address of the calendar."))]
    location = locate(address)
    if location is None:
        text = N_(
            "This is not the address of a calendar. Copy it once more from your calendar: it "
            "begins with https:// or webcal://."
        )
        return [Fault("address", text)]
    if location.port != 443:
        return [Fault("address", N_("This address names a port; only the usual one is read."))]
    return []


def named_twice(name: str) -> Fault:
    """Return the fault of a second address of one name."""
    text = N_("You already have “%(name)s” read by its address. Choose another name.")
    return Fault("name", text, {"name": name})


def already_looking(name: str) -> Fault:
    """Return the fault of a second preview of one name."""
    text = N_("“%(name)s” still waits for your answer. Accept or drop it first.")
    return Fault("name", text, {"name": name})


def too_many(most: int) -> Fault:
    """Return the fault of one calendar too many."""
    text = N_("You have %(most)s calendars, which is the most. Drop one first.")
    return Fault("name", text, {"most": most})
