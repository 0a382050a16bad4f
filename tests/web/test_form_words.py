"""Every form speaks in our words, whatever is typed into whatever field of it."""

import importlib
import pkgutil
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from babel.messages.catalog import Message
from babel.messages.mofile import read_mo
from flask import Flask
from flask_babel import force_locale
from werkzeug.datastructures import MultiDict
from wtforms import FileField
from wtforms.i18n import messages_path

import cdo_share.web
from cdo_share.core.errors import Fault, InvalidInput
from cdo_share.web.fields import DayField
from cdo_share.web.forms import Form


def _all_forms() -> list[type[Form]]:
    for module in pkgutil.walk_packages(cdo_share.web.__path__, "cdo_share.web."):
        importlib.import_module(module.name)
    return sorted(_below(Form), key=lambda form: (form.__module__, form.__name__))


def _below(form: type[Form]) -> Iterator[type[Form]]:
    for child in form.__subclasses__():
        yield child
        yield from _below(child)


def _made(kind: type[Form], text: str) -> Form:
    blank = kind(formdata=None, meta={"csrf": False})
    typed = MultiDict((field.name, text) for field in blank if not isinstance(field, FileField))
    form = kind(formdata=typed, meta={"csrf": False})
    for field in form:
        if hasattr(field, "choices") and field.choices is None:
            field.choices = []
    return form


def _is_made_of_nothing(kind: type[Form]) -> bool:
    return kind.__name__ not in ("DemandForm", "PairForm")


def _stock() -> re.Pattern[str]:
    """Return what matches any sentence of the form library's own catalogue, in French."""
    with (Path(messages_path()) / "fr" / "LC_MESSAGES" / "wtforms.mo").open("rb") as file:
        catalogue = read_mo(file)
    texts = [text for message in catalogue for text in _texts(message)]
    plain = (re.sub(r"%\\\([a-z_]+\\\)[sd]", ".*", re.escape(text)) for text in texts if text)
    return re.compile("|".join(plain))


def _texts(message: Message) -> Iterator[str]:
    for text in (message.id, message.string):
        yield from [text] if isinstance(text, str) else text


STOCK = _stock()
FORMS = [kind for kind in _all_forms() if _is_made_of_nothing(kind)]


@pytest.mark.parametrize("text", ["", "12abc", "é" * 3000])
def test_every_fault_of_a_field_is_in_our_words(app: Flask, text: str) -> None:
    with app.test_request_context(method="POST"), force_locale("fr"):
        said = {f"{kind.__module__}.{kind.__name__}": _said(_made(kind, text)) for kind in FORMS}

    assert len(said) == len(FORMS) > 20
    assert {
        name: stock
        for name, sentences in said.items()
        if (stock := [one for one in sentences if STOCK.fullmatch(one)])
    } == {}


def _said(form: Form) -> list[str]:
    form.validate()
    return [str(sentence) for errors in form.errors.values() for sentence in errors]


def test_stock_sentences_are_known() -> None:
    assert STOCK.fullmatch("N'est pas un entier valide.")
    assert STOCK.fullmatch("Not a valid choice.")
    assert not STOCK.fullmatch("Choisissez une des réponses de la liste.")


def test_field_that_cannot_be_read_keeps_its_own_fault_beside_those_of_the_capability(
    app: Flask,
) -> None:
    kind: Any = next(form for form in FORMS if form.__name__ == "MemberForm")
    with app.test_request_context(method="POST"), force_locale("fr"):
        form = kind(MultiDict({"name": "", "headcount": "12abc"}), meta={"csrf": False})
        form.validate()
        form.take_faults(
            InvalidInput(Fault("name", "Write the name."), Fault("headcount", "Too few."))
        )

        assert form.errors == {
            "name": ["Écrivez le nom."],
            "headcount": [
                "«\xa012abc\xa0» n’est pas un nombre entier\xa0; écrivez-le en chiffres."
            ],
        }
        with pytest.raises(InvalidInput):
            form.require_read()


@pytest.mark.parametrize("typed", ["2026-12-31", "31/12/2026"])
def test_day_is_read_as_browsers_send_it_and_as_people_write_it(app: Flask, typed: str) -> None:
    class Days(Form):
        day = DayField()

    with app.test_request_context(method="POST"):
        form = Days(MultiDict({"day": typed}), meta={"csrf": False})

        assert (form.validate(), form.day.data) == (True, date(2026, 12, 31))
