"""Two texts side by side, drafts or variants, and pairs that differ in one thing."""

from typing import Any

import pytest

from messaging.models import Message, Proof, Variant
from personas.models import PainPoint
from tests import make
from tests.conftest import Cast
from workspaces.models import AuditRecord


@pytest.fixture
def pain(cast: Cast) -> PainPoint:
    pain = make.make_pain(cast.workspace)
    make.make_offer(cast.workspace, pain)
    return pain


def offered(cast: Cast, message: Message) -> Any:
    return cast.client(cast.viewer).get(cast.url(f"write/messages/{message.pk}/")).context


def test_it_works(cast: Cast, pain: PainPoint) -> None:
    """One thing changed, both kept, submitted, approved, and on to a test of the two."""
    message = make.make_message(cast.workspace)
    client = cast.client(cast.approver)
    page = offered(cast, message)
    draft = page["offered"][0]
    other = next(
        change
        for _, changes in client.get(cast.url(f"write/messages/{message.pk}/")).context["changes"]
        for change, _ in changes
        if change.factor == "framework" and change.to != draft.draft.framework
    )
    address = cast.url(f"write/messages/{message.pk}/pair/")
    query = {"pain": str(pain.pk), "of": draft.name, "change": str(other)}
    shown = client.get(address, query)
    assert shown.context["left"].parts == draft.draft.parts
    assert shown.context["varied"] == 1
    assert "They differ in one thing" in shown.content.decode()
    kept = client.post(f"{address}keep/", dict(shown.context["pair_fields"]), follow=True)
    left, right = kept.context["left"].variant, kept.context["right"].variant
    assert (left.parts, right.parts) == (shown.context["left"].parts, shown.context["right"].parts)
    assert right.derived_from == left
    assert (left.pain, left.proof) == (right.pain, right.proof)
    assert left.framework != right.framework
    assert AuditRecord.objects.filter(workspace=cast.workspace, action="kept").count() == 2
    side_by_side = cast.url(f"write/compare/?left={left.pk}&right={right.pk}")
    both = {"variant": [left.pk, right.pk], "next": side_by_side}
    for step, asked in (("submit", "Submit both"), ("approve", "Approve both")):
        assert asked in client.get(side_by_side).content.decode()
        client.post(cast.url("write/variants/bulk/"), both | {"do": step})
    ready = client.get(side_by_side).content.decode()
    assert f"Put {left.key} live" in ready
    client.post(cast.url(f"write/variants/{left.pk}/publish/"))
    ready = client.get(side_by_side).content.decode()
    plan = cast.url(f"test/new/{message.pk}/?rivals={right.pk}")
    assert "Test these two" in ready
    assert f'href="{plan}"' in ready
    planned = client.get(plan).content.decode()
    assert f'value="{right.pk}"' in planned
    assert planned.split(f'value="{right.pk}"')[1].split(">")[0].count("checked") == 1


def test_another_pain_is_one_thing(cast: Cast, pain: PainPoint) -> None:
    other = make.make_pain(
        cast.workspace,
        persona=pain.persona,
        struggle="explain the same form to each new client",
        trigger="a client is new",
        statement="I explain the same form to each new client.",
        desired_outcome="have each form come back right",
    )
    message = make.make_message(cast.workspace)
    page = cast.client(cast.editor).get(cast.url(f"write/messages/{message.pk}/?pain={pain.pk}"))
    address = cast.url(f"write/messages/{message.pk}/pair/")
    pairs = [
        cast.client(cast.viewer).get(
            address, {"pain": str(pain.pk), "of": each.name, "change": f"pain-{other.pk}"}
        )
        for each in page.context["offered"]
    ]
    changed = [each.context for each in pairs if each.status_code == 200]
    assert changed
    for each in changed:
        assert (each["left"].pain, each["right"].pain) == (pain, other)
        assert each["left"].framework == each["right"].framework


def test_a_pair_is_made_of_a_kept_text_as_well(cast: Cast, pain: PainPoint) -> None:
    Proof.objects.create(
        workspace=cast.workspace, offer=pain.reliefs.get().offer, text="9 of 10 receipts in a day"
    )
    message = make.make_message(cast.workspace)
    client = cast.client(cast.editor)
    studio = cast.url(f"write/messages/{message.pk}/")
    page = client.get(f"{studio}?framework=checklist")
    data = dict(page.context["order_fields"]) | {"draft": page.context["offered"][0].name}
    client.post(f"{studio}keep/", data)
    kept = Variant.objects.get(workspace=cast.workspace)
    query = {"pain": str(pain.pk), "of": f"v{kept.pk}", "change": "framework-customer-as-hero"}
    shown = client.get(f"{studio}pair/", query)
    assert shown.context["left"].variant == kept
    client.post(f"{studio}pair/keep/", query)
    made = Variant.objects.exclude(pk=kept.pk).get(workspace=cast.workspace)
    assert (made.derived_from, made.framework) == (kept, "customer-as-hero")


