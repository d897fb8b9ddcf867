"""Words that were taken back come back on no road: old versions, models' drafts, translations."""

import pytest

from messaging.approval import approve_variant, submit_variant
from messaging.channels import Parts
from messaging.copy_flags import settle_flag
from messaging.model_writer.keep_model_drafts import NotKeptError, keep_model_draft
from messaging.models import CopyFlag, ModelDraft, Variant
from messaging.taken_back import Settlement, TakenBackError
from messaging.text_versions import version_at
from messaging.translations import translate_variant
from messaging.wording import Wording, edit_variant, restore_version, write_variant
from personas.models import Evidence
from personas.quotes_go import Going, let_go
from tests import make
from tests.conftest import Cast
from workspaces.models import Job

SAID = "Sundays are not for receipts, I always say, and yet there I sit"
"""Its first five words are the headline of make.HERO."""
OTHER = make.HERO | {"headline": "Close the books by the third"}


def written(cast: Cast) -> Variant:
    message = make.make_message(cast.workspace)
    return write_variant(access=cast.access, message=message, wording=Wording(dict(make.HERO)))


def take_back(cast: Cast) -> None:
    quote = make.make_evidence(
        cast.workspace, make.make_pain(cast.workspace), text=SAID, may_quote=True
    )
    quotes = Evidence.objects.for_workspace(cast.workspace).filter(pk=quote.pk)
    let_go(access=cast.access, quotes=quotes, why=Going.WITHDRAWN)


def must_be_held(cast: Cast, variant: Variant) -> None:
    submit_variant(access=cast.access, variant=variant)
    variant.refresh_from_db()
    with pytest.raises(TakenBackError):
        approve_variant(access=cast.access, variant=variant)


@pytest.mark.parametrize("reworded", ["before", "after"])
def test_in_an_old_version(cast: Cast, reworded: str) -> None:
    """Whether the words left the text before they were taken back, or because of it."""
    variant = written(cast)
    if reworded == "after":
        take_back(cast)
    edit_variant(access=cast.access, variant=variant, parts=OTHER, revision=1)
    if reworded == "before":
        take_back(cast)
    for flag in CopyFlag.objects.filter(settled_at=None):
        settle_flag(access=cast.access, flag=flag, how=Settlement.REWORDED)
    old = version_at(access=cast.access, variant=variant, number=1)
    assert old is not None
    submitted = Variant.objects.get(pk=variant.pk)
    restored = restore_version(access=cast.access, variant=variant, version=old, revision=2)
    assert restored.parts["headline"] == make.HERO["headline"]
    must_be_held(cast, restored)
    assert submitted.pk == restored.pk
    assert CopyFlag.objects.filter(variant=restored, settled_at=None).count() == 1


def test_what_no_longer_says_them_is_not_held(cast: Cast) -> None:
    variant = written(cast)
    edit_variant(access=cast.access, variant=variant, parts=OTHER, revision=1)
    take_back(cast)
    submit_variant(access=cast.access, variant=variant)
    variant.refresh_from_db()
    assert approve_variant(access=cast.access, variant=variant).state == "approved"


def test_an_old_version_of_fixed_words(cast: Cast) -> None:
    variant = written(cast)
    edit_variant(access=cast.access, variant=variant, parts=OTHER, revision=1)
    submit_variant(access=cast.access, variant=variant)
    take_back(cast)
    variant.refresh_from_db()
    old = version_at(access=cast.access, variant=variant, number=1)
    assert old is not None
    made = restore_version(access=cast.access, variant=variant, version=old, revision=2)
    assert made.pk != variant.pk
    must_be_held(cast, made)


def test_typed_or_brought_in_once_more(cast: Cast) -> None:
    written(cast)
    take_back(cast)
    must_be_held(cast, written(cast))


def test_what_may_stay_may_be_said_again(cast: Cast) -> None:
    written(cast)
    take_back(cast)
    flag = CopyFlag.objects.get()
    settle_flag(access=cast.access, flag=flag, how=Settlement.KEPT, reason="A proverb.")
    again = written(cast)
    submit_variant(access=cast.access, variant=again)
    assert not CopyFlag.objects.filter(variant=again).exists()


def model_draft(cast: Cast, **fields: object) -> ModelDraft:
    message = make.make_message(cast.workspace)
    job = Job.objects.create(workspace=cast.workspace, kind="messaging.write_with_model")
    values = {
        "workspace": cast.workspace,
        "job": job,
        "message": message,
        "pain": make.make_pain(cast.workspace),
        "parts": dict(make.HERO),
        "model": "m",
    }
    return ModelDraft.objects.create(**values | fields)


def test_a_models_draft_that_was_not_kept_yet(cast: Cast) -> None:
    draft = model_draft(cast)
    take_back(cast)
    draft.refresh_from_db()
    assert draft.rejected.startswith("consent")
    with pytest.raises(NotKeptError):
        keep_model_draft(access=cast.access, draft=draft)


def test_a_models_draft_that_stands_on_a_quote_too_short_to_be_known_again(cast: Cast) -> None:
    quote = make.make_evidence(
        cast.workspace, make.make_pain(cast.workspace), text="Never on time", may_quote=True
    )
    line = {"part": "headline", "sentence": "x", "source": f"evidence.{quote.pk}.text"}
    draft, other = model_draft(cast, trace=[line]), model_draft(cast)
    quotes = Evidence.objects.for_workspace(cast.workspace).filter(pk=quote.pk)
    let_go(access=cast.access, quotes=quotes, why=Going.GONE)
    draft.refresh_from_db()
    other.refresh_from_db()
    assert (draft.rejected[:7], other.rejected) == ("consent", "")


@pytest.mark.parametrize("translated", ["before", "after"])
def test_in_another_language(cast: Cast, translated: str) -> None:
    """Said in another language they are still what a customer said: a person looks at it."""
    source = written(cast)
    if translated == "after":
        take_back(cast)
    german: Parts = {
        "headline": "Sonntags ruhen Belege",
        "subline": "Er gehört Ihnen.",
    }
    made = translate_variant(access=cast.access, source=source, language="de", parts=german)
    if translated == "before":
        take_back(cast)
    flag = CopyFlag.objects.get(variant=made)
    assert (flag.settled_at, flag.reason) == (None, "withdrawn")
    settle_flag(access=cast.access, flag=flag, how=Settlement.KEPT, reason="It says otherwise.")
    assert not CopyFlag.objects.filter(variant=made, settled_at=None).exists()
