"""Secrets at rest: sealed in every dump, and carried over when the keys change."""

import logging
from io import StringIO

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP
from allauth.mfa.utils import decrypt
from django.core.management import CommandError, call_command
from django.db import connection
from pytest_django.fixtures import Settings

from tests import make
from tests.conftest import Cast
from workspaces.changes import change_row, snapshot
from workspaces.jobs import enqueue
from workspaces.models import Webhook
from workspaces.sealed_fields import Sealed
from workspaces.sealing import CannotUnsealError, looks_sealed, seal, unseal

OLD, NEW, OTHER = "old " + "a1b2c3d4e5" * 4, "new " + "f6g7h8i9j0" * 4, "other " + "k1l2m3n4" * 5
SECRET, SEED = "whsec_the-plain-secret", "JBSWY3DPEHPK3PXP"


def reseal(*arguments: str) -> str:
    told = StringIO()
    call_command("reseal_secrets", *arguments, stdout=told)
    return told.getvalue()


def dump() -> str:
    """Every value of every table, as a thief of the database would read it."""
    found = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')  # noqa: S608 - our own tables
            found += [str(value) for row in cursor.fetchall() for value in row]
    return "\n".join(found)


@pytest.fixture
def webhook(cast: Cast, settings: Settings) -> Webhook:
    """Sealed with the old key, as all secrets of this site."""
    settings.SEALING_KEYS = [OLD]
    webhook = make.make_webhook(cast.workspace, secret=SECRET, previous_secret="whsec_earlier")
    TOTP.activate(cast.owner, SEED)
    RecoveryCodes.activate(cast.owner)
    return webhook


def test_it_works(cast: Cast, webhook: Webhook, settings: Settings) -> None:
    """The whole change of a key, as docs/configuration.md tells it."""
    codes = RecoveryCodes(Authenticator.objects.get(type="recovery_codes")).get_unused_codes()
    settings.SEALING_KEYS = [NEW, OLD]
    assert "workspaces.Webhook.secret: 0 with the first key, 1 sealed anew" in reseal()
    settings.SEALING_KEYS = [NEW]
    stored = Webhook.objects.get(pk=webhook.pk)
    assert (stored.secret.open(), stored.previous_secret.open()) == (SECRET, "whsec_earlier")
    assert decrypt(Authenticator.objects.get(type="totp").data["secret"]) == SEED
    again = RecoveryCodes(Authenticator.objects.get(type="recovery_codes"))
    assert again.get_unused_codes() == codes
    settings.SEALING_KEYS = [OLD]
    with pytest.raises(CannotUnsealError):
        Webhook.objects.get(pk=webhook.pk).secret.open()


def test_what_a_job_was_asked_for_is_carried_over(
    cast: Cast, webhook: Webhook, settings: Settings
) -> None:
    job = enqueue(access=cast.access, kind="t", arguments={"sealed": seal("Ann"), "needs": "é"})
    settings.SEALING_KEYS = [NEW, OLD]
    reseal()
    settings.SEALING_KEYS = [NEW]
    job.refresh_from_db()
    assert unseal(job.arguments["sealed"]) == "Ann" and job.arguments["needs"] == "é"


def test_twice_changes_nothing_more(webhook: Webhook, settings: Settings) -> None:
    settings.SEALING_KEYS = [NEW, OLD]
    reseal()
    before = Webhook.objects.get(pk=webhook.pk).secret.sealed
    assert "1 with the first key, 0 sealed anew" in reseal()
    assert Webhook.objects.get(pk=webhook.pk).secret.sealed == before


def test_a_dump_of_the_database_holds_no_secret(cast: Cast, webhook: Webhook) -> None:
    found = dump()
    assert webhook.url in found, "The dump sees what is not sealed."
    assert SECRET not in found and "whsec_" not in found and SEED not in found


def test_check_counts_and_fails_while_older_keys_are_needed(
    webhook: Webhook, settings: Settings
) -> None:
    settings.SEALING_KEYS = [NEW, OLD]
    before = Webhook.objects.get(pk=webhook.pk).secret.sealed
    with pytest.raises(CommandError, match="older keys are still needed"):
        reseal("--check")
    assert Webhook.objects.get(pk=webhook.pk).secret.sealed == before
    reseal()
    assert "0 with an older key" in reseal("--check")


def test_what_no_key_opens_is_told_and_left(webhook: Webhook, settings: Settings) -> None:
    settings.SEALING_KEYS = [OTHER]
    before = Webhook.objects.get(pk=webhook.pk).secret.sealed
    with pytest.raises(CommandError, match="No key opens 4 of them"):
        reseal()
    assert Webhook.objects.get(pk=webhook.pk).secret.sealed == before


def test_a_secret_changed_in_the_meantime_stays_as_it_was_set(
    webhook: Webhook, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The site runs on: between reading and writing, an owner makes a new secret."""
    from workspaces import resealing

    settings.SEALING_KEYS = [NEW, OLD]
    real = resealing.reseal

    def slowly(sealed: str) -> str:
        Webhook.objects.filter(pk=webhook.pk).update(secret=Sealed.of("whsec_newer"))
        return real(sealed)

    monkeypatch.setattr(resealing, "reseal", slowly)
    reseal()
    assert Webhook.objects.get(pk=webhook.pk).secret.open() == "whsec_newer"


def test_a_secret_never_shows_itself(
    cast: Cast, webhook: Webhook, caplog: pytest.LogCaptureFixture
) -> None:
    """Not before it is saved, not after, not in an audit record, a log line or a form."""
    fresh = Webhook(workspace=cast.workspace, url="https://example.org/", secret=SECRET)
    for each in (fresh, Webhook.objects.get(pk=webhook.pk)):
        logging.getLogger("tests").warning("made %r %s %s", each.secret, each.secret, vars(each))
        assert SECRET not in f"{each!r} {snapshot(each)} {each.secret!r} {each.secret}"
        assert each.secret.open() == SECRET and bool(each.secret)
    change_row(access=cast.access, instance=webhook, changes={"secret": "whsec_changed"})
    assert SECRET not in caplog.text
    assert "whsec_" not in dump()
    webhook.refresh_from_db()
    assert webhook.secret.open() == "whsec_changed"


@pytest.mark.parametrize(
    ("text", "is_sealed"),
    [(SECRET, False), ("", False), (SEED, False), ("gAAAAA", False), ("gAAAAAß", False)],
)
def test_what_looks_sealed(text: str, is_sealed: bool, settings: Settings) -> None:
    assert looks_sealed(text) is is_sealed
    settings.SEALING_KEYS = [OTHER]
    assert looks_sealed(seal(text))


def test_written_and_read_back(cast: Cast, webhook: Webhook) -> None:
    """dumpdata and loaddata: sealed in the file, and sealed once only."""
    from django.core import serializers

    text = serializers.serialize("json", [webhook])
    assert SECRET not in text
    webhook.delete()
    for row in serializers.deserialize("json", text):
        row.save()
    assert Webhook.objects.get().secret.open() == SECRET
