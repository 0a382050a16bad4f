"""Entries as devices write them."""

from datetime import timedelta

from cdo_share.core.clock import utc_now


def entry(uid: str) -> bytes:
    """Return an entry of a morning within the days that are read."""
    lines = (
        *("BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Test//FR", "BEGIN:VEVENT", f"UID:{uid}"),
        *("DTSTAMP:20261214T090000Z", f"DTSTART:{_day()}T080000Z", f"DTEND:{_day()}T110000Z"),
        *("SUMMARY:Dentiste", "END:VEVENT", "END:VCALENDAR", ""),
    )
    return "\r\n".join(lines).encode()


def _day() -> str:
    return f"{utc_now().date() + timedelta(days=30):%Y%m%d}"
