"""What people mean by the text of a cell: numbers, dates, yes or no, words of a closed list.

Each reader returns the value, or raises `CellFault` with a sentence that names the remedy.
"""

import re
from collections.abc import Mapping
from datetime import date

from cdo_share.core.grid import Half
from cdo_share.core.i18n import N_, Message
from cdo_share.exchange.limits import UNCALCULATED
from cdo_share.exchange.vocabulary import VOCABULARIES

SCIENTIFIC = re.compile(r"\d([.,]\d+)?[eE]\+?\d{1,3}")
# “12,0” and “12,00” are twelve; three zeros may also stand for thousands.
WHOLE = re.compile(r"[+-]?\d{1,12}([.,]0{0,2})?")
DECIMAL = re.compile(r"[+-]?\d{0,12}([.,]\d{0,20})?")
CLOCK = r"([ T]\d{1,2}:\d{2}(:\d{2}(\.\d+)?)?)?"  # of a cell with a time: not read
DATES = (
    re.compile(rf"(?P<day>\d{{1,2}})[./-](?P<month>\d{{1,2}})[./-](?P<year>\d{{4}}){CLOCK}"),
    re.compile(rf"(?P<year>\d{{4}})-(?P<month>\d{{1,2}})-(?P<day>\d{{1,2}}){CLOCK}"),
)
SERIAL = re.compile(r"[1-9]\d{4}([.,]\d*)?")  # a date of 1927 to 2173 as spreadsheets count days
SPACES = re.compile(r"\s+")
# All that spreadsheets write when a formula fails, in any language: #REF!, #NOM?, #N/A, #SPILL!…
BROKEN_FORMULA = re.compile(r"#(N/A|[A-Z0-9/_É]{2,20}[!?]|GETTING_DATA)")
LONGEST_SHOWN = 60


class CellFault(Exception):
    """The text of a cell cannot be understood."""

    def __init__(self, msgid: str, **values: object) -> None:
        self.message = Message(msgid, values)
        super().__init__(str(self.message))


def _shown(text: str) -> str:
    return text if len(text) <= LONGEST_SHOWN else text[: LONGEST_SHOWN - 1] + "…"


def refuse_broken(text: str) -> None:
    """Raise CellFault for what stands in a cell when a formula has failed or was not calculated."""
    if text.strip() == UNCALCULATED:
        raise CellFault(
            N_(
                "This cell has a formula without its result: open the file in your spreadsheet and "
                "save it, or write the value instead."
            )
        )
    if BROKEN_FORMULA.fullmatch(text.strip().upper()):
        raise CellFault(
            N_("The formula in this cell has failed (%(text)s); write the value instead."),
            text=text.strip(),
        )


def read_whole(text: str) -> int:
    """Return a whole number: “12”, “1 200”, “12,0”."""
    packed = SPACES.sub("", text)
    if not WHOLE.fullmatch(packed):
        raise CellFault(
            N_("“%(text)s” is not a whole number; write figures only."), text=_shown(text)
        )
    return int(re.split(r"[.,]", packed)[0])


def read_decimal(text: str) -> float:
    """Return a number with a comma or a point."""
    packed = SPACES.sub("", text)
    if not DECIMAL.fullmatch(packed) or not any(letter.isdigit() for letter in packed):
        raise CellFault(N_("“%(text)s” is not a number; write it like 47,6586."), text=_shown(text))
    return float(packed.replace(",", "."))


def read_day(text: str) -> date:
    """Return a date, written 31/12/2026 or 2026-12-31, without the time if there is one."""
    if SERIAL.fullmatch(text.strip()):
        raise CellFault(
            N_(
                "“%(text)s” is how spreadsheets count days: give the cell the format Date, or "
                "write it like 31/12/2026."
            ),
            text=_shown(text.strip()),
        )
    found = next((match for form in DATES if (match := form.fullmatch(text.strip()))), None)
    try:
        if found is None:
            raise ValueError(text)
        return date(*(int(found[part]) for part in ("year", "month", "day")))
    except ValueError as error:
        raise CellFault(
            N_("“%(text)s” is not a date; write it like 31/12/2026."), text=_shown(text)
        ) from error


