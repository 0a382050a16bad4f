"""Reading a page as its reader does: the words, and what a form left as it is would send."""

import re
from collections.abc import Iterator
from html import unescape


def words(markup: str) -> str:
    """Return what is read of a piece of a page, one kind of space between the words."""
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", markup)).split())


def main_part(page: str) -> str:
    """Return what stands between header and footer."""
    return page[page.index("<main") : page.index("</main>")]


def answers(page: str) -> dict[str, str]:
    """Return what a browser would send with the one form of the page, left as it is.

    Without the token against forgery, which is not an answer.
    """
    return {name: text for name, text in _answers(main_part(page)) if name != "csrf_token"}


def _answers(form: str) -> Iterator[tuple[str, str]]:
    for tag in re.findall(r"<input[^>]*>", form):
        name, value = re.search(r'name="([^"]+)"', tag), re.search(r'value="([^"]*)"', tag)
        is_sent = "checked" in tag or not re.search(r'type="(radio|checkbox)"', tag)
        if name and is_sent:
            yield name[1], unescape(value[1]) if value else ""
    for name, options in re.findall(r'<select[^>]* name="([^"]+)"[^>]*>(.*?)</select>', form, re.S):
        tags = re.findall(r"<option[^>]*>", options)
        chosen = next((tag for tag in tags if " selected" in tag), tags[0])
        yield name, re.findall(r'value="([^"]*)"', chosen)[0]
