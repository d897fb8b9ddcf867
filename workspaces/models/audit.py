import json
import re
from collections.abc import Iterable
from typing import Any, ClassVar, NoReturn

from django.db import models
from django.db.models import Q
from django.db.models.functions import Cast

from workspaces.audit_door import FORGET, RETENTION, WORKSPACE, audit_door, open_door
from workspaces.models.tenancy import TenantModel, TenantQuerySet
from workspaces.models.users import User
from workspaces.models.workspaces import Membership, Workspace


class AppendOnlyError(TypeError):
    """Somebody tried to change what has been written down."""


ONLY_ADDED = "Audit records are only ever added."


class AuditQuerySet(TenantQuerySet["AuditRecord"]):
    def update(self, **kwargs: Any) -> NoReturn:
        raise AppendOnlyError(ONLY_ADDED)

    def bulk_update(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise AppendOnlyError(ONLY_ADDED)

    def bulk_create(self, *args: Any, **kwargs: Any) -> "list[AuditRecord]":
        if kwargs.get("update_conflicts"):
            raise AppendOnlyError(ONLY_ADDED)
        return super().bulk_create(*args, **kwargs)

    def delete(self) -> tuple[int, dict[str, int]]:
        """Only where the door for it is open: see workspaces/audit_door.py."""
        if open_door() not in (RETENTION, WORKSPACE):
            raise AppendOnlyError(ONLY_ADDED)
        return super().delete()

    def forget_person(self, *, user: User, emails: Iterable[str]) -> int:
        """Take a person out of the log, in every workspace, and leave what they did in it.

        The one exception to "only ever added", for whoever deletes their account: their e-mail
        addresses become "former member #7", their network addresses are emptied. Of what was
        changed, when, and that it was one and the same person, nothing is lost. Returns the
        number of records that named them.
        """
        words = [re.escape(email) for email in sorted(set(emails), key=len, reverse=True)]
        written = re.compile(rf"(?<![\w.+-])(?:{'|'.join(words)})(?![\w-]|\.\w)", re.IGNORECASE)
        former = former_name(user)
        count = 0
        for row in self._naming(user, set(emails)).iterator(500):
            label = written.sub(former, row.target_label)
            if user.name and row.target_type == "membership":
                label = re.sub(rf"^{re.escape(user.name)} is ", f"{former} is ", label)
            self._rewrite(
                row,
                actor=written.sub(former, row.actor),
                target_label=label,
                before=_without(row.before, written, former),
                after=_without(row.after, written, former),
                address=None if row.user_id == user.pk else row.address,
            )
            count += 1
        return count

    def _naming(self, user: User, emails: set[str]) -> "AuditQuerySet":
        """The records that name this person: as who did it, as whom it was done to, in values."""
        found = Q(user=user)
        for email in emails:
            found |= Q(actor__icontains=email) | Q(target_label__icontains=email)
            found |= Q(before_text__icontains=email) | Q(after_text__icontains=email)
        if user.name:
            # Memberships are labelled with the name. Another member may have the same.
            namesakes = Membership.objects.filter(user__name=user.name).exclude(user=user)
            others = [str(pk) for pk in namesakes.values_list("pk", flat=True)]
            label = Q(target_type="membership", target_label__startswith=f"{user.name} is ")
            found |= label & ~Q(target_id__in=others)
        texts = {f"{name}_text": Cast(name, models.TextField()) for name in ("before", "after")}
        everywhere = self.filter(workspace__in=Workspace.objects.all())
        return everywhere.alias(**texts).filter(found).order_by()

    def forget_rows(self, *, workspace: Workspace, target_type: str, ids: Iterable[int]) -> int:
        """Empty what the log keeps of rows that were erased: their words, not that they were.

        For quotes and answers of a person who wants to be erased. Returns how many records.
        """
        rows = self.filter(
            workspace=workspace, target_type=target_type, target_id__in=[str(pk) for pk in ids]
        )
        with audit_door(FORGET):
            return super(AuditQuerySet, rows.order_by()).update(
                before={}, after={"erased": True}, target_label="erased"
            )

    def _rewrite(self, row: "AuditRecord", **values: Any) -> None:
        mine = self.filter(pk=row.pk, workspace=row.workspace_id).order_by()
        with audit_door(FORGET):
            super(AuditQuerySet, mine).update(**values)


def former_name(user: User) -> str:
    """What stands in the log for a person who has deleted their account."""
    return f"former member #{user.pk}"


def _without(value: Any, written: re.Pattern[str], former: str) -> Any:
    """A JSON value in which nothing ``written`` matches is left."""
    return json.loads(written.sub(former, json.dumps(value, ensure_ascii=False)))


class AuditRecord(TenantModel):
    """Who did what, when and from where. Written in the transaction of the change itself."""

    at = models.DateTimeField(auto_now_add=True)
    user = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="+")
    actor = models.CharField(max_length=200)
    action = models.CharField(max_length=60)
    target_type = models.CharField(max_length=60)
    target_id = models.CharField(max_length=40, blank=True)
    target_label = models.CharField(max_length=200, blank=True)
    before = models.JSONField(default=dict, blank=True)
    after = models.JSONField(default=dict, blank=True)
    via = models.CharField(max_length=12, blank=True)
    address = models.GenericIPAddressField(null=True, blank=True)

    objects: ClassVar[Any] = AuditQuerySet.as_manager()

    class Meta:
        ordering = ["-at", "-id"]
        indexes = [
            models.Index(fields=["workspace", "-at", "-id"], name="audit_newest_first"),
            models.Index(fields=["workspace", "action"], name="audit_actions"),
            models.Index(fields=["workspace", "target_type", "target_id"], name="audit_of_thing"),
        ]

    def __str__(self) -> str:
        return f"{self.actor} {self.action} {self.target_label}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise AppendOnlyError(ONLY_ADDED)
        super().save(*args, **{**kwargs, "force_insert": True})

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise AppendOnlyError(ONLY_ADDED)
