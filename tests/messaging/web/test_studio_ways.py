"""Ways on from a draft: the address keeps them, so that going back leads to the same drafts."""

from typing import Any
from urllib.parse import urlencode

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from messaging.channels import texts_of
from messaging.drafting import Order, fingerprint, generate_drafts
from messaging.models import MergeTags, Message, Proof, Relief, Variant
from personas.models import PainPoint
from tests import make
from tests.conftest import Cast


@pytest.fixture
def pain(cast: Cast) -> PainPoint:
    pain = make.make_pain(cast.workspace)
    make.make_evidence(cast.workspace, pain, may_quote=True)
    make.make_offer(cast.workspace, pain)
    return pain


def studio(cast: Cast, message: Message, query: str = "") -> str:
    return cast.url(f"write/messages/{message.pk}/{'?' if query else ''}{query}")


def texts(page: Any) -> list[str]:
    return [each.draft.text for each in page.context["offered"]]


def test_it_works(cast: Cast, pain: PainPoint) -> None:
    """More like one, shorter, kept: the address alone leads there again."""
    message = make.make_message(cast.workspace)
    client = cast.client(cast.editor)
    first = client.get(studio(cast, message))
    chosen = first.context["offered"][1]
    like = studio(cast, message, chosen.ways["like"])
    page = client.get(like)
    assert page.context["wished"] == "More like"
    assert page.context["of"] == chosen.draft
    assert texts(page)
    assert not set(texts(page)) & set(texts(first))
    assert texts(client.get(like)) == texts(page)
    longest = max(page.context["offered"], key=lambda each: len(each.draft.text))
    short = client.get(studio(cast, message, longest.ways["shorter"]))
    length = sum(map(len, texts_of(longest.draft.parts)))
    assert short.context["offered"]
    for each in short.context["offered"]:
        assert sum(map(len, texts_of(each.draft.parts))) < length
    draft = short.context["offered"][0]
    data = _posted(short.context["order_fields"]) | {"draft": [draft.name]}
    client.post(f"{studio(cast, message)}keep/", data)
    kept = Variant.objects.get(workspace=cast.workspace)
    assert kept.parts == draft.draft.parts
    assert kept.writer == Variant.Writer.PHRASES


def _posted(fields: list[tuple[str, str]]) -> dict[str, list[str]]:
    data: dict[str, list[str]] = {}
    for name, value in fields:
        data.setdefault(name, []).append(value)
    return data


def test_something_different_shares_little(cast: Cast, pain: PainPoint) -> None:
    message = make.make_message(cast.workspace)
    client = cast.client(cast.viewer)
    chosen = client.get(studio(cast, message)).context["offered"][0]
    page = client.get(studio(cast, message, chosen.ways["unlike"]))
    assert page.context["offered"]
    for each in page.context["offered"]:
        assert each.draft.framework != chosen.draft.framework


def test_others_of_a_kind_are_others(cast: Cast, pain: PainPoint) -> None:
    message = make.make_message(cast.workspace)
    client = cast.client(cast.viewer)
    chosen = client.get(studio(cast, message)).context["offered"][0]
    one = client.get(studio(cast, message, chosen.ways["like"]))
    other = client.get(studio(cast, message, one.context["more_query"]))
    assert other.context["of"] == one.context["of"]
    assert texts(other) != texts(one)


def test_one_goes_on_from_a_kept_text(cast: Cast, pain: PainPoint) -> None:
    message = make.make_message(cast.workspace)
    variant = make.make_variant(message, pain=pain)
    client = cast.client(cast.viewer)
    ways = client.get(studio(cast, message)).context["kept"][0].ways
    page = client.get(studio(cast, message, ways["shorter"]))
    assert page.context["of"].parts == variant.parts
    length = sum(map(len, texts_of(variant.parts)))
    for each in page.context["offered"]:
        assert sum(map(len, texts_of(each.draft.parts))) < length


def test_a_draft_that_no_longer_comes_out_is_told(cast: Cast, pain: PainPoint) -> None:
    message = make.make_message(cast.workspace)
    client = cast.client(cast.editor)
    like = client.get(studio(cast, message)).context["offered"][0].ways["like"]
    pain.struggle, pain.trigger = "explain the same form to each new client", "a client is new"
    pain.statement = pain.cost = pain.workaround = ""
    pain.save()
    page = client.get(studio(cast, message, like))
    assert page.context["gone"]
    assert page.context["offered"]
    assert "What we know has changed since" in page.content.decode()


