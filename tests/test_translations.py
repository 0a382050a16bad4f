"""French is complete, in step with the sources, and keeps every value it must show."""

import re
import subprocess
import sys
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

ROOT = Path(__file__).resolve().parent.parent
FRENCH = ROOT / "cdo_share" / "translations" / "fr" / "LC_MESSAGES" / "messages.po"
PLACEHOLDER = re.compile(r"%\((\w+)\)[sd]")
# A colon, question mark and the like stand after a no-break space in French.
LOOSE_PUNCTUATION = re.compile(r"[\w%)] [:;?!»]|« ")


@pytest.fixture(scope="module")
def french() -> Catalog:
    with FRENCH.open("rb") as file:
        return read_po(file, locale="fr")


def texts(message: Message) -> list[tuple[str, str]]:
    """Return pairs of source and translation, one for each plural form."""
    if isinstance(message.id, tuple):
        return list(zip(message.id, message.string, strict=True))
    return [(message.id, str(message.string))]


def messages(catalog: Catalog) -> list[Message]:
    """Return every message but the header."""
    return [message for message in catalog if message.id]


def untranslated(catalog: Catalog) -> list[str]:
    """Return the ids without French, or with a guess that nobody has read."""
    return [
        str(message.id)
        for message in messages(catalog)
        if message.fuzzy or not all(translation for _, translation in texts(message))
    ]


def lost_values(catalog: Catalog) -> list[str]:
    """Return the ids whose French drops or invents a value; a singular may leave its number out."""
    lost = []
    for message in messages(catalog):
        for source, translation in texts(message):
            wanted, found = (set(PLACEHOLDER.findall(text)) for text in (source, translation))
            optional = {"num"} if isinstance(message.id, tuple) else set()
            if wanted - optional != found - optional:
                lost.append(source)
    return lost


def test_every_text_has_its_french(french: Catalog) -> None:
    assert untranslated(french) == []


def test_french_keeps_every_value(french: Catalog) -> None:
    assert lost_values(french) == []


def test_french_never_breaks_a_line_before_its_punctuation(french: Catalog) -> None:
    loose = [
        translation
        for message in messages(french)
        for _, translation in texts(message)
        if LOOSE_PUNCTUATION.search(translation)
    ]

    assert loose == []


def test_faults_of_a_catalogue_are_found() -> None:
    catalog = Catalog(locale="fr")
    catalog.add("Hello %(name)s", "Bonjour")
    catalog.add("Bye", "")

    assert untranslated(catalog) == ["Bye"]
    assert lost_values(catalog) == ["Hello %(name)s"]


def test_catalogue_is_in_step_with_the_sources(french: Catalog, tmp_path: Path) -> None:
    extracted = tmp_path / "messages.pot"
    command = [sys.executable, "-m", "babel.messages.frontend", "-q", "extract"]
    options = ["-F", "pyproject.toml", "-k", "N_", "-k", "_l", "-o", str(extracted), "."]
    subprocess.run([*command, *options], cwd=ROOT, check=True)
    with extracted.open("rb") as file:
        sources = {str(message.id) for message in messages(read_po(file))}

    assert {str(message.id) for message in messages(french)} == sources


def test_compiled_catalogue_is_that_of_the_texts(french: Catalog, tmp_path: Path) -> None:
    fresh = tmp_path / "messages.mo"
    with fresh.open("wb") as file:
        write_mo(file, french)

    assert FRENCH.with_suffix(".mo").read_bytes() == fresh.read_bytes()
