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
    made_by_id = access.user.pk if access.user else None
    _keep(_version_of(each, made_by_id) for each in variants)


def keep_what_was(*, variants: Iterable[Variant]) -> None:
    """Before the first edit of texts that were written before versions were kept: what they said.
    One query."""
    _keep(
        _version_of(each, made_by_id=each.created_by_id if each.revision == 1 else None)
        for each in variants
    )


def _version_of(variant: Variant, made_by_id: int | None) -> VariantVersion:
    return VariantVersion(
        workspace_id=variant.workspace_id,
        variant=variant,
        number=variant.revision,
        parts=variant.parts,
        pins=variant.pins,
        pain_id=variant.pain_id,
        proof_id=variant.proof_id,
        made_by_id=made_by_id,
    )


def _keep(versions: Iterable[VariantVersion]) -> None:
    """Two people may make the first edit at the same moment: what is there stays."""
    VariantVersion.objects.bulk_create(versions, ignore_conflicts=True)


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
