"""Which language model a workspace writes with: set up, changed, tried, removed."""

from dataclasses import dataclass
from decimal import Decimal
from urllib.parse import urlsplit

from django.db import transaction

from messaging.model_writer.spending import provider_of
from messaging.models import ModelProvider
from workspaces.access import MANAGE, Access
from workspaces.changes import change_row, create_row, remove_row
from workspaces.jobs import enqueue
from workspaces.models import Job, Workspace
from workspaces.outbound import check_address

TRY = "messaging.try_model"
PLACES = Decimal("0.0001")


class KeyNeededError(ValueError):
    """The stored key belongs to another address and is not sent to a new one."""


@dataclass(frozen=True, slots=True)
class Preset:
    """A provider people know, to begin from. ``is_local``: it runs in one's own network."""

    key: str
    name: str
    base_url: str
    note: str
    is_local: bool = False


PRESETS = (
    Preset("openai", "OpenAI", "https://api.openai.com/v1", "A key from its platform page."),
    Preset("openrouter", "OpenRouter", "https://openrouter.ai/api/v1", "Many models, one key."),
    Preset("mistral", "Mistral", "https://api.mistral.ai/v1", "A key from its console."),
    Preset("ollama", "Ollama", "http://127.0.0.1:11434/v1", "On this machine; no key.", True),
    Preset("vllm", "vLLM", "http://127.0.0.1:8000/v1", "On a machine of yours.", True),
    Preset("llamacpp", "llama.cpp", "http://127.0.0.1:8080/v1", "On a machine of yours.", True),
)
"""Addresses as the providers document them, looked up on 2026-11-23."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What an owner may set. ``key`` empty: the stored one stays; ``forget_key`` removes it."""

    base_url: str
    model: str
    key: str = ""
    forget_key: bool = False
    is_on: bool = True
    monthly_tokens: int = 1_000_000
    price_in: Decimal = Decimal(0)
    price_out: Decimal = Decimal(0)
    seconds: int = 60


def save_provider(*, access: Access, wanted: Wanted) -> tuple[ModelProvider, bool]:
    """Set the model up or change it; the row, and whether anything differs now.

    OutboundError if the address may not be called. KeyNeededError if it leads to another host and
    there is a stored key, which is only ever sent where it was entered for.
    """
    access.require(MANAGE)
    with transaction.atomic():
        Workspace.objects.select_for_update().get(pk=access.workspace.pk)
        stored = provider_of(access)
        if stored is None or stored.base_url != wanted.base_url:
            check_address(wanted.base_url)
        if stored is None:
            made = ModelProvider(**_values(wanted), key=wanted.key)
            create_row(access=access, instance=made)
            return made, True
        has_moved = _place(stored.base_url) != _place(wanted.base_url)
        if stored.key and has_moved and not (wanted.key or wanted.forget_key):
            raise KeyNeededError(
                "This is another place than the key was entered for. Enter its key, or tick "
                "that the stored one is forgotten."
            )
        values = _values(wanted)
        if wanted.key or (wanted.forget_key and stored.key):
            values["key"] = ModelProvider(key=wanted.key).key
        if values["base_url"] != stored.base_url or values["model"] != stored.model:
            values |= {"tested_at": None, "test_outcome": ""}
        return stored, change_row(access=access, instance=stored, changes=values)


def remove_provider(*, access: Access) -> bool:
    """Forget the model and its key; drafts and what calls took stay. False if there was none."""
    access.require(MANAGE)
    stored = provider_of(access)
    if stored is None:
        return False
    remove_row(access=access, instance=stored)
    return True


def try_provider(*, access: Access) -> Job:
    """Ask for a try: a job that asks the endpoint for one tiny answer. See ``try_model``."""
    access.require(MANAGE)
    return enqueue(access=access, kind=TRY, arguments={"needs": MANAGE})


def last_try(access: Access) -> Job | None:
    """The newest try, to show how far it is."""
    rows = Job.objects.for_workspace(access.workspace).filter(kind=TRY)
    found: Job | None = rows.order_by("-pk").first()
    return found


def _values(wanted: Wanted) -> dict[str, object]:
    names = ("base_url", "model", "is_on", "monthly_tokens", "seconds")
    # As the column keeps them, or 1 and 1.0000 would count as a change.
    prices = {name: getattr(wanted, name).quantize(PLACES) for name in ("price_in", "price_out")}
    return {name: getattr(wanted, name) for name in names} | prices


def _place(url: str) -> tuple[str, str]:
    parts = urlsplit(url)
    return parts.scheme, parts.netloc.lower()
