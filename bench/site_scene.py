"""Fill an empty database for a benchmark and print what is in it, one line."""

import django

django.setup()

from experiments.drafting import create_experiment  # noqa: E402
from experiments.goals import create_goal  # noqa: E402
from experiments.lifecycle import start_experiment  # noqa: E402
from messaging.models import Variant  # noqa: E402
from messaging.placing import create_placement  # noqa: E402
from messaging.publishing import set_live  # noqa: E402
from workspaces.keys import create_key  # noqa: E402
from workspaces.membership import create_workspace  # noqa: E402
from workspaces.models import ApiKey, User  # noqa: E402

PARTS = {
    "headline": "Sundays are not for receipts",
    "subline": "Close the books by the third and keep the weekend.",
    "button": "See how",
}


def main() -> None:
    user = User.objects.create_user("bench@example.org", "not used to sign in")
    access = create_workspace(user=user, name="Bench")
    for number in range(20):
        place = create_placement(
            access=access, key=f"place-{number}", name=f"Place {number}", channel="web_hero"
        )
        message = place.messages.get()
        variants = [
            Variant.objects.create(
                workspace=access.workspace,
                message=message,
                key=f"variant-{number}-{arm}",
                parts=PARTS,
                state=Variant.State.APPROVED,
            )
            for arm in range(2)
        ]
        set_live(access=access, message=message, variant=variants[0])
    goal = create_goal(access=access, key="signup", name="Sign-ups")
    experiment = create_experiment(
        access=access, message=message, name="Bench", goal=goal, variants=variants[1:]
    )
    start_experiment(access=access, experiment=experiment)
    _, secret = create_key(access=access, name="secret", kind=ApiKey.Kind.SECRET)
    _, publishable = create_key(access=access, name="web", kind=ApiKey.Kind.PUBLISHABLE)
    _, quiet = create_key(access=access, name="quiet", kind=ApiKey.Kind.SECRET)
    print(secret, publishable, place.key, experiment.key, variants[1].key, goal.key, quiet)


if __name__ == "__main__":
    main()
