"""Writing a variant by hand, and changing one without losing anybody's words."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.db import transaction
from django.db.models import F
from django.utils.text import slugify

from messaging.channels import Parts
from messaging.conflicts import EditConflictError
from messaging.copy_flags import pass_on_flags
from messaging.judgement import judge, tidy_parts
from messaging.models import Message, Placement, Proof, Variant
from messaging.trace import TracedSentence, store_trace, stored_trace, trace_sentences
from messaging.writing.brief import Brief
from messaging.writing.compose_brief import compose_brief
from personas.models import PainPoint
from workspaces.access import EDIT, Access
from workspaces.changes import record, snapshot

PLACEMENT_IN_KEY = 40
PAIN_IN_KEY = 30
EDITED_FIELDS = ("parts", "pain", "proof", "score", "revision")


@dataclass(frozen=True, slots=True)
class Wording:
    """What makes a variant beside its place: the words, and what they are about."""

    parts: Parts
    pain: PainPoint | None = None
    proof: Proof | None = None
    framework: str = ""
    seed: int | None = None
    score: float | None = None
    trace: Sequence[TracedSentence] = ()


def write_variant(
    *,
    access: Access,
    message: Message,
    wording: Wording,
    derived_from: Variant | None = None,
    key: str = "",
    brief: Brief | None = None,
    action: str = "written",
) -> Variant:
    """A new draft of ``message``. Without a key it gets one: ``<placement>-<pain>-<number>``.

    Sentences in ``wording.trace`` keep their sources; what others stand on is looked for in the
    brief. TypeError or KeyError for parts the channel does not have.
    """
    access.require(EDIT)
    if brief is None:
        brief = compose_brief(access=access, message=message, pain=wording.pain)
    parts = tidy_parts(brief.channel, wording.parts)
    judged = judge(brief, parts)
    variant = Variant(
        workspace=access.workspace,
        message=message,
        parts=parts,
        pain=wording.pain,
        proof=wording.proof,
        framework=wording.framework,
        language=message.language,
        seed=wording.seed,
        score=judged.reading.score if wording.score is None else wording.score,
        derived_from=derived_from,
        created_by=access.user,
    )
    with transaction.atomic():
        variant.key = key or _free_key(access, message.placement, wording.pain)
        variant.key = Variant._meta.get_field("key").clean(variant.key, variant)
        variant.save(force_insert=True)
        sentences = trace_sentences(judged.texts, brief, wording.trace)
        store_trace(access=access, variant=variant, sentences=sentences)
        if derived_from is not None:
            pass_on_flags(access=access, variant=variant, derived_from=derived_from)
        record(access=access, action=action, target=variant, after=snapshot(variant))
    return variant


def edit_variant(
    *,
    access: Access,
    variant: Variant,
    parts: Mapping[str, object],
    revision: int,
    pain: PainPoint | None = None,
    proof: Proof | None = None,
) -> Variant:
    """Save ``parts`` on the draft a person opened at ``revision``, or as a new draft.

    The words of a variant that was submitted are fixed, so changing those makes a new draft
    derived from it, and the variant returned is that one. EditConflictError if somebody saved or
    submitted the draft in between; nothing is stored then, and both texts are still there.
    """
    access.require(EDIT)
    message = variant.message
    brief = compose_brief(access=access, message=message, pain=pain)
    tidied = tidy_parts(brief.channel, parts)
    known = stored_trace(access=access, variant=variant)
    if variant.state != Variant.State.DRAFT:
        wording = Wording(tidied, pain, proof, variant.framework, trace=known)
        return write_variant(
            access=access, message=message, wording=wording, derived_from=variant, brief=brief
        )
    same_words = (variant.parts, variant.pain, variant.proof) == (tidied, pain, proof)
    as_opened = Variant.objects.for_workspace(access.workspace).filter(
        pk=variant.pk, state=Variant.State.DRAFT, revision=revision
    )
    if same_words and as_opened.exists():
        return variant
    judged = judge(brief, tidied)
    before = snapshot(variant, dict.fromkeys(EDITED_FIELDS))
    with transaction.atomic():
        saved = as_opened.update(
            parts=tidied,
            pain=pain,
            proof=proof,
            score=judged.reading.score,
            revision=F("revision") + 1,
        )
        variant.refresh_from_db(fields=[*EDITED_FIELDS, "state"])
        if not saved:
            raise EditConflictError(variant.revision)
        sentences = trace_sentences(judged.texts, brief, known)
        store_trace(access=access, variant=variant, sentences=sentences)
        after = snapshot(variant, dict.fromkeys(EDITED_FIELDS))
        record(access=access, action="edited", target=variant, before=before, after=after)
    return variant


def _free_key(access: Access, placement: Placement, pain: PainPoint | None) -> str:
    """The next key of this placement and pain. The placement is locked until it is used."""
    Placement.objects.for_workspace(access.workspace).select_for_update().get(pk=placement.pk)
    about = slugify(pain.title)[:PAIN_IN_KEY].strip("-") if pain else "open"
    base = f"{placement.key[:PLACEMENT_IN_KEY]}-{about or 'pain'}"
    taken: Iterable[str] = (
        Variant.objects.for_workspace(access.workspace)
        .filter(key__startswith=f"{base}-")
        .values_list("key", flat=True)
    )
    numbers = [int(match[1]) for key in taken if (match := re.fullmatch(r".*-(\d{1,9})", key))]
    return f"{base}-{max(numbers, default=0) + 1}"
