"""XML as CalDAV speaks it: names, reading what a device sends, writing the answer; pure.

What is read comes from anywhere: a document type, an entity or anything outside is refused.
"""

from xml.etree import ElementTree
from xml.etree.ElementTree import Element

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import fromstring

DAV = "{DAV:}"
CALDAV = "{urn:ietf:params:xml:ns:caldav}"
SERVER = "{http://calendarserver.org/ns/}"
APPLE = "{http://apple.com/ns/ical/}"
PREFIXES = {"D": DAV, "C": CALDAV, "CS": SERVER, "ICAL": APPLE}

for _prefix, _namespace in PREFIXES.items():
    ElementTree.register_namespace(_prefix, _namespace[1:-1])


class BadMarkup(Exception):
    """What was sent is no XML that is read here."""


def read_markup(body: bytes) -> Element:
    """Return the root of what was sent; raises BadMarkup."""
    try:
        root: Element = fromstring(body, forbid_dtd=True)
    except (ElementTree.ParseError, DefusedXmlException, ValueError, LookupError) as error:
        raise BadMarkup from error
    return root


def write_markup(root: Element) -> bytes:
    """Return a document; a carriage return in a calendar survives the reader's normalisation."""
    text: bytes = ElementTree.tostring(root, encoding="utf-8", xml_declaration=True)
    return text.replace(b"\r", b"&#13;")


def element(name: str, *children: Element | None, text: str | None = None) -> Element:
    """Return an element with those of the children that are not None."""
    made = Element(name)
    made.text = text
    made.extend(child for child in children if child is not None)
    return made


def href(path: str) -> Element:
    """Return a DAV:href; `path` is percent-encoded already."""
    return element(f"{DAV}href", text=path)


def names_of(parent: Element | None) -> list[str]:
    """Return the names of the children of an element, without comments."""
    if parent is None:
        return []
    return [child.tag for child in parent if isinstance(child.tag, str)]


def text_of(found: Element | None) -> str:
    """Return the text directly within an element, without white space around it."""
    return (found.text or "").strip() if found is not None else ""
