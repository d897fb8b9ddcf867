"""From quotes to a first draft by the keyboard alone: what a search found is decided on by single
keys, the words that quotes propose are taken, and others are marked in a quote.
"""

from collections.abc import Callable

from playwright.sync_api import Page, expect

from personas.models import Candidate, PainPoint, SlotSource
from personas.tasks import mine_pains
from tests import make
from tests.browser.axe import assert_accessible, assert_fits
from tests.conftest import Cast
from workspaces.models import Job

Visit = Callable[[str], Page]
PHONE = {"width": 390, "height": 844}
WIDE = {"width": 1280, "height": 900}
MONTHS = ("March", "April", "May", "June", "July", "August", "September", "October", "May again")
SAID = (
    "I have to chase people for receipts at the end of {}",
    "The hall was double booked again in {} and two couples stood at the door",
    "Wages go out late because payroll crashed in {}",
    "The printer asks for a new cartridge every week since {}",
)


def at(page: Page) -> str:
    """The title of the candidate the keys speak of."""
    title = page.locator(".candidate[aria-current=true] .candidate-title").text_content()
    assert title is not None
    return title.strip()


def test_it_works(visit: Visit, signed_in: Page, cast: Cast) -> None:
    for text in SAID:
        for month in MONTHS:
            make.make_evidence(cast.workspace, text=text.format(month))
    page = visit(cast.url("listen/pains-to-find/"))
    start = page.get_by_role("button", name="Look for pains")
    start.focus()
    start.press("Enter")
    expect(page.get_by_text("Looking for pains")).to_be_visible()
    mine_pains(Job.objects.get().pk)

    # Without a key the page shows what was found as soon as the job is done.
    expect(page.locator(".candidate")).to_have_count(Candidate.objects.count())
    expect(page.get_by_role("status").filter(has_text="0 of")).to_be_visible()
    assert_accessible(page)
    page.set_viewport_size(PHONE)
    assert_fits(page)
    assert_accessible(page)
    page.set_viewport_size(WIDE)
    decide(page)
    accept(page)
    mark_words(page)
    pain = PainPoint.objects.get()
    assert (pain.struggle[:5], pain.trigger) == ("chase", "the month ends")
    assert SlotSource.objects.get(slot="trigger").words.startswith("at the end of")


def told(page: Page, text: str) -> None:
    """The page says so, and listens to keys."""
    expect(page.get_by_text(text)).to_be_visible()
    expect(page.locator(".candidate[aria-current=true]")).to_have_count(1)


def decide(page: Page) -> None:
    """Every key but that which makes a pain."""
    keys = page.keyboard
    first = at(page)
    keys.press("j")
    second = at(page)
    assert second != first
    keys.press("k")
    assert at(page) == first

    keys.press("e")
    keys.press("ControlOrMeta+a")
    keys.type("Some joke about jam")  # Letters that are keys are letters here.
    keys.press("Enter")
    expect(page.locator(".candidate-title").first).to_have_text("Some joke about jam")
    assert at(page) == "Some joke about jam"

    keys.press("m")
    keys.press("Escape")
    assert at(page) == "Some joke about jam"
    expect(page.locator("details[open]")).to_have_count(0)
    keys.press("m")
    page.locator(":focus").select_option(label=second)
    keys.press("Tab")
    keys.press("Enter")
    told(page, "is a part of")
    keys.press("u")
    told(page, "“Some joke about jam” is open again")
    keys.press("r")
    told(page, "is no pain. Press u")
    keys.press("u")
    told(page, "is open again")
    keys.press("?")
    expect(page.get_by_text("take the last decision back")).to_be_visible()


def accept(page: Page) -> None:
    """Make the candidate of receipts a pain, and take what its quotes propose."""
    keys = page.keyboard
    said = page.locator("blockquote, .said, .quote", has_text="chase people")
    wanted = page.locator(".candidate[aria-current=true]", has=said)
    for _ in range(Candidate.objects.count()):
        if wanted.count():
            break
        keys.press("j")
        page.wait_for_timeout(100)  # the next one is shown before it is looked at
    expect(wanted).to_have_count(1)
    keys.press("a")
    expect(page.get_by_label("Whose pain").and_(page.locator(":focus"))).to_be_visible()
    keys.press("Tab")
    keys.type("Ines")
    keys.press("Tab")
    keys.press("ControlOrMeta+a")
    keys.type("Chasing receipts")
    keys.press("Enter")
    expect(page.get_by_role("heading", name="What do they say of it?")).to_be_visible()
    expect(page.get_by_text("Two of these are enough")).to_be_visible()
    assert_accessible(page)
    # Of all that is proposed, only the struggle is taken.
    for name in ("trigger", "cost", "statement"):
        left = page.locator(f"[name=take_{name}][value='']")
        if left.count():
            left.focus()
            left.press("Space")
    keep = page.get_by_role("button", name="Keep these words")
    keep.focus()
    keep.press("Enter")
    expect(page.get_by_text("1 slot is filled.")).to_be_visible()


def mark_words(page: Page) -> None:
    """Fill a second slot with words marked in a quote; that is enough for a draft."""
    keys = page.keyboard
    page.get_by_role("link", name="Mark words in a quote", exact=True).press("Enter")
    page.get_by_role("link", name="Mark words in: ").first.press("Enter")
    quote = page.get_by_label("The quote")
    said = quote.input_value()
    quote.focus()
    keys.press("ControlOrMeta+Home")
    for _ in range(said.index("at the end")):
        keys.press("ArrowRight")
    keys.press("ControlOrMeta+Shift+End")
    expect(page.get_by_label("Words of it")).to_have_value(said[said.index("at the end") :])
    page.set_viewport_size(PHONE)
    assert_fits(page)
    assert_accessible(page)
    page.set_viewport_size(WIDE)
    page.get_by_label("They say").focus()
    page.get_by_label("They say").select_option(label="When")
    page.get_by_role("button", name="Show how it reads").press("Enter")
    shaped = page.locator("#text")
    expect(shaped).to_be_focused()
    keys.press("ControlOrMeta+a")
    keys.type("the month ends")
    keys.press("Enter")
    expect(page.get_by_text("Enough for a first draft")).to_be_visible()
    page.get_by_role("link", name="Write it").press("Enter")
    expect(page.get_by_text("Chasing receipts").first).to_be_visible()
