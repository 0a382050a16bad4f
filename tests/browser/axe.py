"""What axe finds on a page, and whether it runs off the side."""

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

RULES = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "RGAAv4"],
    "resultTypes": ["violations"],
}


def faults_of(page: Page) -> list[str]:
    """Return what axe finds on the page, and whether it is wider than the window."""
    found = Axe().run(page, options=RULES).response["violations"]
    faults = [f"{one['id']}: {one['nodes'][0]['html'][:120]}" for one in found]
    if page.evaluate("document.documentElement.scrollWidth > window.innerWidth"):
        faults.append("wider than the window")
    return faults


def faults_at_both_widths(page: Page) -> list[str]:
    """Return the faults at a desk and on a phone, which comes last."""
    page.set_viewport_size({"width": 1280, "height": 800})
    at_desk = faults_of(page)
    page.set_viewport_size({"width": 360, "height": 800})
    return at_desk + faults_of(page)