def read_choice(text: str, vocabulary: str, language: str) -> str:
    """Return the code of the entry of a closed list that a label or a code names."""
    words = VOCABULARIES[vocabulary]
    code = words.find(text)
    if code is not None:
        return code
    if near := words.suggest(text, language):
        raise CellFault(
            N_("“%(text)s” is not in the list; did you mean “%(near)s”?"),
            text=_shown(text),
            near=near,
        )
    raise CellFault(
        N_("“%(text)s” is not in the list; choose one of: %(labels)s."),
        text=_shown(text),
        labels=", ".join(words.labels(language)),
    )


def read_yes_no(text: str) -> bool:
    """Return whether the cell says yes: “oui”, “x”, “1”."""
    code = VOCABULARIES["yes_no"].find(text)
    if code is None:
        raise CellFault(
            N_("“%(text)s” is neither yes nor no; write oui or non."), text=_shown(text)
        )
    return code == "yes"


def read_skills(text: str, language: str) -> dict[str, int]:
    """Return levels by skill from “VENTE-WEB : 2 ; cybersécurité : expert”; level 2 if none."""
    levels: dict[str, int] = {}
    for part in filter(None, (part.strip() for part in re.split(r"[;\n]", text))):
        name, _, level = part.rpartition(":")
        code = VOCABULARIES["skill"].find(part)  # the name of a skill may hold a colon
        if code is not None:
            levels[code] = 2
            continue
        code = read_choice(name or part, "skill", language)
        levels[code] = int(read_choice(level.strip(), "level", language))
    return levels


def write_skills(skills: Mapping[str, int]) -> str:
    """Return skills as `read_skills` reads them."""
    return " ; ".join(f"{code} : {level}" for code, level in sorted(skills.items()))


def read_halfdays(text: str, language: str) -> frozenset[tuple[int, Half]]:
    """Return half-days from “lundi matin, jeudi après-midi”; a day alone means both halves."""
    found: set[tuple[int, Half]] = set()
    for part in filter(None, (part.strip() for part in re.split(r"[,;\n]", text))):
        day, _, half = part.partition(" ")
        weekday = int(read_choice(day, "weekday", language))
        halves = [Half(read_choice(half, "half", language))] if half.strip() else list(Half)
        found.update((weekday, half) for half in halves)
    return frozenset(found)


def write_halfdays(halfdays: frozenset[tuple[int, Half]], language: str) -> str:
    """Return half-days as `read_halfdays` reads them."""
    days, halves = VOCABULARIES["weekday"], VOCABULARIES["half"]
    return ", ".join(
        f"{days.label(str(weekday), language)} {halves.label(half.value, language)}"
        for weekday, half in sorted(halfdays)
    )


def read_siret(text: str) -> str:
    """Return a SIRET without spaces; refuse what a spreadsheet has made of it."""
    packed = SPACES.sub("", text)
    if SCIENTIFIC.fullmatch(packed):
        raise CellFault(
            N_(
                "The spreadsheet has shortened this SIRET to %(text)s and lost its last figures: "
                "give the column the format Text, then type the 14 figures again."
            ),
            text=packed,
        )
    return re.sub(r"[.,]0*$", "", packed)


def mend_code(text: str) -> tuple[str, bool]:
    """Return a code of five figures, and whether a zero lost at its beginning was put back.

    >>> mend_code("1000"), mend_code("2A004")
    (('01000', True), ('2A004', False))
    """
    packed = re.sub(r"[.,]0*$", "", SPACES.sub("", text)).upper()
    is_short = len(packed) == 4 and packed.isdecimal()
    return ("0" + packed if is_short else packed), is_short
