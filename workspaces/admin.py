"""What operators see of people, workspaces, keys and work (its site: admin_site.py)."""

from collections.abc import Callable
from typing import Any

from django.contrib import admin, messages
from django.db.models import Count, QuerySet
from django.http import HttpRequest

from workspaces.addresses import address_of
from workspaces.admin_site import operators
from workspaces.jobs import JobStateError, cancel_job, retry_job
from workspaces.keys import revoke_key
from workspaces.models import (
    ApiKey,
    AuditRecord,
    DeliveryVersion,
    Invitation,
    Job,
    Membership,
    User,
    Workspace,
)
from workspaces.operating import (
    OwnAccountError,
    deactivate_user,
    reactivate_user,
    reset_two_step,
)
from workspaces.operators_models import OperatorsModelAdmin, access_in, operator_of


@admin.register(User, site=operators)
class UserAdmin(OperatorsModelAdmin):
    list_display = ("email", "name", "is_active", "is_staff", "second_step", "last_login")
    list_filter = ("is_active", "is_staff")
    search_fields = ("email", "name")
    ordering = ("-date_joined",)
    fields = ("email", "name", "is_active", "is_staff", "date_joined", "last_login", "second_step")
    readonly_fields = ("second_step",)
    actions = ("deactivate", "reactivate", "reset_second_step")

    def get_queryset(self, request: HttpRequest) -> "QuerySet[Any]":
        rows: QuerySet[Any] = super().get_queryset(request)
        counted: QuerySet[Any] = rows.annotate(steps=Count("authenticator"))
        return counted

    @admin.display(boolean=True)
    def second_step(self, user: Any) -> bool:
        return bool(user.steps)

    @admin.action(description="Let in no more, and sign out everywhere")
    def deactivate(self, request: HttpRequest, rows: "QuerySet[User]") -> None:
        self._do(request, rows, deactivate_user)

    @admin.action(description="Let in again")
    def reactivate(self, request: HttpRequest, rows: "QuerySet[User]") -> None:
        self._do(request, rows, reactivate_user)

    @admin.action(description="Take the second step away (lost phone), and sign out everywhere")
    def reset_second_step(self, request: HttpRequest, rows: "QuerySet[User]") -> None:
        self._do(request, rows, reset_two_step)

    def _do(
        self, request: HttpRequest, rows: "QuerySet[User]", change: Callable[..., bool]
    ) -> None:
        done = 0
        for user in rows:
            try:
                done += change(
                    operator=operator_of(request), user=user, address=address_of(request)
                )
            except OwnAccountError as error:
                messages.error(request, str(error))
        messages.success(request, f"Done for {done} of {len(rows)}.")


@admin.register(Workspace, site=operators)
class WorkspaceAdmin(OperatorsModelAdmin):
    list_display = ("name", "slug", "people", "archived_at", "delete_after", "created_at")
    list_filter = (("archived_at", admin.EmptyFieldListFilter),)
    search_fields = ("name", "slug")
    ordering = ("-created_at",)
    fields = (
        *("name", "slug", "language", "time_zone", "people", "audit_days"),
        *("archived_at", "delete_after", "created_at"),
    )
    readonly_fields = ("people",)

    def get_queryset(self, request: HttpRequest) -> "QuerySet[Any]":
        rows: QuerySet[Any] = super().get_queryset(request)
        counted: QuerySet[Any] = rows.annotate(members=Count("memberships"))
        return counted

    def people(self, workspace: Any) -> int:
        return int(workspace.members)


@admin.register(Membership, site=operators)
class MembershipAdmin(OperatorsModelAdmin):
    list_display = ("user", "workspace", "role", "created_at")
    list_filter = ("role",)
    list_select_related = ("user", "workspace")
    search_fields = ("user__email", "workspace__slug")
    ordering = ("-created_at", "-id")
    fields = ("user", "workspace", "role", "created_at")


@admin.register(Invitation, site=operators)
class InvitationAdmin(OperatorsModelAdmin):
    list_display = ("email", "workspace", "role", "expires_at", "accepted_at", "withdrawn_at")
    list_select_related = ("workspace",)
    search_fields = ("email", "workspace__slug")
    fields = (
        *("email", "workspace", "role", "invited_by", "created_at"),
        *("expires_at", "accepted_at", "withdrawn_at"),
    )


@admin.register(ApiKey, site=operators)
class ApiKeyAdmin(OperatorsModelAdmin):
    list_display = ("name", "prefix", "workspace", "kind", "last_used_at", "revoked_at")
    list_filter = ("kind", ("revoked_at", admin.EmptyFieldListFilter))
    list_select_related = ("workspace",)
    search_fields = ("prefix", "workspace__slug")
    fields = (
        *("name", "prefix", "workspace", "kind", "scopes", "allowed_origins", "created_by"),
        *("created_at", "expires_at", "last_used_at", "revoked_at"),
    )
    actions = ("revoke",)

    @admin.action(description="Revoke at once")
    def revoke(self, request: HttpRequest, rows: "QuerySet[ApiKey]") -> None:
        for key in rows.select_related("workspace"):
            revoke_key(access=access_in(request, key), key=key)
        messages.success(request, "Revoked: within a second they open nothing.")


@admin.register(Job, site=operators)
class JobAdmin(OperatorsModelAdmin):
    list_display = ("id", "kind", "workspace", "state", "attempt", "created_at", "finished_at")
    list_filter = ("state", "kind")
    list_select_related = ("workspace",)
    search_fields = ("workspace__slug",)
    fields = (
        *("kind", "workspace", "state", "done", "total", "attempt", "attempts_allowed", "error"),
        *("created_by", "created_at", "started_at", "finished_at", "rung_at", "lease_until"),
    )
    actions = ("try_again", "stop")

    @admin.action(description="Try again")
    def try_again(self, request: HttpRequest, rows: "QuerySet[Job]") -> None:
        self._do(request, rows, retry_job)

    @admin.action(description="Stop")
    def stop(self, request: HttpRequest, rows: "QuerySet[Job]") -> None:
        self._do(request, rows, cancel_job)

    def _do(self, request: HttpRequest, rows: "QuerySet[Job]", change: Callable[..., None]) -> None:
        for job in rows.select_related("workspace"):
            try:
                change(access=access_in(request, job), job=job)
            except JobStateError as error:
                messages.error(request, f"Job {job.pk}: {error}")
            else:
                messages.success(request, f"Job {job.pk}: done.")


@admin.register(DeliveryVersion, site=operators)
class DeliveryVersionAdmin(OperatorsModelAdmin):
    list_display = ("workspace", "version", "at")
    list_select_related = ("workspace",)
    search_fields = ("workspace__slug",)
    ordering = ("-at",)
    fields = ("workspace", "version", "at")


@admin.register(AuditRecord, site=operators)
class AuditRecordAdmin(OperatorsModelAdmin):
    """Who did what to which kind of thing: not what it said before and after."""

    list_display = ("at", "workspace", "actor", "action", "target_type", "target_id", "via")
    list_filter = ("via",)
    list_select_related = ("workspace",)
    search_fields = ("actor", "workspace__slug")
    fields = ("at", "workspace", "actor", "action", "target_type", "target_id", "via", "address")
