"""A text said again in another language: its place, its trace, and whether it is still right.

A translation is a variant of the message with the same place, persona and time in its own
language, and knows the text it says again and which revision of it. What a sentence stands on is
carried over only where a person has said that the sentences correspond.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Q

from messaging.channels import Parts, texts_of
from messaging.conflicts import AlreadyThereError, RefusedError
from messaging.lens.text import parse
from messaging.models import Message, Variant
from messaging.placing import create_message
from messaging.trace import TracedSentence, stored_trace
from messaging.wording import Wording, edit_variant, write_variant
from messaging.writing.brief import Source
from personas.grammar.languages import name_of, same_language
from workspaces.access import EDIT, VIEW, Access
from workspaces.changes import change_row, one_record

TRANSLATED = "translated"
CHECKED = "translation checked"
OPEN = (Variant.State.DRAFT, Variant.State.SUBMITTED, Variant.State.APPROVED)


class SameLanguageError(RefusedError):
    """A text is not translated into its own language."""

    code = "same_language"


class NotATranslationError(RefusedError):
    """There is no source to check it against."""

    code = "not_a_translation"


class UnevenError(RefusedError):
    """Sentences do not correspond. ``parts`` has the reason by the key of the part."""

    code = "uneven"

    def __init__(self, parts: Mapping[str, str]) -> None:
        super().__init__(" ".join(parts.values()))
        self.parts = dict(parts)


@dataclass(frozen=True, slots=True)
class Translation:
    """``older`` says why it may no longer say what its source says; empty where it does."""

    variant: Variant
    language: str
    older: str

    @property
    def name(self) -> str:
        """What the language is called."""
        return name_of(self.language)


def translations_of(*, access: Access, variant: Variant) -> list[Translation]:
    """The translations of ``variant``, and of the text it grew from, in one query."""
    access.require(VIEW)
    sources = [pk for pk in (variant.pk, variant.derived_from_id) if pk]
    rows = (
        Variant.objects.for_workspace(access.workspace)
        .filter(translation_of__in=sources)
        .exclude(state=Variant.State.RETIRED)
        .select_related("translation_of__message__live_variant", "message")
        .order_by("language", "-id")
    )
    return [Translation(row, row.language, why_older(row)) for row in rows]


def why_older(translation: Variant) -> str:
    """Why ``translation`` may no longer say what its source says; empty where it does.

    Load it with ``translation_of__message__live_variant``, or this costs queries.
    """
    source = translation.translation_of
    if source is None:
        return ""
    if translation.translated_revision is None or source.revision > translation.translated_revision:
        return f"{source.key} was edited after it was translated."
    live = source.message.live_variant
    if live is not None and live.pk != source.pk and live.created_at > source.created_at:
        return f"{source.key} has been replaced: visitors read {live.key} now."
    if source.state == Variant.State.RETIRED:
        return f"{source.key} is out of use."
    return ""


def open_translation(*, access: Access, source: Variant, language: str) -> Variant | None:
    """The newest translation of ``source`` into ``language`` that is in use."""
    access.require(VIEW)
    rows = Variant.objects.for_workspace(access.workspace).filter(
        translation_of=source, state__in=OPEN
    )
    found = [row for row in rows.order_by("-id") if same_language(row.language, language)]
    return found[0] if found else None


def message_in(*, access: Access, message: Message, language: str) -> Message:
    """The message of the same place, persona and time in ``language``, made where there is none."""
    access.require(EDIT)
    if same_language(message.language, language):
        raise SameLanguageError(f"This text is in {name_of(language)} already.")
    found = _found(access, message, language)
    if found is not None:
        return found
    try:
        return create_message(
            access=access,
            placement=message.placement,
            persona=message.persona,
            stage=message.stage,
            transition=message.transition,
            language=language,
        )
    except AlreadyThereError:  # somebody made it a moment ago
        found = _found(access, message, language)
        if found is None:
            raise
        return found


def _found(access: Access, message: Message, language: str) -> Message | None:
    rows = Message.objects.with_aims().for_workspace(access.workspace)
    found: Message | None = rows.filter(
        Q(placement=message.placement_id),
        Q(persona=message.persona_id) if message.persona_id else Q(persona=None),
        Q(stage=message.stage_id) if message.stage_id else Q(stage=None),
        Q(transition=message.transition_id) if message.transition_id else Q(transition=None),
        language=language,
    ).first()
    return found


def translate_variant(
    *,
    access: Access,
    source: Variant,
    language: str,
    parts: Parts,
    same: Collection[str] = (),
) -> Variant:
    """A new draft that says ``source`` in ``language``, with its pain and proof.

    ``same`` are the keys of parts whose sentences correspond one by one: they stand on what those
    of the source stand on. UnevenError, and nothing stored, where they do not.
    """
    access.require(EDIT)
    trace = carried(source, parts, same, stored_trace(access=access, variant=source))
    with one_record(access=access, action=TRANSLATED):
        message = message_in(access=access, message=source.message, language=language)
        wording = Wording(
            parts,
            source.pain,
            source.proof,
            source.framework,
            trace=trace,
            translation_of=source,
            translated_revision=source.revision,
        )
        return write_variant(access=access, message=message, wording=wording, action=TRANSLATED)


def edit_translation(
    *,
    access: Access,
    translation: Variant,
    parts: Parts,
    revision: int,
    same: Collection[str] = (),
) -> Variant:
    """Save ``parts`` on a translation, read beside its source as that is now.

    As ``edit_variant``: EditConflictError if somebody saved in between, a new draft where the
    words are fixed. UnevenError as in ``translate_variant``.
    """
    source = _source(translation)
    trace = carried(source, parts, same, stored_trace(access=access, variant=source))
    with one_record(access=access, action=TRANSLATED, target=translation):
        saved = edit_variant(
            access=access,
            variant=translation,
            parts=parts,
            revision=revision,
            pain=source.pain,
            proof=source.proof,
            action=TRANSLATED,
            trace=trace,
        )
        _set_revision(access, saved, source, TRANSLATED)
    return saved


def confirm_translation(*, access: Access, translation: Variant) -> None:
    """Say that ``translation`` still says what its source says, as that is now."""
    access.require(EDIT)
    with transaction.atomic():
        _set_revision(access, translation, _source(translation), CHECKED)


def _source(translation: Variant) -> Variant:
    source = translation.translation_of
    if source is None:
        raise NotATranslationError("This text is no translation.")
    return source


def _set_revision(access: Access, translation: Variant, source: Variant, action: str) -> None:
    changes = {"translated_revision": source.revision}
    change_row(access=access, instance=translation, changes=changes, action=action)


def carried(
    source: Variant, parts: Parts, same: Collection[str], known: Collection[TracedSentence]
) -> list[TracedSentence]:
    """What the sentences of ``parts`` stand on, by the sentences of ``source`` in their places."""
    uneven: dict[str, str] = {}
    trace: list[TracedSentence] = []
    sources = {(each.part, each.sentence): each.sources for each in known}
    for key in same:
        theirs, ours = _by_text(source.parts.get(key)), _by_text(parts.get(key))
        if [len(text) for text in theirs] != [len(text) for text in ours]:
            uneven[key] = (
                f"The source has {_count(theirs)} here and the translation {_count(ours)}:"
                " make them correspond, or take the tick away."
            )
            continue
        for told, said in zip(theirs, ours, strict=True):
            for before, after in zip(told, said, strict=True):
                found = sources.get((key, before)) or _within(before, key, known)
                trace.append(TracedSentence(key, after, found))
    if uneven:
        raise UnevenError(uneven)
    return trace


def _within(sentence: str, part: str, known: Collection[TracedSentence]) -> tuple[Source, ...]:
    """What a sentence stands on that was traced together with others, or in pieces."""
    found = [
        source
        for each in known
        if each.part == part and (sentence in each.sentence or each.sentence in sentence)
        for source in each.sources
    ]
    return tuple(dict.fromkeys(found))


def _by_text(value: object) -> list[list[str]]:
    """The sentences of each text of a part."""
    return [
        [sentence.core.text.strip() for sentence in parse(text.strip()).sentences]
        for text in texts_of({"": value})
    ]


def _count(texts: list[list[str]]) -> str:
    number = sum(map(len, texts))
    said = "1 sentence" if number == 1 else f"{number} sentences"
    return said if len(texts) < 2 else f"{said} in {len(texts)} texts"
