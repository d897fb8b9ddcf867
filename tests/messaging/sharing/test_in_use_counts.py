"""What is in use elsewhere counts as live in everything that asks whether a text is."""

import pytest

from home.data_rights.places import places
from home.next_steps import next_steps, totals
from messaging.approval import retire_variant
from messaging.campaigns_review import review
from messaging.claims import register
from messaging.conflicts import StillLiveError
from messaging.copy_flags import flag_copy, open_flags, seen_flags, settle_flag, waiting_flags
from messaging.coverage import coverage
from messaging.find_variants import ELSEWHERE, LIVE, Wanted, find_variants
from messaging.models import Claim, CopyFlag, InUse, Variant, Voice
from messaging.moment_copy import moment_copy
from messaging.moment_coverage import moment_coverage
from messaging.sharing.collect_lines import Selection, collect_lines
from messaging.standing_on import what_stands_on
from messaging.taken_back import Settlement
from messaging.using_elsewhere import end_use, mark_in_use
from messaging.voice_check import check_live_texts, texts_breaking_rules
from messaging.walk import read_walk
from messaging.writing.compose_brief import avoided, compose_brief
from messaging.writing.compose_briefs import Asked, compose_briefs
from personas.models import Evidence
from personas.over_time import today_in
from personas.quotes_go import Going
from tests import make
from tests.conftest import Cast
from workspaces.live_tables import live_table

QUOTE = "I dread the last Sunday of every single month."


def use(cast: Cast, *texts: Variant) -> None:
    ids = [each.pk for each in texts]
    mark_in_use(access=cast.access, variants=ids, where="mailchimp", how=InUse.How.HAND)


def end(cast: Cast) -> None:
    for row in InUse.objects.order_by("pk"):
        end_use(access=cast.access, use=row)


def test_it_works(cast: Cast) -> None:
    """A pain that only a mail tool speaks to is covered, until that ends."""
    pain = make.make_pain(cast.workspace)
    stage = make.make_stage(cast.workspace)
    make.make_stage_pain(stage, pain, intensity=4)
    text = make.make_variant(make.make_message(cast.workspace, stage=stage), pain=pain)
    assert coverage(access=cast.access).covered == 0
    use(cast, text)
    found = coverage(access=cast.access)
    assert found.covered == 1
    (cell,) = [each for each in found.cells if each.stage == stage]
    assert (cell.copy.live, cell.copy.in_work, cell.gap) == (1, 0, 0)
    end(cast)
    found = coverage(access=cast.access)
    assert found.covered == 0
    assert [each.copy.in_work for each in found.cells if each.stage == stage] == [1]


def test_a_retired_text_that_still_runs_covers_too(cast: Cast) -> None:
    pain = make.make_pain(cast.workspace)
    text = make.make_variant(make.make_message(cast.workspace), pain=pain, state="retired")
    use(cast, text)
    (row,) = coverage(access=cast.access).rows
    assert row.cells[-1].copy.live == 1


def test_the_next_steps_know_it(cast: Cast) -> None:
    pain = make.make_pain(cast.workspace, title="Lost Sundays")
    make.make_evidence(cast.workspace, pain)
    text = make.make_variant(make.make_message(cast.workspace), pain=pain)

    def titles() -> list[str]:
        counts = totals(access=cast.access)
        return [step.title for step in next_steps(access=cast.access, counts=counts)]

    assert "Nothing live speaks to “Lost Sundays”" in titles()
    use(cast, text)
    assert totals(access=cast.access).live == 1
    assert "Nothing live speaks to “Lost Sundays”" not in titles()


def test_flags_tell_it_and_it_is_not_replaced_while_it_runs(cast: Cast) -> None:
    evidence = make.make_evidence(cast.workspace, text=QUOTE)
    text = make.make_variant(
        make.make_message(cast.workspace), parts=make.HERO | {"subline": QUOTE}
    )
    use(cast, text)
    flag_copy(
        access=cast.access, quotes=Evidence.objects.filter(pk=evidence.pk), why=next(iter(Going))
    )
    flag = CopyFlag.objects.get()
    assert (seen_flags(cast.access), open_flags(cast.access).get().pk) == (1, flag.pk)
    with pytest.raises(StillLiveError, match="still in use"):
        settle_flag(access=cast.access, flag=flag, how=Settlement.REPLACED)
    end(cast)
    assert seen_flags(cast.access) == 0
    settle_flag(access=cast.access, flag=flag, how=Settlement.REPLACED)
    text.refresh_from_db()
    assert text.state == "retired"


def test_a_retired_text_that_still_runs_waits_with_its_flag(cast: Cast) -> None:
    text = make.make_variant(make.make_message(cast.workspace), state="retired")
    CopyFlag.objects.create(workspace=cast.workspace, variant=text, reason=next(iter(Going)))
    assert not waiting_flags(cast.access)
    use(cast, text)
    assert waiting_flags(cast.access).count() == 1


def test_what_stands_on_a_quote_says_so(cast: Cast) -> None:
    evidence = make.make_evidence(cast.workspace, text=QUOTE)
    parts = make.HERO | {"subline": QUOTE}
    text = make.make_variant(make.make_message(cast.workspace), parts=parts, state="retired")
    assert not what_stands_on(access=cast.access, evidence=evidence).texts
    use(cast, text)
    found = what_stands_on(access=cast.access, evidence=evidence)
    assert [each.variant for each in found.texts] == [text]
    assert (found.live, found.quoting) == (1, 1)


