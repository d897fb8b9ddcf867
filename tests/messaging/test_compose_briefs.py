"""Many briefs at once are the very briefs that are made one by one."""

from datetime import timedelta

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from messaging.models import Campaign, Claim, Message, Placement, Proof, Relief, Variant, Voice
from messaging.writing.brief import Brief
from messaging.writing.compose_brief import MOST_QUOTES, compose_brief
from messaging.writing.compose_briefs import Asked, compose_briefs
from personas.models import EvidenceLink, PainPoint
from tests import make
from tests.conftest import Cast


def _asked(cast: Cast) -> list[Asked]:
    here = cast.workspace
    pains = [make.make_pain(here) for _ in range(3)]
    first, second, third = pains
    make.make_offer(here, third)
    offer = make.make_offer(here, first)
    expired = timezone.localdate() - timedelta(days=2)
    Proof.objects.create(workspace=here, offer=offer, text="9 of 10", expires_on=expired)
    Relief.objects.create(workspace=here, offer=offer, pain=second, text="never chase again")
    for number in range(MOST_QUOTES + 3):
        make.make_evidence(here, second, may_quote=number % 3 == 0)
    make.make_evidence(here, second, junk="n/a")
    unsure = make.make_evidence(here, first)
    EvidenceLink.objects.create(workspace=here, evidence=unsure, pain=second, state="suggested")
    voice = Voice.objects.create(workspace=here, tone="plain", banned_words=["synergy"])
    Claim.objects.create(workspace=here, voice=voice, text="fastest", proof_text="measured")
    campaign = Campaign.objects.create(workspace=here, name="Spring", offer=offer)
    place = Placement.objects.create(
        workspace=here, key="spring-mail", name="Mail", channel="email", campaign=campaign
    )
    moment = make.make_transition(here, question="Why now?")
    stage = make.make_stage(here, "deciding")
    messages = [
        make.make_message(here, placement=place, persona=first.persona, stage=stage),
        make.make_message(here, placement=place, transition=moment),
        make.make_message(here, "sms", language="de"),
    ]
    live = make.make_live(messages[0])
    make.make_variant(messages[1], state=Variant.State.REJECTED)
    make.make_variant(messages[1])
    assert live.message == messages[0]
    rows = {row.pk: row for row in Message.objects.with_aims()}
    known = {row.pk: row for row in PainPoint.objects.select_related("persona")}
    asked = [Asked(rows[each.pk], known[pain.pk]) for each in messages for pain in pains]
    return [
        *asked,
        Asked(rows[messages[2].pk], known[third.pk], stage),
        Asked(asked[0].message, None),
    ]


def _one_by_one(cast: Cast, asked: list[Asked]) -> list[Brief]:
    return [
        compose_brief(
            access=cast.access, message=each.message, pain=each.pain, stage=each.stage, seed=4
        )
        for each in asked
    ]


def test_it_works(cast: Cast) -> None:
    asked = _asked(cast)
    together = compose_briefs(access=cast.access, asked=asked, seed=4)
    for one, other in zip(together, _one_by_one(cast, asked), strict=True):
        assert one == other
    assert len(together[1].quotes) == MOST_QUOTES
    assert together[0].avoid_texts
    assert together[3].avoid_texts
    assert together[0].offer.proofs
    assert not together[0].offer.proofs[0].text.startswith("9")


def test_more_briefs_are_no_more_queries(cast: Cast) -> None:
    asked = _asked(cast)
    with CaptureQueriesContext(connection) as few:
        compose_briefs(access=cast.access, asked=asked[:1])
    with CaptureQueriesContext(connection) as many:
        compose_briefs(access=cast.access, asked=asked * 20)
    assert len(many) <= len(few) <= 10


def test_nothing_of_another_workspace_is_in_them(cast: Cast) -> None:
    theirs = make.make_pain(cast.other.workspace)
    make.make_offer(cast.other.workspace, theirs, name="Theirs")
    make.make_evidence(cast.other.workspace, theirs)
    ours = make.make_pain(cast.workspace)
    message = Message.objects.with_aims().get(pk=make.make_message(cast.workspace).pk)
    pain = PainPoint.objects.select_related("persona").get(pk=ours.pk)
    (brief,) = compose_briefs(access=cast.access, asked=[Asked(message, pain)])
    assert brief.offer.name == ""
    assert brief.quotes == ()
