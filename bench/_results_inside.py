"""Within one process and one database: a page's results of one test, and a list of 1,000.

Run by bench/results.py in an environment of its own.
"""

import math
from datetime import timedelta

import django

django.setup()

from django.core.management import call_command  # noqa: E402
from django.utils import timezone  # noqa: E402

from bench.results import best, marked  # noqa: E402
from bench.tables import row  # noqa: E402
from experiments.headlines import headlines_of  # noqa: E402
from experiments.models import Arm, Experiment, ExperimentGoal, Goal, Look, Phase  # noqa: E402
from experiments.results import results_of  # noqa: E402
from experiments.stats.readings import Carried, Design  # noqa: E402
from experiments.stats.verdict import analyse  # noqa: E402
from experiments.totals import counts_of  # noqa: E402
from messaging.models import Variant  # noqa: E402
from messaging.placing import create_placement  # noqa: E402
from workspaces.access import Access  # noqa: E402
from workspaces.membership import create_workspace  # noqa: E402
from workspaces.models import User  # noqa: E402

TESTS, ARMS, GOALS, LOOKS = 1_000, 4, 3, 30


def analysis_of(design: Design, totals: dict, keys: list[str], carried: dict) -> dict:
    """As experiments/looks.py keeps it."""
    goals = {}
    for number, key in enumerate(keys):
        reading, state = analyse(design, counts_of(totals, key), carried.get(key))
        carried[key] = state
        role = "primary" if number == 0 else "guardrail"
        goals[key] = {"role": role, "name": key, **reading.as_json()}
    first = goals[keys[0]]
    lifts = [arm["lift"] for arm in first["arms"]]
    line = {
        "visitors": sum(totals["phases"][0]["n"]),
        "arms": [[lift["low"], lift["point"], lift["high"]] for lift in lifts],
    }
    return {
        "goal": keys[0],
        "verdict": first["verdict"],
        "winner": first["arm"],
        "sentence": first["sentence"],
        "srm_alarm": False,
        "days_needed": first["days_needed"],
        "line": line,
        "goals": goals,
    }


def fill(access: Access) -> list[int]:
    """1,000 tests of 4 arms and 3 goals with a look each; the first with 30."""
    workspace = access.workspace
    place = create_placement(access=access, key="place", name="Place", channel="web_hero")
    message = place.messages.get()
    goals = [
        Goal.objects.create(workspace=workspace, key=f"goal-{i}", name=f"goal {i}")
        for i in range(GOALS)
    ]
    variants = [
        Variant.objects.create(workspace=workspace, message=message, key=f"v{i}", parts={})
        for i in range(ARMS)
    ]
    known = {"workspace": workspace, "message": message, "state": "stopped"}
    tests = Experiment.objects.bulk_create(
        Experiment(key=f"test-{i}", name=f"Test {i}", started_at=timezone.now(), **known)
        for i in range(TESTS)
    )
    roles = ("primary", "guardrail", "secondary")
    ExperimentGoal.objects.bulk_create(
        ExperimentGoal(workspace=workspace, experiment=test, goal=goal, role=role)
        for test in tests
        for goal, role in zip(goals, roles, strict=True)
    )
    Arm.objects.bulk_create(
        Arm(workspace=workspace, experiment=test, variant=variant, position=position)
        for test in tests
        for position, variant in enumerate(variants)
    )
    Phase.objects.bulk_create(
        Phase(
            workspace=workspace,
            experiment=test,
            number=1,
            weights=[1 / ARMS] * ARMS,
            started_at=timezone.now(),
        )
        for test in tests
    )
    design = Design(arms=tuple(f"arm {i}" for i in range(ARMS)))
    keys = [goal.key for goal in goals]
    looks = []
    for number, test in enumerate(tests):
        carried: dict[str, Carried] = {}
        for step in range(LOOKS if number == 0 else 1):
            size = 5_000 * (step + 1)
            cells = [[round(size * (0.1 + 0.002 * arm)), 0.0, 0.0] for arm in range(ARMS)]
            phase = {"number": 1, "weights": [1 / ARMS] * ARMS, "crossed": 0, "n": [size] * ARMS}
            totals = {"phases": [phase | {"goals": dict.fromkeys(keys, cells)}], "simulated": False}
            taken = timezone.now() + timedelta(hours=step)
            analysis = analysis_of(design, totals, keys, carried)
            looks.append(
                Look(
                    workspace=workspace,
                    experiment=test,
                    taken_at=taken,
                    totals=totals,
                    analysis=analysis,
                )
            )
    Look.objects.bulk_create(looks, batch_size=100)
    return [test.pk for test in tests]


def main() -> None:
    call_command("migrate", verbosity=0)
    user = User.objects.create(email="bench@example.org")
    access = create_workspace(user=user, name="bench", slug="bench")
    workspace = access.workspace
    ids = fill(access)
    one = Experiment.objects.get(pk=ids[0])

    def rows_of_one() -> None:
        look = Look.objects.filter(workspace_id=workspace.pk, experiment=one).latest()
        list(Arm.objects.filter(workspace_id=workspace.pk, experiment=one))
        assert look.analysis

    def rows_of_all() -> None:
        rows = Look.objects.filter(workspace_id=workspace.pk).values_list(
            "experiment_id", "analysis__verdict", "analysis__sentence"
        )
        assert len(rows) >= TESTS

    row("shown", "ours, ms", "rows alone", "times", "")
    for name, ours, theirs, times, target in (
        (f"1 x {ARMS} x {GOALS}", lambda: results_of(one), rows_of_one, 20, math.inf),
        (
            f"list of {TESTS:,}",
            lambda: headlines_of(workspace_id=workspace.pk, experiments=ids),
            rows_of_all,
            2,
            0.5,
        ),
    ):
        mine, other = best(ours, times), best(theirs, times)
        mark = "-" if target == math.inf else marked(mine, target)
        row(name, f"{mine * 1e3:.2f}", f"{other * 1e3:.2f}", f"{other / mine:.2f}", mark)


if __name__ == "__main__":
    main()
