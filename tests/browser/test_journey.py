"""The journey edited as people do: by dragging with the mouse, and with the keyboard alone."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

from personas.models import JourneyStage, Transition
from tests import make
from tests.browser.axe import assert_accessible, assert_fits
from tests.conftest import Cast

Visit = Callable[[str], Page]


@pytest.fixture
def stages(cast: Cast) -> list[JourneyStage]:
    kinds = ("aware", "considering", "using", "left")
    return [make.make_stage(cast.workspace, kind, name=kind.title()) for kind in kinds]


def middle(found: Locator) -> tuple[float, float]:
    box = found.bounding_box()
    assert box is not None
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def drag(page: Page, start: tuple[float, float], end: tuple[float, float]) -> None:
    page.mouse.move(*start)
    page.mouse.down()
    page.mouse.move((start[0] + end[0]) / 2, (start[1] + end[1]) / 2, steps=4)
    page.mouse.move(*end, steps=4)
    page.mouse.up()


def test_with_the_mouse(
    signed_in: Page, visit: Visit, cast: Cast, stages: list[JourneyStage]
) -> None:
    page = visit(cast.url("map/journey/"))
    gone = page.locator(f"#node-{stages[3].pk}")
    x, y = middle(gone.locator("rect"))
    with page.expect_response("**/place/"):
        drag(page, (x, y), (x + 200, y - 30))
    expect(page.get_by_role("button", name="Undo moving “Left”")).to_be_visible()
    moved = middle(page.locator(f"#node-{stages[3].pk} rect"))
    assert moved == pytest.approx((x + 200, y - 30), abs=3)
    stages[3].refresh_from_db()
    assert stages[3].x is not None
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_text("Taken back")).to_be_visible()
    assert middle(page.locator(f"#node-{stages[3].pk} rect")) == pytest.approx((x, y), abs=3)

    using = page.locator(f"#node-{stages[2].pk}")
    using.hover()
    drag(page, middle(using.locator("[data-handle]")), (x, y))
    page.wait_for_url("**/transitions/add/*")
    page.get_by_label("What sets it off").fill("the price goes up")
    page.get_by_role("button", name="Save").click()
    made = Transition.objects.get(workspace=cast.workspace)
    assert (made.from_stage_id, made.to_stage_id) == (stages[2].pk, stages[3].pk)
    expect(page.locator("[data-arrow='1']")).to_be_visible()


def test_with_the_keyboard(
    signed_in: Page, visit: Visit, cast: Cast, stages: list[JourneyStage]
) -> None:
    page = visit(cast.url("map/journey/"))
    node = page.locator(f"#node-{stages[1].pk}")
    x, y = middle(node.locator("rect"))
    node.focus()
    with page.expect_response("**/place/"):
        for key in ("Shift+ArrowDown", "ArrowRight", "ArrowRight"):
            page.keyboard.press(key)
    expect(page.locator("[data-journey-status]")).to_have_text("Considering has its place.")
    now = middle(page.locator(f"#node-{stages[1].pk} rect"))
    assert now[0] > x + 5
    assert now[1] > y + 20
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/stages/{stages[1].pk}/")


@pytest.mark.parametrize("width", [1280, 390])
def test_its_pages_fit_and_are_accessible(
    signed_in: Page, visit: Visit, cast: Cast, stages: list[JourneyStage], width: int
) -> None:
    moment = make.make_transition(cast.workspace, from_stage=stages[2], to_stage=stages[3])
    signed_in.set_viewport_size({"width": width, "height": 900})
    for path in ("map/journey/", f"map/journey/moments/{moment.pk}/", "map/recognition/"):
        page = visit(cast.url(path))
        assert_fits(page)
        assert_accessible(page)
