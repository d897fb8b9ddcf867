"""What of a workspace is taken along, and what of that another site takes in.

Every model whose rows belong to a workspace stands here, with every field that is left out and
why; tests walk the models, so a new one cannot be forgotten. The order is the order of the files
in the zip: a row stands on rows before it, but for the fields in ``later``.
"""

from collections.abc import Mapping
from functools import cache

from django.db.models import Field, ForeignKey, Model

from experiments.models import (
    Event,
    QuarantinedEvent,
    VisitorAlias,
)
from home.data_rights.portable_copy import COPY
from home.data_rights.portable_listening import LISTENING
from home.data_rights.portable_model import JOB_STAYS, NOT_SHOWN, PEOPLE_STAY, Portable
from home.data_rights.portable_tests import TESTS
from messaging.models import (
    ModelCall,
    ModelDraft,
)
from workspaces.models import (
    ApiKey,
    AuditRecord,
    DeliveryVersion,
    IdempotencyRecord,
    Invitation,
    Job,
    Membership,
    SampleRow,
    User,
    Webhook,
    WebhookDelivery,
    Workspace,
)

PORTABLES: tuple[Portable, ...] = (
    Portable(
        Workspace,
        made_anew={
            "slug": "Part of addresses, and may be taken where you go.",
            "archived_at": "What is brought is there to be used.",
            "delete_after": "What is brought is there to be used.",
            "created_at": "It is a new workspace.",
        },
    ),
    Portable(Membership, stays=PEOPLE_STAY, called="members"),
    Portable(Invitation, left_out={"token_hash": NOT_SHOWN}, stays=PEOPLE_STAY),
    Portable(
        ApiKey,
        called="keys",
        left_out={"hash": NOT_SHOWN},
        stays="Keys do not come along: only their fingerprints are known. Make new ones.",
    ),
    Portable(
        Webhook,
        left_out={
            "url": "At some receivers the address is as good as a password.",
            "secret": NOT_SHOWN,
            "previous_secret": NOT_SHOWN,
        },
        stays="A copy does not tell others what happens in it: set up webhooks where you go.",
    ),
    *LISTENING,
    *COPY,
    *TESTS,
    Portable(SampleRow, called="rows of the sample brand"),
    Portable(Event, is_log=True),
    Portable(VisitorAlias, is_log=True),
    Portable(QuarantinedEvent, is_log=True),
    Portable(
        AuditRecord,
        is_log=True,
        called="records of who did what",
        stays="Who did what stays in the file: this site cannot vouch for what it did not see.",
    ),
    Portable(
        WebhookDelivery,
        is_log=True,
        stays="It was told to somebody else already.",
        called="webhook deliveries",
    ),
    Portable(
        Job,
        left_out={
            "arguments": "May hold, sealed, what a person asked us to forget.",
            "result_file": "The files of exports can be made again.",
        },
        stays=JOB_STAYS,
        is_log=True,
    ),
    Portable(ModelCall, stays=JOB_STAYS, is_log=True, called="requests to a language model"),
    Portable(ModelDraft, stays=JOB_STAYS, is_log=True, called="drafts by a language model"),
)

LEFT_OUT: Mapping[type[Model], str] = {
    IdempotencyRecord: "Answers to requests of the last day, kept so that a repeat does no harm.",
    DeliveryVersion: "A counter for this site's own processes.",
}
"""Models of a workspace that are no part of what is taken along."""


@cache
def portable_of(model: type[Model]) -> Portable | None:
    return next((each for each in PORTABLES if each.model is model), None)


@cache
def by_label() -> dict[str, Portable]:
    return {each.label: each for each in PORTABLES}


def brought() -> list[Portable]:
    """Those whose rows another site takes in, but for the workspace itself."""
    return [each for each in PORTABLES if not each.stays and each.model is not Workspace]


def points_to_person(each: "Field[object, object]") -> bool:
    return isinstance(each, ForeignKey) and each.related_model is User
