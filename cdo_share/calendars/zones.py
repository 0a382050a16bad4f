"""Static VTIMEZONE blocks: rules only, never lists of dates, which some clients misread.

The rules hold since 1996; a test compares each block with zoneinfo hour by hour.
"""

_PARIS = """\
BEGIN:DAYLIGHT
DTSTART:19810329T020000
RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=3
TZNAME:CEST
TZOFFSETFROM:+0100
TZOFFSETTO:+0200
END:DAYLIGHT
BEGIN:STANDARD
DTSTART:19961027T030000
RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10
TZNAME:CET
TZOFFSETFROM:+0200
TZOFFSETTO:+0100
END:STANDARD
"""

_OVERSEAS = {
    "America/Cayenne": "-0300",
    "America/Guadeloupe": "-0400",
    "America/Martinique": "-0400",
    "Indian/Mayotte": "+0300",
    "Indian/Reunion": "+0400",
}


def _fixed(offset: str) -> str:
    return (
        "BEGIN:STANDARD\nDTSTART:19700101T000000\n"
        f"TZNAME:{offset[:3]}\nTZOFFSETFROM:{offset}\nTZOFFSETTO:{offset}\nEND:STANDARD\n"
    )


def _block(zone: str, rules: str) -> bytes:
    text = f"BEGIN:VTIMEZONE\nTZID:{zone}\nX-LIC-LOCATION:{zone}\n{rules}END:VTIMEZONE\n"
    return text.replace("\n", "\r\n").encode()


ZONE_BLOCKS = {"Europe/Paris": _block("Europe/Paris", _PARIS)} | {
    zone: _block(zone, _fixed(offset)) for zone, offset in _OVERSEAS.items()
}


def zone_block(zone: str) -> bytes:
    """Return the VTIMEZONE component of a zone; raises ValueError for one without rules here."""
    try:
        return ZONE_BLOCKS[zone]
    except KeyError:
        raise ValueError(f"no calendar rules for the time zone {zone!r}") from None
