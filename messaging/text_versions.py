"""Every version of a draft: what it said, who changed it and when, and a way back."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import QuerySet

from messaging.models import Variant, VariantVersion
from workspaces.access import VIEW, Access

SHOWN = 50


@dataclass(frozen=True, slots=True)
class Kept:
    """One version with the one before it, where that is known: what changed between the two."""

    version: VariantVersion
    before: VariantVersion | None

    @property
    def changed(self) -> list[str]:
        """The keys of the parts in which the two differ."""
        if self.before is None:
            return []
        old, new = self.before.parts, self.version.parts
        return [key for key in {**old, **new} if old.get(key) != new.get(key)]


def keep_version(*, access: Access, variant: Variant) -> None:
    """Keep ``variant`` as it is stored now. Call it in the transaction of the change."""
    keep_versions(access=access, variants=[variant])


def keep_versions(*, access: Access, variants: Iterable[Variant]) -> None:
    """Keep several; what is kept already stays. One query."""
    VariantVersion.objects.bulk_create(
        [
            VariantVersion(
                workspace=access.workspace,
                variant=each,
                number=each.revision,
                parts=each.parts,
                pins=each.pins,
                pain_id=each.pain_id,
                proof_id=each.proof_id,
                made_by=access.user,
            )
            for each in variants
        ],
        ignore_conflicts=True,
    )


def keep_what_was(*, access: Access, variant: Variant) -> None:
    """Before the first edit of a text that was written before versions were kept: what it said."""
    VariantVersion.objects.bulk_create(
        [
            VariantVersion(
                workspace=access.workspace,
                variant=variant,
                number=variant.revision,
                parts=variant.parts,
                pins=variant.pins,
                pain_id=variant.pain_id,
                proof_id=variant.proof_id,
                made_by_id=variant.created_by_id if variant.revision == 1 else None,
            )
        ],
        # Two people may make that first edit at the same moment.
        ignore_conflicts=True,
    )


def versions_of(*, access: Access, variant: Variant) -> list[Kept]:
    """The last versions of a text, the newest first. One query."""
    access.require(VIEW)
    rows: QuerySet[VariantVersion] = VariantVersion.objects.for_workspace(access.workspace)
    found = list(rows.filter(variant=variant).select_related("made_by")[: SHOWN + 1])
    older = [*found[1:], None][: len(found)]
    return [Kept(one, before) for one, before in zip(found, older, strict=True)][:SHOWN]


def version_at(*, access: Access, variant: Variant, number: int) -> VariantVersion | None:
    """The version of that number, if it was kept."""
    row: VariantVersion | None = (
        VariantVersion.objects.for_workspace(access.workspace)
        .filter(variant=variant, number=number)
        .select_related("pain__persona", "proof")
        .first()
    )
    return row
