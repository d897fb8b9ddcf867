"""Examples of the settings pages, of home, and of the way in."""

from datetime import timedelta
from typing import Any

from django.utils import timezone

from home.data_rights.erase_person import request_search
from home.load_brand import load_sample
from tests import make
from tests.guards.audit_table import Ask, Example, Scene
from workspaces.invitations import invite
from workspaces.keys import create_key
from workspaces.membership import add_member
from workspaces.models import ApiKey, Invitation, Job, Membership, Role


def member(scene: Scene, role: str = Role.VIEWER) -> Membership:
    return add_member(access=scene.access, user=make.make_user(), role=role)


def key(scene: Scene) -> ApiKey:
    ends = timezone.now() + timedelta(days=90)
    row, _ = create_key(access=scene.access, name="shop", kind="secret", expires_at=ends)
    return row


def invitation(scene: Scene) -> Invitation:
    return invite(access=scene.access, email="new@example.org", role=Role.EDITOR).invitation


def job(scene: Scene, state: str) -> Any:
    return Job.objects.create(workspace=scene.workspace, kind="test", state=state)


def found(scene: Scene) -> Job:
    """A search for a person that is done."""
    search = request_search(access=scene.access, terms=("customer-4711",))
    nothing = {"quotes": [], "counts": {}, "decide": []}
    Job.objects.filter(pk=search.pk).update(state=Job.State.DONE, result=nothing)
    return search


SETTINGS = [
    Example(
        "home-sample", "sample loaded", "workspace", lambda scene: Ask(), in_new_workspace=True
    ),
    Example(
        "settings",
        "changed",
        "workspace",
        lambda scene: Ask(
            data={"name": "Tea and Daughters", "time_zone": "Europe/London", "language": "en"}
        ),
    ),
    Example(
        "home-sample-remove",
        "sample removed",
        "workspace",
        lambda scene: (load_sample(access=scene.access), Ask())[1],
        in_new_workspace=True,
    ),
    Example("settings-data-export", "queued", "job", lambda scene: Ask()),
    Example(
        "settings-erase",
        "queued",
        "job",
        lambda scene: Ask(data={"terms": "customer-4711"}),
        again=1,
    ),
    Example("settings-erase-confirm", "queued", "job", lambda scene: Ask(found(scene))),
    Example("settings-archive", "archived", "workspace", lambda scene: Ask()),
    Example(
        "settings-people",
        "invited",
        "invitation",
        lambda scene: Ask(data={"email": "new@example.org", "role": "editor"}),
        again=1,
    ),
    Example(
        "settings-member",
        "changed",
        "membership",
        lambda scene: Ask(member(scene), {"role": "editor"}),
    ),
    Example("settings-member-remove", "removed", "membership", lambda scene: Ask(member(scene))),
    Example(
        "settings-hand-over",
        "handed over",
        "membership",
        lambda scene: Ask(data={"member": member(scene).pk}),
    ),
    Example(
        "settings-leave",
        "left",
        "membership",
        lambda scene: (member(scene, Role.OWNER), Ask())[1],
    ),
    Example(
        "settings-invitation-again",
        "sent again",
        "invitation",
        lambda scene: Ask(invitation(scene)),
        again=1,
    ),
    Example(
        "settings-invitation-withdraw",
        "withdrawn",
        "invitation",
        lambda scene: Ask(invitation(scene)),
    ),
    Example(
        "settings-keys",
        "created",
        "apikey",
        lambda scene: Ask(data={"name": "site", "kind": "publishable"}),
        again=1,
    ),
    Example(
        "settings-key",
        "changed",
        "apikey",
        lambda scene: Ask(key(scene), {"name": "site", "scopes": ["read"]}),
    ),
    Example(
        "settings-key-replace",
        "replaced",
        "apikey",
        lambda scene: Ask(key(scene), {"overlap": 7}),
    ),
    Example("settings-key-revoke", "revoked", "apikey", lambda scene: Ask(key(scene))),
    Example(
        "settings-webhooks",
        "created",
        "webhook",
        lambda scene: Ask(data={"url": "https://93.184.216.34/", "events": ["job.failed"]}),
        again=1,
    ),
    Example(
        "settings-webhook",
        "changed",
        "webhook",
        lambda scene: Ask(
            make.make_webhook(scene.workspace),
            {"url": "https://93.184.216.34/hook", "events": ["import.applied"], "is_on": "on"},
        ),
    ),
    Example(
        "settings-webhook-secret",
        "new secret",
        "webhook",
        lambda scene: Ask(make.make_webhook(scene.workspace)),
        again=1,
    ),
    Example(
        "settings-webhook-test",
        "tested",
        "webhook",
        lambda scene: Ask(make.make_webhook(scene.workspace)),
    ),
    Example(
        "settings-webhook-remove",
        "removed",
        "webhook",
        lambda scene: Ask(make.make_webhook(scene.workspace)),
    ),
    Example(
        "settings-delivery-again",
        "sent again",
        "webhook",
        lambda scene: Ask(make.make_delivery(make.make_webhook(scene.workspace))),
        again=1,
    ),
    Example("job-cancel", "cancelled", "job", lambda scene: Ask(job(scene, Job.State.QUEUED))),
    Example("job-retry", "retried", "job", lambda scene: Ask(job(scene, Job.State.FAILED))),
]
