"""Words a customer took back: every text that repeats them is flagged in the same request."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from home.next_steps import next_steps, totals
from messaging.conflicts import StillLiveError, WrongStateError
from messaging.copy_flags import open_flags, settle_flag
from messaging.models import CopyFlag, Variant, VariantSource
from messaging.publishing import set_live
from messaging.taken_back import Settlement
from messaging.wording import Wording, write_variant
from personas.models import Evidence, KeptOut
from personas.person_keys import person_key
from tests import make
from tests.conftest import Cast
from workspaces.changes import change_row
from workspaces.models import AuditRecord, WebhookDelivery

SAID = "Sundays are not for receipts, I always say, and yet there I sit"
"""Its first five words are the headline of make.HERO."""


def quote(cast: Cast, **fields: object) -> Evidence:
    pain = make.make_pain(cast.workspace)
    values = {"text": SAID, "may_quote": True} | fields
    return make.make_evidence(cast.workspace, pain, **values)


def take_back(cast: Cast, evidence: Evidence, how: str = "withdraw") -> Client:
    client = cast.client(cast.editor)
    answer = client.post(cast.url(f"listen/evidence/{evidence.pk}/{how}/"), {"reason": "asked"})
    assert answer.status_code == 302
    return client


def test_a_live_text_is_flagged_at_once(cast: Cast) -> None:
    """The promise: one request, and the text that visitors see is flagged, told and shown."""
    live = make.make_live(make.make_message(cast.workspace))
    webhook = make.make_webhook(cast.workspace, events=["copy.flagged"])
    client = take_back(cast, quote(cast))
    flag = CopyFlag.objects.get()
    assert (flag.variant, flag.reason, flag.settled_at) == (live, "withdrawn", None)
    delivery = WebhookDelivery.objects.get(webhook=webhook)
    assert f'"id": {live.pk}' in delivery.body or f'"id":{live.pk}' in delivery.body
    assert "Sundays" not in delivery.body
    assert "1 text repeats words that were taken back" in client.get(cast.url()).text
    assert (
        "A customer took these words back"
        in client.get(cast.url(f"write/variants/{live.pk}/")).text
    )
    assert "Words taken back" in client.get(cast.url(f"write/messages/{live.message_id}/")).text
    page = client.get(cast.url("write/flags/")).text
    assert "Visitors see it" in page


@pytest.mark.parametrize("way", ["delete", "stop-quoting"])
def test_every_way_out_flags(cast: Cast, way: str) -> None:
    make.make_live(make.make_message(cast.workspace))
    take_back(cast, quote(cast), way)
    assert CopyFlag.objects.get().reason == ("gone" if way == "delete" else "withdrawn")


def test_unticking_consent_flags_too(cast: Cast) -> None:
    make.make_live(make.make_message(cast.workspace))
    evidence = quote(cast)
    before = AuditRecord.objects.count()
    answer = cast.api().patch(f"/api/v1/evidence/{evidence.pk}/", {"may_quote": False})
    assert answer.status_code == 200
    assert CopyFlag.objects.count() == 1
    evidence.refresh_from_db()
    assert evidence.consent_withdrawn_at is not None
    # One for the change, and one for the key the test made.
    assert AuditRecord.objects.count() == before + 2
    cast.api().patch(f"/api/v1/evidence/{evidence.pk}/", {"may_quote": True})
    evidence.refresh_from_db()
    assert evidence.consent_withdrawn_at is None


def test_what_repeats_nothing_is_left_alone(cast: Cast) -> None:
    make.make_live(make.make_message(cast.workspace))
    other = make.make_live(make.make_message(cast.other.workspace))
    take_back(cast, quote(cast, text="Receipts on Sundays are what I do not do"))
    assert not CopyFlag.objects.exists()
    take_back(cast, quote(cast))
    assert CopyFlag.objects.exclude(variant=other).count() == CopyFlag.objects.count() == 1


def test_a_sentence_written_from_a_short_quote_is_flagged(cast: Cast) -> None:
    variant = make.make_variant(make.make_message(cast.workspace))
    evidence = quote(cast, text="Never on time.")
    VariantSource.objects.create(
        workspace=cast.workspace,
        variant=variant,
        part="headline",
        sentence="“Never on time”, they say.",
        evidence=evidence,
    )
    take_back(cast, evidence)
    assert CopyFlag.objects.get().variant == variant
    assert not VariantSource.objects.exists()


def test_the_words_are_gone_everywhere(cast: Cast) -> None:
    make.make_live(make.make_message(cast.workspace))
    answer = cast.api().post("/api/v1/evidence/", {"text": SAID, "may_quote": True})
    evidence = Evidence.objects.get(pk=answer.json()["id"])
    pain = make.make_pain(cast.workspace)
    cast.api().post("/api/v1/evidence-links/", {"evidence": evidence.pk, "pain": pain.pk})
    take_back(cast, evidence)
    assert not Evidence.objects.exists()
    pain.refresh_from_db()
    assert pain.quotes_withdrawn == 1
    told = [f"{row.target_label} {row.before} {row.after}" for row in AuditRecord.objects.all()]
    assert not [text for text in told if "there I sit" in text]
    record = AuditRecord.objects.get(action="consent withdrawn")
    assert record.after == {"pains": 1, "flagged": 1, "reason": "asked"}
    kept = f"{CopyFlag.objects.values()} {KeptOut.objects.values()}"
    assert "sundays" not in kept.lower()


def test_they_do_not_come_back(cast: Cast) -> None:
    api = cast.api()
    said = {"text": SAID, "source": "review", "external_id": "r-1"}
    first = api.post("/api/v1/evidence/", said).json()["id"]
    api.post(f"/api/v1/evidence/{first}/withdraw/", {})
    answer = api.post("/api/v1/evidence/", said)
    assert answer.status_code == 409 and "took it back" in answer.text
    rows = {"rows": [{"text": SAID, "source": "review"}, said, {"text": "Another thing"}]}
    told = api.post("/api/v1/evidence/import/", rows, format="json").json()
    assert [each["status"] for each in told] == ["duplicate", "duplicate", "added"]
    assert Evidence.objects.get().text == "Another thing"


def test_it_is_settled_when_visitors_see_something_else(cast: Cast) -> None:
    message = make.make_message(cast.workspace)
    live = make.make_live(message)
    take_back(cast, quote(cast))
    flag = open_flags(cast.access).get()
    with pytest.raises(StillLiveError):
        settle_flag(access=cast.access, flag=flag, how=Settlement.REPLACED)
    other = make.make_variant(message, state=Variant.State.APPROVED, parts={"headline": "Else"})
    set_live(access=cast.access, message=message, variant=other)
    settle_flag(access=cast.access, flag=flag, how=Settlement.REPLACED)
    live.refresh_from_db()
    assert live.state == Variant.State.RETIRED
    assert not open_flags(cast.access).exists()
    with pytest.raises(WrongStateError):
        settle_flag(access=cast.access, flag=flag, how=Settlement.KEPT, reason="x")


def test_that_it_no_longer_says_it_is_checked(cast: Cast) -> None:
    draft = make.make_variant(make.make_message(cast.workspace))
    take_back(cast, quote(cast))
    flag = open_flags(cast.access).get()
    with pytest.raises(WrongStateError, match="still says"):
        settle_flag(access=cast.access, flag=flag, how=Settlement.REWORDED)
    change_row(access=cast.access, instance=draft, changes={"parts": {"headline": "Your Sunday"}})
    settle_flag(access=cast.access, flag=flag, how=Settlement.REWORDED)
    assert not open_flags(cast.access).exists()


def test_keeping_takes_an_approver_and_a_reason(cast: Cast) -> None:
    make.make_live(make.make_message(cast.workspace))
    take_back(cast, quote(cast))
    flag = CopyFlag.objects.get()
    url = cast.url(f"write/flags/{flag.pk}/settle/")
    kept = {"how": "kept", "reason": "Anybody says so."}
    assert cast.client(cast.editor).post(url, kept).status_code == 403
    approver = cast.client(cast.approver)
    page = approver.post(url, {"how": "kept", "reason": ""})
    assert page.status_code == 422 and "Say why it may stay" in page.text
    assert approver.post(url, {"how": "replaced"}).status_code == 409
    assert approver.post(url, kept).status_code == 302
    flag.refresh_from_db()
    assert (flag.settled_by, flag.settlement) == (
        cast.approver,
        "Keep it, and say why: Anybody says so.",
    )


def test_a_new_draft_of_a_flagged_text_is_flagged_while_it_says_the_same(cast: Cast) -> None:
    live = make.make_live(make.make_message(cast.workspace))
    take_back(cast, quote(cast))

    def draft_of(headline: str) -> Variant:
        parts = make.HERO | {"headline": headline}
        return write_variant(
            access=cast.access,
            message=live.message,
            wording=Wording(parts),
            derived_from=live,
        )

    same, other = draft_of("Sundays are not for receipts!"), draft_of("Your Sunday is yours")
    assert CopyFlag.objects.filter(variant=same).exists()
    assert not CopyFlag.objects.filter(variant=other).exists()


def test_what_is_brought_from_another_site_cannot_be_checked(cast: Cast) -> None:
    flag = CopyFlag.objects.create(
        workspace=cast.workspace,
        variant=make.make_variant(make.make_message(cast.workspace)),
        reason=CopyFlag.Reason.WITHDRAWN,
    )
    with pytest.raises(WrongStateError, match="cannot tell any more"):
        settle_flag(access=cast.access, flag=flag, how=Settlement.REWORDED)


def test_the_step_comes_first(cast: Cast) -> None:
    make.make_live(make.make_message(cast.workspace))
    take_back(cast, quote(cast))
    steps = next_steps(access=cast.access, counts=totals(access=cast.access))
    assert "words that were taken back" in steps[0].title


def test_keys_of_workspaces_differ(cast: Cast) -> None:
    assert person_key(cast.workspace) != person_key(cast.other.workspace)


def queries_of(client: Client, url: str) -> int:
    with CaptureQueriesContext(connection) as seen:
        assert client.get(url).status_code == 200
    return len(seen)


def test_queries_do_not_grow(cast: Cast) -> None:
    message = make.make_message(cast.workspace)
    make.make_live(message)
    first, second = quote(cast), quote(cast, text=f"{SAID} again")
    client = cast.client(cast.editor)
    url = cast.url(f"listen/evidence/{first.pk}/")
    few = queries_of(client, url)
    for _ in range(5):
        make.make_variant(message)
        make.make_live(make.make_message(cast.workspace))
    assert queries_of(client, url) == few
    assert client.get(url).text.count("Word for word") == 11
    take_back(cast, first)
    few = queries_of(client, cast.url("write/flags/"))
    for _ in range(5):
        make.make_live(make.make_message(cast.workspace))
    take_back(cast, second)
    assert queries_of(client, cast.url("write/flags/")) == few
