"""The page that lays ads and landing pages side by side."""

from typing import Any

from experiments.models import Continuation, LeadsTo
from messaging.models import Message, Variant
from tests import make
from tests.conftest import Cast

URL = "test/match/"


def scene(cast: Cast) -> tuple[Message, Message]:
    """An ad about one pain that leads to a page about another."""
    found = []
    for title in ("Sundays lost", "Receipts missing"):
        message = make.make_message(cast.workspace)
        make.make_live(message, pain=make.make_pain(cast.workspace, title=title))
        found.append(message)
    ad, page = found
    LeadsTo.objects.create(workspace=cast.workspace, source=ad.placement, landing=page.placement)
    return ad, page


def shown(cast: Cast, who: str = "approver") -> str:
    answer = cast.client(getattr(cast, who)).get(cast.url(URL))
    assert answer.status_code == 200
    return answer.content.decode()


def post(cast: Cast, rest: str = URL, who: str = "approver", **data: Any) -> Any:
    return cast.client(getattr(cast, who)).post(cast.url(rest), data, follow=True)


def test_it_works(cast: Cast) -> None:
    ad, page = scene(cast)
    assert ad.live_variant is not None
    pain = ad.live_variant.pain

    before = shown(cast)
    assert "Different pains" in before
    assert f"/write/messages/{page.pk}/?pain={pain.pk}" in before
    assert f"cuppa_from={ad.live_variant.key}" in before
    text = make.make_variant(page, pain=pain, state=Variant.State.APPROVED)
    assert "Go on with their pain" in shown(cast)
    post(cast, f"{URL}continue/", message=page.pk, pain=pain.pk, variant=text.pk)
    after = shown(cast)
    assert "Goes on" in after
    post(cast, f"{URL}continue/{Continuation.objects.get().pk}/remove/")
    assert not Continuation.objects.exists()


def test_saying_what_leads_where(cast: Cast) -> None:
    ad, page = (make.make_message(cast.workspace).placement for _ in range(2))

    post(cast, who="editor", source=ad.pk, landing=page.pk)

    lead = LeadsTo.objects.get()
    assert (lead.source, lead.landing) == (ad, page)
    again = post(cast, who="editor", source=ad.pk, landing=page.pk).content.decode()
    assert "already" in again
    post(cast, f"{URL}leads/{lead.pk}/remove/", who="editor")
    assert not LeadsTo.objects.exists()


def test_a_place_that_leads_to_itself_is_told_at_its_field(cast: Cast) -> None:
    ad = make.make_message(cast.workspace).placement

    answer = post(cast, source=ad.pk, landing=ad.pk).content.decode()

    assert "A place cannot lead to itself." in answer
    assert f'<option value="{ad.pk}" selected>' in answer


def test_an_editor_may_not_choose_what_visitors_read(cast: Cast) -> None:
    ad, page = scene(cast)
    assert ad.live_variant is not None
    text = make.make_variant(page, pain=ad.live_variant.pain, state=Variant.State.APPROVED)
    data = {"message": page.pk, "pain": text.pain_id, "variant": text.pk}

    assert "Go on with their pain" not in shown(cast, "editor")
    assert post(cast, f"{URL}continue/", who="editor", **data).status_code == 403
    assert not Continuation.objects.exists()


def test_what_cannot_be_is_said(cast: Cast) -> None:
    ad, page = scene(cast)
    assert ad.live_variant is not None
    draft = make.make_variant(page, pain=ad.live_variant.pain)

    answer = post(
        cast, f"{URL}continue/", message=page.pk, pain=draft.pain_id, variant=draft.pk
    ).content.decode()

    assert "have this one approved first" in answer


def test_the_empty_page_says_what_it_is_for(cast: Cast) -> None:
    assert "Nobody said yet what leads where" in shown(cast, "viewer")