@pytest.mark.parametrize(
    "step",
    ["like", "like-x-1", "dance-0123456789abcdef-1", "like-v99999999999999999-1", "like-v1-0"],
)
def test_nonsense_in_the_address_still_shows_drafts(cast: Cast, pain: PainPoint, step: str) -> None:
    message = make.make_message(cast.workspace)
    page = cast.client(cast.viewer).get(studio(cast, message, urlencode({"step": step})))
    assert page.status_code == 200
    assert page.context["offered"]


def test_words_of_another_workspace_are_no_beginning(cast: Cast, pain: PainPoint) -> None:
    message = make.make_message(cast.workspace)
    theirs = make.make_variant(make.make_message(cast.other.workspace))
    page = cast.client(cast.viewer).get(studio(cast, message, f"step=like-v{theirs.pk}-1"))
    assert page.context["gone"]
    assert page.context["of"] is None


def test_a_draft_is_changed_before_it_is_kept(cast: Cast, pain: PainPoint) -> None:
    message = make.make_message(cast.workspace)
    client = cast.client(cast.editor)
    page = client.get(studio(cast, message))
    chosen = page.context["offered"][2]
    query = f"{page.context['order_query']}&edit={chosen.name}"
    opened = client.get(studio(cast, message, query))
    assert opened.context["edit_form"].initial == {}
    assert 'id="lens"' in opened.content.decode()
    words = {f"part_{key}": value for key, value in chosen.draft.parts.items()}
    data = dict(page.context["order_fields"]) | words
    data |= {"edit": chosen.name, "part_button": "Show me how"}
    client.post(f"{studio(cast, message)}keep/", data)
    kept = Variant.objects.get(workspace=cast.workspace)
    assert kept.parts == chosen.draft.parts | {"button": "Show me how"}
    assert kept.writer == Variant.Writer.PERSON
    assert kept.framework == chosen.draft.framework
    assert kept.sources.filter(pain=pain).exists()


def test_no_words_are_not_kept_and_the_form_stays(cast: Cast, pain: PainPoint) -> None:
    message = make.make_message(cast.workspace)
    client = cast.client(cast.editor)
    page = client.get(studio(cast, message))
    data = dict(page.context["order_fields"]) | {"edit": page.context["offered"][0].name}
    again = client.post(f"{studio(cast, message)}keep/", data)
    assert again.status_code == 422
    assert "There are no words yet" in again.content.decode()
    assert not Variant.objects.filter(workspace=cast.workspace).exists()


def test_a_person_s_words_are_kept_though_the_draft_is_gone(cast: Cast, pain: PainPoint) -> None:
    message = make.make_message(cast.workspace)
    words = {f"part_{key}": value for key, value in make.HERO.items()}
    data = {"pain": pain.pk, "edit": "0123456789abcdef", **words}
    cast.client(cast.editor).post(f"{studio(cast, message)}keep/", data)
    assert Variant.objects.get(workspace=cast.workspace).parts == make.HERO


@pytest.mark.parametrize(
    ("field", "text"),
    [
        ("pain.cost", "two evenings a month"),
        ("offer.reliefs", "have every receipt asked for"),
        ("offer.proof", "receipts in after 4 days instead of 17"),
        ("persona.objections", "My clients will never use it."),
    ],
)
def test_what_is_missing_is_filled_in_where_it_is_missed(cast: Cast, field: str, text: str) -> None:
    pain = make.make_pain(cast.workspace, cost="")
    make.make_offer(cast.workspace).proofs.all().delete()
    message = make.make_message(cast.workspace)
    client = cast.client(cast.editor)
    page = client.get(studio(cast, message, f"pain={pain.pk}"))
    assert field in [each.field for each, _, _ in page.context["missing"]]
    data = {"pain": pain.pk, "field": field, "text": text}
    client.post(f"{studio(cast, message)}fill/", data)
    pain.refresh_from_db()
    found = [
        pain.cost,
        *pain.persona.objections,
        *Relief.objects.filter(workspace=cast.workspace).values_list("text", flat=True),
        *Proof.objects.filter(workspace=cast.workspace).values_list("text", flat=True),
    ]
    assert text in found


