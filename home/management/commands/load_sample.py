"""``manage.py load_sample``: somebody to sign in as, and the sample brand to look at."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from home.load_brand import load_sample
from home.sample_tests import live_through
from workspaces.access import COMMAND
from workspaces.membership import create_workspace
from workspaces.models import User, Workspace

EMAIL = "you@example.org"
PASSWORD = "a cup of tea"  # noqa: S105 -- printed below, and refused outside DEBUG
SLUG = "ladlewright"


class Command(BaseCommand):
    help = "Make the sample workspace and its sign-in, once. For a site only you can reach."

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEBUG:
            raise CommandError(
                "The sample has a password anybody can read, so it is for DEBUG=true only."
            )
        user = User.objects.filter(email=EMAIL).first()
        if user is None:
            user = User.objects.create_user(EMAIL, PASSWORD, name="You")
        if not Workspace.objects.filter(slug=SLUG).exists():
            access = create_workspace(user=user, name="Ladlewright", slug=SLUG, via=COMMAND)
            load_sample(access=access)
            live_through(access=access)
        self.stdout.write(f"Sign in as {EMAIL} with the password “{PASSWORD}”.")
