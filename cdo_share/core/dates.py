"""Dates and times of day in words, in French or English."""

from datetime import date, datetime, time, tzinfo

from babel.dates import format_date, format_datetime


def day_words(day: date, pattern: str, language: str) -> str:
    """Return a day written by a pattern of CLDR letters; French says “1er” for the first.

    >>> day_words(date(2027, 5, 1), "EEEE d MMMM y", "fr")
    'samedi 1er mai 2027'
    >>> day_words(date(2027, 5, 1), "d MMM", "en")
    '1 May'
    """
    return format_date(day, _pattern(day, pattern, language), locale=language)


def moment_words(instant: datetime, pattern: str, language: str, zone: tzinfo) -> str:
    """Return an instant as day and time of a zone, as `day_words` writes days."""
    day = instant.astimezone(zone).date()
    written = _pattern(day, pattern, language)
    return format_datetime(instant, written, tzinfo=zone, locale=language)


def clock_words(clock: time, language: str) -> str:
    """Return a time of day as it is written.

    >>> [clock_words(time(9, 5), language) for language in ("fr", "en")]
    ['9\\xa0h\\xa005', '9:05']
    >>> clock_words(time(12), "fr")
    '12\\xa0h'
    """
    if language != "fr":
        return f"{clock.hour}:{clock:%M}"
    minutes = f"\N{NO-BREAK SPACE}{clock:%M}" if clock.minute else ""
    return f"{clock.hour}\N{NO-BREAK SPACE}h{minutes}"


def _pattern(day: date, pattern: str, language: str) -> str:
    is_first = day.day == 1 and language == "fr"
    return pattern.replace("d", "d'er'", 1) if is_first else pattern
