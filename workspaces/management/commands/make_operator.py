"""Make somebody with an account an operator of the site, or no operator any more."""

import logging
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from workspaces.models import User

logger = logging.getLogger("cuppa.security")


class Command(BaseCommand):
    help = "Let the person with this e-mail address use the operators' admin (/operators/)."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email")
        parser.add_argument("--no-more", action="store_true", help="take it away again")

    def handle(self, *args: Any, **options: Any) -> None:
        user = User.objects.filter(email__iexact=options["email"]).first()
        if user is None:
            raise CommandError("Nobody has this address: let them make an account first.")
        wanted = not options["no_more"]
        if User.objects.filter(pk=user.pk).exclude(is_staff=wanted).update(is_staff=wanted):
            logger.warning("user %s is %s operator now", user.pk, "an" if wanted else "no")
        if wanted:
            self.stdout.write("They find the admin at /operators/, with two-step sign-in set up.")
        else:
            self.stdout.write("They are no operator any more.")
