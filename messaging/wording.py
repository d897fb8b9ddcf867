"""Writing a variant by hand, and changing one without losing anybody's words."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils.text import slugify

from messaging.channels import Parts
from messaging.channels_here import channel_for
from messaging.conflicts import EditConflictError
from messaging.judgement import judge, tidy_parts
from messaging.models import Message, Placement, Proof, Variant, VariantVersion
from messaging.pins import PinsError, follow, tidy_pins
from messaging.remarks import keep_overrules
from messaging.taken_again import pass_on_flags
from messaging.text_versions import keep_version, keep_what_was
from messaging.trace import TracedSentence, store_trace, stored_trace, trace_sentences
from messaging.writing.brief import Brief
from messaging.writing.compose_brief import compose_brief
from personas.models import PainPoint
from workspaces.access import EDIT, Access
from workspaces.changes import record, snapshot

PLACEMENT_IN_KEY = 40
PAIN_IN_KEY = 30
EDITED_FIELDS = ("parts", "pins", "pain", "proof", "score", "revision")


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
    writer: str = Variant.Writer.PERSON
    pins: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    translation_of: Variant | None = None
    translated_revision: int | None = None


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
    brief. TypeError or KeyError for parts the channel does not have, PinsError for such pins.
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
        pins=tidy_pins(brief.channel, wording.parts, wording.pins),
        pain=wording.pain,
        proof=wording.proof,
        framework=wording.framework,
        language=message.language,
        seed=wording.seed,
        score=judged.score if wording.score is None else wording.score,
        derived_from=derived_from,
        writer=wording.writer,
        translation_of=wording.translation_of,
        translated_revision=wording.translated_revision,
        created_by=access.user,
    )
    with transaction.atomic():
        variant.key = key or _free_key(access, message.placement, wording.pain)
        variant.key = Variant._meta.get_field("key").clean(variant.key, variant)
        variant.save(force_insert=True)
        sentences = trace_sentences(judged.texts, brief, wording.trace)
        store_trace(access=access, variant=variant, sentences=sentences)
        if wording.translation_of is not None and derived_from is None:
            pass_on_flags(access=access, variant=variant, derived_from=wording.translation_of)
        if derived_from is not None:
            pass_on_flags(access=access, variant=variant, derived_from=derived_from)
            keep_overrules(access=access, variant=variant, brief=brief, since=derived_from)
        keep_version(access=access, variant=variant)
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
    action: str = "edited",
    trace: Sequence[TracedSentence] = (),
    pins: Mapping[str, Mapping[str, Any]] | None = None,
) -> Variant:
    """Save ``parts`` on the draft a person opened at ``revision``, or as a new draft.

    The words of a variant that was submitted are fixed, so changing those makes a new draft
    derived from it, and the variant returned is that one. EditConflictError if somebody saved or
    submitted the draft in between; nothing is stored then, and both texts are still there.
    ``trace`` says what sentences stand on where a person has said so. Without ``pins`` each pin
    stays with its text.
    """
    access.require(EDIT)
    message = variant.message
    brief = compose_brief(access=access, message=message, pain=pain)
    tidied = tidy_parts(brief.channel, parts)
    if pins is None:
        pinned = follow(variant.pins, variant.parts, tidied)
    else:
        pinned = tidy_pins(brief.channel, parts, pins)
    known = [*stored_trace(access=access, variant=variant), *trace]
    if variant.state != Variant.State.DRAFT:
        wording = Wording(
            tidied,
            pain,
            proof,
            variant.framework,
            trace=known,
            pins=pinned,
            translation_of=variant.translation_of,
            translated_revision=variant.translated_revision,
        )
        return write_variant(
            access=access, message=message, wording=wording, derived_from=variant, brief=brief
        )
    was = (variant.parts, variant.pins, variant.pain, variant.proof)
    same_words = was == (tidied, pinned, pain, proof)
    as_opened = Variant.objects.for_workspace(access.workspace).filter(
        pk=variant.pk, state=Variant.State.DRAFT, revision=revision
    )
    if same_words and as_opened.exists():
        return variant
    judged = judge(brief, tidied)
    before = snapshot(variant, dict.fromkeys(EDITED_FIELDS))
    with transaction.atomic():
        keep_what_was(variants=[variant])
        saved = as_opened.update(
            parts=tidied,
            pins=pinned,
            pain=pain,
            proof=proof,
            score=judged.score,
            revision=F("revision") + 1,
        )
        variant.refresh_from_db(fields=[*EDITED_FIELDS, "state"])
        if not saved:
            raise EditConflictError(variant.revision)
        sentences = trace_sentences(judged.texts, brief, known)
        store_trace(access=access, variant=variant, sentences=sentences)
        keep_overrules(access=access, variant=variant, brief=brief, since=variant)
        keep_version(access=access, variant=variant)
        after = snapshot(variant, dict.fromkeys(EDITED_FIELDS))
        record(access=access, action=action, target=variant, before=before, after=after)
    return variant


def restore_version(
    *, access: Access, variant: Variant, version: VariantVersion, revision: int
) -> Variant:
    """Make a draft say again what it said in ``version``; what it says now is kept as a version.

    Of a text whose words are fixed a new draft is made, as with any edit. EditConflictError as
    there. Parts and pins that the channel no longer has are left out.
    """
    channel = channel_for(access=access, key=variant.message.placement.channel)
    known = {part.key for part in channel.parts}
    parts = {key: value for key, value in version.parts.items() if key in known}
    try:
        pins: Mapping[str, Mapping[str, Any]] = tidy_pins(channel, parts, version.pins)
    except PinsError:
        pins = {}
    return edit_variant(
        access=access,
        variant=variant,
        parts=parts,
        revision=revision,
        pain=version.pain,
        proof=version.proof,
        pins=pins,
        action="version restored",
    )


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