def test_words_that_do_not_fit_come_back_with_advice(cast: Cast) -> None:
    pain = make.make_pain(cast.workspace)
    make.make_offer(cast.workspace)
    message = make.make_message(cast.workspace)
    data = {"pain": pain.pk, "field": "offer.reliefs", "text": "our <b>platform"}
    page = cast.client(cast.editor).post(f"{studio(cast, message)}fill/", data)
    assert page.status_code == 422
    shown = page.content.decode()
    assert 'value="our &lt;b&gt;platform"' in shown
    assert 'aria-invalid="true"' in shown
    assert not Relief.objects.filter(workspace=cast.workspace).exists()


def test_each_draft_says_what_it_rests_on(cast: Cast, pain: PainPoint) -> None:
    message = make.make_message(cast.workspace)
    page = cast.client(cast.viewer).get(studio(cast, message))
    shown = page.content.decode()
    for each in page.context["offered"]:
        quoted, total = each.explanation.quoted, each.explanation.total
        assert 0 < quoted <= total
        assert f"{quoted} of {total} sentences rest on what customers said" in shown
        said = [one.sentence for text in each.explanation.texts for one in text.sentences]
        assert "".join("".join(said).split()) == "".join(each.draft.text.split())


def test_a_pain_nobody_spoke_of_is_called_assumed(cast: Cast) -> None:
    make.make_pain(cast.workspace)
    message = make.make_message(cast.workspace)
    page = cast.client(cast.viewer).get(studio(cast, message))
    assert all(each.explanation.quoted == 0 for each in page.context["offered"])
    shown = page.content.decode()
    assert "No customer has said this yet" in shown
    assert "assumed" in shown


def test_a_language_nobody_writes_is_said(cast: Cast, pain: PainPoint) -> None:
    message = make.make_message(cast.workspace, language="fi")
    page = cast.client(cast.editor).get(studio(cast, message))
    assert page.status_code == 200
    assert page.context["offered"] == []
    assert "These words have to be yours" in page.content.decode()


def test_copies_have_the_merge_tags_of_the_chosen_tool(cast: Cast, pain: PainPoint) -> None:
    message = make.make_message(cast.workspace, channel="email")
    client = cast.client(cast.editor)
    before = client.get(studio(cast, message)).context["offered"][0]
    assert "{{first_name|" in before.copy
    client.post(f"{studio(cast, message)}dialect/", {"dialect": "mailchimp"})
    assert MergeTags.objects.get(workspace=cast.workspace).dialect == "mailchimp"
    after = client.get(studio(cast, message)).context["offered"][0]
    assert "*|" in after.copy
    assert "{{" not in after.copy
    assert after.draft == before.draft
    client.post(f"{studio(cast, message)}dialect/", {"dialect": "neutral"})
    assert client.get(studio(cast, message)).context["offered"][0].copy == before.copy
    page = client.post(f"{studio(cast, message)}dialect/", {"dialect": "pigeon"}, follow=True)
    assert "There is no “pigeon”" in page.content.decode()


def queries(client: Client, address: str, django_assert_num_queries: Any, number: int) -> None:
    client.get(address)
    with django_assert_num_queries(number):
        client.get(address)


def test_the_studio_costs_the_same_however_much_is_kept(
    cast: Cast, pain: PainPoint, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    message = make.make_message(cast.workspace)
    client = cast.client(cast.owner)
    order = Order(pain)
    drafts = generate_drafts(access=cast.access, message=message, order=order).drafts
    ways = f"step=like-{fingerprint(drafts[0])}-1"
    for count, query in ((6, ""), (30, "count=30"), (6, ways)):
        make.make_variant(message, pain=pain)
        address = studio(cast, message, f"pain={pain.pk}&{query}")
        client.get(address)
        # Quotes are looked through for so many words of drafts at once: three times for thirty.
        with django_assert_max_num_queries(32):
            client.get(address)
        assert len(client.get(address).context["offered"]) <= count


def test_the_lens_answers_for_the_largest_channel_at_a_fixed_cost(
    cast: Cast, pain: PainPoint, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    message = make.make_message(cast.workspace, channel="google_rsa")
    client = cast.client(cast.editor)
    lines = {"part_headlines": "\n".join(f"Books done by the {n}th" for n in range(4, 19))}
    lines["part_descriptions"] = "\n".join(
        f"Keep Sunday number {n} for yourself." for n in range(4)
    )
    address = f"{studio(cast, message)}lens/"
    client.post(address, lines | {"pain": pain.pk})
    with django_assert_num_queries(13):
        answer = client.post(address, lines | {"pain": pain.pk})
    assert answer.content.decode().count("of 30") == 15
