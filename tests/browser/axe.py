"""Accessibility, as axe-core sees it."""

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

ONLY_FAULTS = {"resultTypes": ["violations"]}
"""Axe need not describe all that is right."""


def assert_accessible(page: Page) -> None:
    """axe finds nothing on this page as it stands now."""
    found = Axe().run(page, options=ONLY_FAULTS).response["violations"]
    told = [
        f"{violation['id']}: {violation['help']}\n"
        + "\n".join(
            f"    {node['html'][:200]}\n    {node['failureSummary']}"
            for node in violation["nodes"][:5]
        )
        for violation in found
    ]
    assert not told, f"axe found on {page.url}:\n" + "\n".join(told)


def assert_fits(page: Page) -> None:
    """Nothing makes the page wider than the window."""
    over = page.evaluate(
        "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    )
    assert over <= 0, f"{page.url} is {over} px wider than the window"
