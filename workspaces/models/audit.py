import json
import re
from collections.abc import Iterable
from typing import Any, ClassVar, NoReturn

from django.db import models
from django.db.models import Q
from django.db.models.functions import Cast

from workspaces.models.tenancy import TenantModel, TenantQuerySet
from workspaces.models.users import User
from workspaces.models.workspaces import Membership, Workspace


class AppendOnlyError(TypeError):
    """Somebody tried to change what has been written down."""


class AuditQuerySet(TenantQuerySet["AuditRecord"]):
    def update(self, **kwargs: Any) -> NoReturn:
        raise AppendOnlyError("Audit records are only ever added.")

    def bulk_update(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise AppendOnlyError("Audit records are only ever added.")

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
            super().filter(pk=row.pk, workspace=row.workspace_id).order_by()._rewrite(
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

    def _rewrite(self, **values: Any) -> None:
        super().update(**values)


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
        indexes = [models.Index(fields=["workspace", "-at"], name="audit_newest")]

    def __str__(self) -> str:
        return f"{self.actor} {self.action} {self.target_label}"
