"""The parts that every page is built from: no inline code, tied labels, words beside colours."""

import re
from pathlib import Path
from types import SimpleNamespace

import pytest
from jinja2 import Environment, FileSystemLoader, StrictUndefined, UndefinedError
from wtforms import Form, IntegerField, RadioField, StringField
from wtforms.fields import SelectChoice
from wtforms.validators import InputRequired, Optional

from cdo_share import vendoring

TEMPLATES = Path(__file__).parents[1] / "templates"
INLINE = re.compile(r"<style\b|\sstyle=|<script(?![^>]*\ssrc=)|\son[a-z]+=|javascript:", re.I)
ICON_NAME = re.compile(r'\b(?:icon\(|symbol=)"([^"]+)"')
LOOK_ICON = re.compile(r'_\("[^"]+"\), (?:"\w+", )?"([^"]+)"\)')  # badges.html, halfdays.html


def inline_code(source: str) -> list[str]:
    """Return what the Content-Security-Policy would refuse in a template."""
    return INLINE.findall(source)


def render(source: str, **values: object) -> str:
    """Render a template line with the components at hand, texts untranslated, spaces squeezed."""
    env = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        extensions=["jinja2.ext.i18n"],
    )
    env.install_null_translations(newstyle=True)  # type: ignore[attr-defined]
    env.globals["url_for"] = lambda endpoint, filename: f"/{endpoint}/{filename}"
    env.globals["csrf_token"] = lambda: "token"
    return re.sub(r"\s+", " ", env.from_string(source).render(**values))


LEVELS = [SelectChoice("1", "One"), SelectChoice("2", "Two")]


class DemandForm(Form):
    """A form with one field of each kind that is laid out differently."""

    title = StringField("Title", [InputRequired("Say what you need.")], description="Your words")
    hours = IntegerField("Hours", [Optional()])
    level = RadioField("Level", [InputRequired("Choose.")], choices=LEVELS)


def a_refused_form() -> DemandForm:
    """Return a form sent empty."""
    form = DemandForm()
    form.validate()
    return form


@pytest.mark.parametrize("path", sorted(TEMPLATES.rglob("*.html")), ids=lambda path: path.name)
def test_template_holds_no_inline_code(path: Path) -> None:
    assert inline_code(path.read_text("utf-8")) == []


@pytest.mark.parametrize(
    "fault",
    ['<p style="width:3%">', "<script>x()</script>", '<a onclick="x()">', "<style>p{}</style>"],
)
def test_inline_code_when_planted_is_found(fault: str) -> None:
    assert len(inline_code(fault)) == 1


def icon_names(path: Path) -> set[str]:
    """Return the icons that a template asks for by name."""
    source = path.read_text("utf-8")
    in_looks = LOOK_ICON.findall(source) if path.name in ("badges.html", "halfdays.html") else []
    return {*ICON_NAME.findall(source), *in_looks}


def test_every_icon_of_the_templates_is_in_the_sprite() -> None:
    sprite = (vendoring.VENDOR / "bootstrap-icons" / "sprite.svg").read_text("utf-8")
    names = set().union(*map(icon_names, TEMPLATES.rglob("*.html")))

    assert {"chevron-down", "hourglass-split", "star-fill", "laptop"} <= names
    assert sorted(name for name in names if f'id="{name}"' not in sprite) == []


@pytest.mark.parametrize(
    ("name", "source"),
    [
        ("page.html", 'icon("gone")'),
        ("page.html", 'submit_row(_("Save"), symbol="gone")'),
        ("badges.html", '(_("Lost"), "bad", "gone")'),
        ("halfdays.html", '("lost", _("Lost"), "gone")'),
    ],
)
def test_icon_names_when_planted_are_found(tmp_path: Path, name: str, source: str) -> None:
    (tmp_path / name).write_text(source, "utf-8")

    assert icon_names(tmp_path / name) == {"gone"}


def test_field_with_fault_ties_help_and_error_to_the_control() -> None:
    html = render(
        '{% from "components/forms.html" import field %}{{ field(form.title) }}',
        form=a_refused_form(),
    )

    assert '<label class="form-label" for="title">Title</label>' in html
    assert re.search(r'<input aria-describedby="title-help title-error" aria-invalid="true"', html)
    assert '<p class="form-text" id="title-help">Your words</p>' in html
    assert re.search(r'id="title-error">.* <span>Say what you need\.</span></p>', html)


def test_field_that_may_stay_empty_says_so() -> None:
    html = render(
        '{% from "components/forms.html" import field %}{{ field(form.hours) }}',
        form=a_refused_form(),
    )

    assert 'Hours <span class="optional">(optional)</span>' in html
    assert "aria-invalid" not in html


def test_error_summary_links_every_fault_to_an_existing_id() -> None:
    html = render(
        '{% from "components/forms.html" import error_summary, field %}'
        "{{ error_summary(form) }}{% for f in form %}{{ field(f) }}{% endfor %}",
        form=a_refused_form(),
    )

    targets = re.findall(r'href="#([^"]+)"', html)
    assert targets == ["title", "level"]
    assert [html.count(f' id="{target}"') for target in targets] == [1, 1]


def test_halfday_grid_checks_the_given_answer_of_each_half() -> None:
    halves = [{"label": "morning", "name": "wish-0-am", "value": "impossible"}]
    html = render(
        '{% from "components/halfdays.html" import halfday_grid %}{{ halfday_grid("W", days) }}',
        days=[{"label": "Monday", "halves": halves}],
    )

    assert re.findall(r'name="wish-0-am" value="(\w+)"( checked)?', html) == [
        ("preferred", ""),
        ("possible", ""),
        ("impossible", " checked"),
    ]
    assert 'aria-label="Monday morning"' in html


def test_week_pattern_ticks_the_worked_halves_only() -> None:
    halves = [
        {"label": "morning", "name": "am", "checked": True},
        {"label": "afternoon", "name": "pm", "checked": False},
    ]
    html = render(
        '{% from "components/halfdays.html" import week_pattern %}{{ week_pattern("W", days) }}',
        days=[SimpleNamespace(label="Monday", halves=halves)],
    )

    assert re.findall(r'name="(\w+)" value="1"( checked)?', html) == [
        ("am", " checked"),
        ("pm", ""),
    ]


@pytest.mark.parametrize(("demand", "supply"), [(100, 25), (0, 0), (33.333, 100)])
def test_double_bar_is_as_long_as_its_figures(demand: float, supply: float) -> None:
    html = render(
        '{% from "components/figures.html" import double_bar %}{{ double_bar(d, s, "bad") }}',
        d=demand,
        s=supply,
    )

    widths = [float(width) for width in re.findall(r'width="([\d.]+)"', html)]
    assert widths == [round(demand, 2), round(supply, 2)]


def test_data_table_escapes_a_cell_and_repeats_its_column() -> None:
    html = render(
        '{% from "components/tables.html" import data_table %}{{ data_table("T", heads, rows) }}',
        heads=[{"label": "Name", "numeric": False}, {"label": "Need", "numeric": False}],
        rows=[["Kerdelan", "<b>web</b>"]],
    )

    assert '<th role="rowheader" scope="row">Kerdelan</th>' in html
    assert '<td role="cell" data-label="Need"><span>&lt;b&gt;web&lt;/b&gt;</span></td>' in html


def test_badge_of_an_unknown_state_fails_loudly() -> None:
    with pytest.raises(UndefinedError):
        render('{% from "components/badges.html" import run_badge %}{{ run_badge("lost") }}')