def test_moments_are_answered_by_it(cast: Cast) -> None:
    moment = make.make_transition(cast.workspace)
    message = make.make_message(cast.workspace, transition=moment)
    first, second = make.make_variant(message), make.make_variant(message)
    (before,) = moment_coverage(access=cast.access)
    assert (before.live, before.in_work) == (0, 2)
    use(cast, first, second)
    (after,) = moment_coverage(access=cast.access)
    assert (after.live, after.approved, after.in_work) == (2, 0, 0)
    copy = moment_copy(access=cast.access, transition=moment)
    assert (copy.live, copy.messages[0].elsewhere) == (1, 2)  # type: ignore[attr-defined]


def test_what_is_live_here_and_there_counts_once(cast: Cast) -> None:
    moment = make.make_transition(cast.workspace)
    text = make.make_live(make.make_message(cast.workspace, transition=moment))
    make.make_variant(text.message)
    use(cast, text)
    (found,) = moment_coverage(access=cast.access)
    assert (found.live, found.approved, found.in_work) == (1, 0, 1)


def test_a_walk_reads_it(cast: Cast) -> None:
    persona = make.make_persona(cast.workspace)
    stage = make.make_stage(cast.workspace)
    text = make.make_variant(make.make_message(cast.workspace))
    assert read_walk(access=cast.access, persona=persona).seat(stage).is_silent
    use(cast, text)
    seat = read_walk(access=cast.access, persona=persona).seat(stage)
    assert [(line.variant, line.is_live, line.elsewhere) for line in seat.lines] == [
        (text, True, True)
    ]
    assert not seat.is_silent


def test_the_voice_is_kept_there_too(cast: Cast) -> None:
    Voice.objects.create(workspace=cast.workspace, banned_words=["weekend"])
    text = make.make_variant(make.make_message(cast.workspace))
    assert check_live_texts(access=cast.access).found == 0
    use(cast, text)
    assert check_live_texts(access=cast.access).found == 1
    assert texts_breaking_rules(cast.access) == 1
    end(cast)
    assert check_live_texts(access=cast.access).closed == 1


def test_claims_are_found_there(cast: Cast) -> None:
    voice = Voice.objects.create(workspace=cast.workspace)
    Claim.objects.create(workspace=cast.workspace, voice=voice, text="by the third")
    text = make.make_variant(make.make_message(cast.workspace))
    use(cast, text)
    (line,) = register(access=cast.access)
    assert line.used_in == (text,)


def test_nobody_drafts_it_again(cast: Cast) -> None:
    text = make.make_variant(make.make_message(cast.workspace), pain=make.make_pain(cast.workspace))
    use(cast, text)
    assert "Sundays are not for receipts" in avoided(cast.access, text.message)[0]
    one = compose_brief(access=cast.access, message=text.message, pain=text.pain)
    (many,) = compose_briefs(access=cast.access, asked=[Asked(text.message, text.pain)])
    assert one == many


def test_it_is_found_as_live_and_as_used(cast: Cast) -> None:
    text = make.make_variant(make.make_message(cast.workspace))
    live = make.make_live(make.make_message(cast.workspace))
    use(cast, text)
    today = today_in(cast.workspace)

    def found(state: str) -> set[Variant]:
        return set(find_variants(access=cast.access, wanted=Wanted(state=state), today=today))

    assert found(LIVE) == {text, live}
    assert found(ELSEWHERE) == {text}


def test_it_is_not_taken_out_of_use(cast: Cast) -> None:
    text = make.make_variant(make.make_message(cast.workspace))
    use(cast, text)
    with pytest.raises(StillLiveError, match="Where it is in use"):
        retire_variant(access=cast.access, variant=text)
    end(cast)
    assert retire_variant(access=cast.access, variant=text).state == "retired"


def test_whoever_erases_a_person_is_told(cast: Cast) -> None:
    text = make.make_variant(make.make_message(cast.workspace))
    use(cast, text)
    (told,) = places(cast.workspace, [("messaging.variant", text.pk)])
    assert told["state"] == "in use elsewhere"


def test_a_campaign_counts_it(cast: Cast) -> None:
    text = make.make_variant(make.make_message(cast.workspace))
    use(cast, text)
    (cell,) = review(access=cast.access, variants=[text])
    assert cell.texts[0].is_live


def test_the_api_says_it_of_a_flag(cast: Cast) -> None:
    text = make.make_variant(make.make_message(cast.workspace))
    CopyFlag.objects.create(workspace=cast.workspace, variant=text, reason=next(iter(Going)))
    client = cast.api(scopes=["read"])
    (row,) = client.get("/api/v1/copy-flags/").json()["results"]
    assert row["is_live"] is False
    use(cast, text)
    (row,) = client.get("/api/v1/copy-flags/").json()["results"]
    assert row["is_live"] is True


def test_it_leaves_as_live(cast: Cast) -> None:
    """In every file and table; what nobody approved leaves with what is still being written."""
    message = make.make_message(cast.workspace)
    approved, retired, draft, other = (
        make.make_variant(message, state=state)
        for state in ("approved", "retired", "draft", "approved")
    )
    use(cast, approved, retired, draft)

    def leave(which: str) -> dict[str, bool]:
        lines = collect_lines(cast.workspace, Selection(which=which))
        return {line.key: line.is_live for line in lines}

    live = {approved.key: True, retired.key: True}
    assert leave("live") == live
    assert leave("approved") == live | {other.key: False}
    assert leave("all") == live | {other.key: False, draft.key: True}
    end(cast)
    assert leave("live") == {}
    assert leave("approved") == {approved.key: False, other.key: False}


def test_the_live_table_says_it(cast: Cast) -> None:
    text = make.make_variant(make.make_message(cast.workspace), state="approved")
    table = live_table("copy")
    assert table is not None
    at = table.columns.index("live")
    assert [row[at] for row in table.rows(cast.access)] == [""]
    use(cast, text)
    assert [row[at] for row in table.rows(cast.access)] == ["yes"]