@pytest.mark.parametrize(
    ("of", "change", "said"),
    [
        ("0123456789abcdef", "framework-checklist", "What we know has changed"),
        ("v1", "haiku-3", "Choose what shall be different"),
        ("", "", "Choose what shall be different"),
        ("v999999", "framework-checklist", "What we know has changed"),
    ],
)
def test_what_cannot_be_changed_is_said(
    cast: Cast, pain: PainPoint, of: str, change: str, said: str
) -> None:
    message = make.make_message(cast.workspace)
    client = cast.client(cast.editor)
    address = cast.url(f"write/messages/{message.pk}/pair/")
    query = {"pain": str(pain.pk), "of": of, "change": change}
    assert said in client.get(address, query, follow=True).content.decode()
    assert said in client.post(f"{address}keep/", query, follow=True).content.decode()
    assert not Variant.objects.filter(workspace=cast.workspace).exists()


def test_a_proof_that_is_not_named_cannot_be_changed(cast: Cast, pain: PainPoint) -> None:
    message = make.make_message(cast.workspace)
    variant = make.make_variant(message, pain=pain)
    proof = Proof.objects.get(workspace=cast.workspace)
    query = {"pain": str(pain.pk), "of": f"v{variant.pk}", "change": f"proof-{proof.pk}"}
    address = cast.url(f"write/messages/{message.pk}/pair/")
    page = cast.client(cast.editor).get(address, query, follow=True).content.decode()
    assert "Nothing but that cannot be changed" in page


def test_two_drafts_are_set_side_by_side(cast: Cast, pain: PainPoint) -> None:
    message = make.make_message(cast.workspace)
    page = offered(cast, message)
    one, other = page["offered"][0], page["offered"][3]
    here = cast.url(f"write/messages/{message.pk}/compare/?{page['order_query']}")
    client = cast.client(cast.editor)
    shown = client.get(f"{here}&pick={one.name}&pick={other.name}")
    assert shown.context["left"].parts == one.draft.parts
    assert shown.context["right"].parts == other.draft.parts
    assert shown.context["left"].title == "Draft 1"
    swapped = client.get(cast.url(f"write/messages/{message.pk}/compare/{shown.context['swap']}"))
    assert swapped.context["left"].parts == other.draft.parts
    for word in ("Keep the left one", "Keep the right one", "Problem first", "How full"):
        assert word in shown.content.decode()
    data = dict(shown.context["order_fields"]) | {"draft": other.name}
    client.post(cast.url(f"write/messages/{message.pk}/keep/"), data)
    assert Variant.objects.get(workspace=cast.workspace).parts == other.draft.parts


def test_a_draft_is_set_beside_a_kept_text(cast: Cast, pain: PainPoint) -> None:
    message = make.make_message(cast.workspace)
    kept = make.make_variant(message, pain=pain)
    draft = offered(cast, message)["offered"][0]
    here = cast.url(f"write/messages/{message.pk}/compare/?pick=v{kept.pk}&pick={draft.name}")
    shown = cast.client(cast.viewer).get(here)
    assert shown.context["left"].variant == kept
    assert shown.context["right"].variant is None


def test_two_kept_texts_lead_to_their_own_page(cast: Cast, pain: PainPoint) -> None:
    message = make.make_message(cast.workspace)
    one, two = make.make_variant(message), make.make_variant(message)
    here = cast.url(f"write/messages/{message.pk}/compare/?pick=v{one.pk}&pick=v{two.pk}")
    answer = cast.client(cast.viewer).get(here)
    assert answer["Location"] == cast.url(f"write/compare/?pick={one.pk}&pick={two.pk}")


@pytest.mark.parametrize("picks", ["", "pick=v1", "pick=v1&pick=v1", "pick=a&pick=b&pick=c"])
def test_it_takes_two(cast: Cast, pain: PainPoint, picks: str) -> None:
    message = make.make_message(cast.workspace)
    here = cast.url(f"write/messages/{message.pk}/compare/?{picks}")
    page = cast.client(cast.viewer).get(here, follow=True)
    assert "Tick two texts" in page.content.decode()


def test_one_side_is_kept_and_the_other_put_out_of_use(cast: Cast) -> None:
    message = make.make_message(cast.workspace)
    left, right = make.make_live(message), make.make_variant(message)
    client = cast.client(cast.editor)
    page = client.get(cast.url(f"write/compare/?left={left.pk}&right={right.pk}")).content.decode()
    assert "Keep the left, put the other out of use" in page
    assert "Keep the right, put the other out of use" not in page, "it is live"
