"""The frame of every page: keyboard, phone, themes, and what axe finds."""

from collections.abc import Callable

import pytest
from django.conf import settings
from playwright.sync_api import Page, expect

from tests.browser.axe import assert_accessible, assert_fits
from tests.conftest import Cast

Visit = Callable[[str], Page]
OPEN_PAGES = ("/accounts/login/", "/accounts/signup/", "/accounts/password/reset/")
ACCOUNT_PAGES = ("/accounts/email/", "/accounts/password/change/", "/accounts/2fa/")
STEPS = ("", "listen/", "map/", "write/", "test/", "learn/", "share/", "search/?q=tea")
SHARING = ("fill", "links", "tables", "reports", "sheets", "results", "bring", "in-use", "reviews")
WIDE, PHONE = (1280, 900), (360, 740)


def resize(page: Page, size: tuple[int, int]) -> None:
    page.set_viewport_size({"width": size[0], "height": size[1]})


def focused(page: Page) -> str:
    """The text or name of what has the focus."""
    return str(
        page.evaluate(
            "(document.activeElement.getAttribute('aria-label')"
            " ?? document.activeElement.textContent).trim().replace(/\\s+/g, ' ')"
        )
    )


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [WIDE, PHONE])
class TestEverySize:
    def test_styleguide(
        self, visit: Visit, signed_in: Page, scheme: str, size: tuple[int, int]
    ) -> None:
        signed_in.emulate_media(color_scheme=scheme)
        resize(signed_in, size)
        page = visit("/styleguide/")
        assert_fits(page)
        assert_accessible(page)

    def test_open_pages(self, visit: Visit, page: Page, scheme: str, size: tuple[int, int]) -> None:
        page.emulate_media(color_scheme=scheme)
        resize(page, size)
        for path in OPEN_PAGES:
            visit(path)
            assert_fits(page)
            assert_accessible(page)

    def test_pages_of_a_person_and_a_workspace(
        self, visit: Visit, signed_in: Page, cast: Cast, scheme: str, size: tuple[int, int]
    ) -> None:
        signed_in.emulate_media(color_scheme=scheme)
        resize(signed_in, size)
        for path in (*ACCOUNT_PAGES, cast.url("settings/")):
            page = visit(path)
            assert_fits(page)
            assert_accessible(page)


@pytest.mark.parametrize(("scheme", "size"), [("light", WIDE), ("dark", PHONE)])
def test_every_step_of_an_empty_workspace(
    visit: Visit, signed_in: Page, cast: Cast, scheme: str, size: tuple[int, int]
) -> None:
    signed_in.emulate_media(color_scheme=scheme)
    resize(signed_in, size)
    for rest in (*STEPS, *(f"share/{part}/" for part in (*SHARING, "history"))):
        page = visit(cast.url(rest))
        expect(page.get_by_role("heading", level=1)).not_to_be_empty()
        assert_fits(page)
        assert_accessible(page)


def test_a_page_that_is_not_there_belongs_to_the_site(signed_in: Page, live_server) -> None:
    answer = signed_in.goto(f"{live_server.url}/nowhere/")
    assert answer is not None
    assert answer.status == 404
    expect(signed_in.get_by_role("heading", level=1)).to_contain_text("nothing at this address")
    assert_accessible(signed_in)


def test_open_menus_are_accessible(visit: Visit, signed_in: Page, cast: Cast) -> None:
    page = visit(cast.url("settings/"))
    page.locator(".switcher > summary").click()
    assert_accessible(page)
    page.locator(".account > summary").click()
    assert_accessible(page)
    assert page.locator(".switcher[open]").count() == 0, "one menu closes the other"
    page.keyboard.press("Escape")
    assert page.locator("details.menu[open]").count() == 0


@pytest.mark.parametrize("size", [WIDE, PHONE])
@pytest.mark.parametrize("menu", [".switcher", ".account"])
def test_menus_open_inside_the_window(
    visit: Visit, signed_in: Page, cast: Cast, size: tuple[int, int], menu: str
) -> None:
    resize(signed_in, size)
    page = visit(cast.url("settings/"))
    page.locator(f"{menu} > summary").click()
    box = page.locator(f"{menu} .menu-list").bounding_box()
    assert box is not None
    assert box["x"] >= 0
    assert box["y"] >= 0
    assert box["x"] + box["width"] <= size[0]
    assert box["y"] + box["height"] <= size[1]


def test_the_keyboard_goes_from_the_skip_link_through_the_loop(
    visit: Visit, signed_in: Page, cast: Cast
) -> None:
    page = visit(cast.url("settings/"))
    seen = []
    for _ in range(11):
        page.keyboard.press("Tab")
        seen.append(focused(page))
    assert seen[0] == "Skip to the page"
    assert seen[1].startswith("Workspace Tea and Sons")
    assert seen[2] == "Search this workspace"
    assert seen[3:10] == ["Home", "Listen", "Map", "Write", "Test", "Learn", "Share"]
    assert seen[10] == "Settings"


def test_the_skip_link_leads_past_the_navigation(visit: Visit, signed_in: Page, cast: Cast) -> None:
    page = visit(cast.url("settings/"))
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"


def test_slash_goes_to_the_search_but_can_still_be_typed(
    visit: Visit, signed_in: Page, cast: Cast
) -> None:
    page = visit(cast.url("settings/"))
    page.keyboard.press("/")
    search = page.get_by_role("searchbox", name="Search this workspace")
    expect(search).to_be_focused()
    page.keyboard.type("a/b")
    expect(search).to_have_value("a/b")


def test_a_chosen_theme_is_remembered(visit: Visit, signed_in: Page, cast: Cast) -> None:
    page = visit(cast.url("settings/"))
    page.locator(".account > summary").click()
    page.get_by_role("button", name="Dark").click()
    background = "getComputedStyle(document.body).backgroundColor"
    dark = page.evaluate(background)
    page = visit(cast.url("settings/"))
    assert page.evaluate("document.documentElement.dataset.theme") == "dark"
    assert page.evaluate(background) == dark
    page.locator(".account > summary").click()
    page.get_by_role("button", name="Light").click()
    assert page.evaluate(background) != dark


def test_the_frame_works_without_javascript(browser, live_server, cast: Cast) -> None:
    context = browser.new_context(java_script_enabled=False)
    name = settings.SESSION_COOKIE_NAME
    cookie = cast.client(cast.owner).cookies[name].value
    context.add_cookies([{"name": name, "value": cookie, "url": live_server.url}])
    page = context.new_page()
    page.goto(live_server.url + cast.url("settings/"))
    page.locator(".account > summary").click()
    expect(page.get_by_role("group", name="Theme")).to_be_hidden()
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("heading", level=1, name="Sign in")).to_be_visible()
    context.close()


def test_signing_in_by_hand(visit: Visit, page: Page, cast: Cast) -> None:
    visit("/accounts/login/?next=/accounts/email/")
    page.get_by_label("Email").fill("owner@example.org")
    page.get_by_label("Password").fill("wrong")
    page.get_by_role("button", name="Sign in", exact=True).click()
    expect(page.get_by_role("alert")).to_be_visible()
    expect(page.get_by_label("Email")).to_have_value("owner@example.org")
    page.get_by_label("Password").fill("tea")
    page.get_by_role("button", name="Sign in", exact=True).click()
    expect(page.locator(".account > summary")).to_contain_text("owner@example.org")
