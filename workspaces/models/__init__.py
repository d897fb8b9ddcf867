from workspaces.models.audit import AuditRecord
from workspaces.models.delivery_version import DeliveryVersion
from workspaces.models.idempotency import IdempotencyRecord
from workspaces.models.invitations import Invitation
from workspaces.models.jobs import Job
from workspaces.models.keys import ApiKey
from workspaces.models.sample_rows import SampleRow
from workspaces.models.table_addresses import TableAddress
from workspaces.models.tenancy import (
    ForeignRowError,
    TenantModel,
    TenantQuerySet,
    check_together,
)
from workspaces.models.users import User
from workspaces.models.webhooks import Webhook, WebhookDelivery
from workspaces.models.workspaces import Membership, Role, Workspace

__all__ = [
    "ApiKey",
    "AuditRecord",
    "DeliveryVersion",
    "ForeignRowError",
    "IdempotencyRecord",
    "Invitation",
    "Job",
    "Membership",
    "Role",
    "SampleRow",
    "TableAddress",
    "TenantModel",
    "TenantQuerySet",
    "User",
    "Webhook",
    "WebhookDelivery",
    "Workspace",
    "check_together",
]
