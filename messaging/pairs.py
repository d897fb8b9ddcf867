"""Two texts that differ in one thing: the only kind of test that tells why one of them wins."""

from dataclasses import dataclass, replace

from django.db import transaction

from messaging.conflicts import DraftGoneError
from messaging.drafting import GONE, Order, draft_named, generate_drafts, keep_draft
from messaging.models import Message, Variant
from messaging.writing.brief import Brief
from messaging.writing.compose_brief import compose_brief
from messaging.writing.draft import Draft
from messaging.writing.frameworks import frameworks
from messaging.writing.one_factor import FACTORS, Factor, change_one
from messaging.writing.phrase_writer import PhraseWriter
from messaging.writing.select import lens_score
from personas.models import PainPoint
from workspaces.access import EDIT, VIEW, Access

MOST_PAINS = 12
"""So many other pains are offered: the persona's first ones."""


@dataclass(frozen=True, slots=True)
class Change:
    """What becomes different: ``to`` is the id of a pain or proof, or a framework's key."""

    factor: Factor
    to: str

    def __str__(self) -> str:
        return f"{self.factor}-{self.to}"


@dataclass(frozen=True, slots=True)
class Pair:
    """``changed`` is None where nothing but this one thing cannot be changed in this text.

    ``brief`` and ``order`` are the given text's, ``changed_brief`` and ``changed_order`` those of
    the changed one: they differ where the pain does.
    """

    given: Draft
    changed: Draft | None
    brief: Brief
    changed_brief: Brief
    order: Order
    changed_order: Order


def read_change(text: str) -> Change | None:
    """``framework-checklist`` as a Change; None for what is none."""
    name, _, to = text.partition("-")
    factor = next((each for each in FACTORS if each == name), None)
    if factor is None or not to or (factor != "framework" and not to.isdigit()):
        return None
    return Change(factor, to)


def possible_changes(
    *, access: Access, order: Order, brief: Brief
) -> list[tuple[str, list[tuple[Change, str]]]]:
    """(factor in words, [(change, what it becomes)]) for a brief. One query."""
    pains = (
        PainPoint.objects.for_workspace(access.workspace)
        .filter(archived_at=None, persona=order.pain.persona_id)
        .exclude(pk=order.pain.pk)[:MOST_PAINS]
    )
    found: list[tuple[str, list[tuple[Change, str]]]] = [
        ("The pain", [(Change("pain", str(pain.pk)), pain.title) for pain in pains]),
        (
            "The order of thought",
            [
                (Change("framework", each.key), each.name)
                for each in PhraseWriter(brief).available()
            ],
        ),
        ("The proof", [(Change("proof", each.ref), each.text) for each in brief.offer.proofs]),
    ]
    return [(name, changes) for name, changes in found if changes]


def pair_of(*, access: Access, message: Message, order: Order, of: str, change: Change) -> Pair:
    """The text that ``of`` names (see ``Step``), and the one with ``change`` made.

    DraftGoneError where there is no such text any more.
    """
    access.require(VIEW)
    generated = generate_drafts(access=access, message=message, order=order)
    brief = generated.brief
    given = draft_named(access, message, brief, generated.drafts, of)
    if given is None:
        raise DraftGoneError(GONE)
    other, other_order = brief, order
    if change.factor == "pain":
        pain = _pain(access, change.to)
        if pain is None:
            raise DraftGoneError("That pain is no longer there.")
        other_order = replace(order, pain=pain)
        other = compose_brief(
            access=access, message=message, pain=pain, stage=order.stage, seed=order.seed
        )
    drafts = change_one(brief, given, change.factor, other=other)
    changed = next((each for each in drafts if _is(each, change)), None)
    if changed is not None:
        changed = changed.scored(lens_score(changed.text, other))
    return Pair(given, changed, brief, other, order, other_order)


def keep_pair(
    *, access: Access, message: Message, order: Order, of: str, change: Change
) -> tuple[Variant, Variant]:
    """Keep both texts of a pair; one that is a variant already stays the one it is.

    DraftGoneError, and nothing kept, where the pair no longer comes out.
    """
    access.require(EDIT)
    pair = pair_of(access=access, message=message, order=order, of=of, change=change)
    if pair.changed is None:
        raise DraftGoneError(GONE)
    with transaction.atomic():
        if of.startswith("v"):
            rows = Variant.objects.for_workspace(access.workspace).filter(message=message)
            given: Variant = rows.get(pk=int(of[1:]))
        else:
            given = keep_draft(
                access=access, message=message, order=order, brief=pair.brief, draft=pair.given
            )
        changed = keep_draft(
            access=access,
            message=message,
            order=pair.changed_order,
            brief=pair.changed_brief,
            draft=pair.changed,
            derived_from=given,
        )
    return given, changed


def _is(draft: Draft, change: Change) -> bool:
    if change.factor == "framework":
        return draft.framework == change.to
    if change.factor == "proof":
        refs = {each.source.ref for each in draft.trace if each.source.kind == "proof"}
        return change.to in refs
    return True


def _pain(access: Access, pk: str) -> PainPoint | None:
    rows = PainPoint.objects.for_workspace(access.workspace).select_related("persona")
    found: PainPoint | None = rows.filter(pk=int(pk[:18])).first()
    return found


def framework_name(key: str) -> str:
    """A framework in words; the key itself for one that is no longer there."""
    known = frameworks().get(key)
    return known.name if known else key
