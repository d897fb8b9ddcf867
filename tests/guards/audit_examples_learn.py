"""Examples of Learn: preparing the test that is suggested, and laying other counts beside ours."""

from django.core.files.uploadedfile import SimpleUploadedFile

from experiments.models import Experiment, Reconciliation
from messaging.models import Variant
from tests import make
from tests.guards.audit_table import Ask, Example, Scene


def suggested(scene: Scene) -> Ask:
    """A live text, an approved rival about another pain of the persona, and a goal."""
    persona = make.make_persona(scene.workspace)
    now, other = (make.make_pain(scene.workspace, persona) for _ in range(2))
    message = make.make_message(scene.workspace)
    make.make_live(message, pain=now)
    make.make_variant(message, pain=other, state=Variant.State.APPROVED)
    make.make_goal(scene.workspace)
    return Ask(data={"message": message.pk, "change": f"pain-{other.pk}"})


def experiment(scene: Scene) -> Experiment:
    return make.make_experiment(make.make_message(scene.workspace))


def export(scene: Scene) -> Ask:
    content = b"date,users\n2026-03-02,10\n2026-03-03,12\n"
    return Ask(experiment(scene), {"file": SimpleUploadedFile("ga.csv", content)})


def kept(scene: Scene) -> Ask:
    row = Reconciliation.objects.create(
        workspace=scene.workspace, experiment=experiment(scene), file_name="ga.csv"
    )
    return Ask(row)


PAGES = [
    Example("learn-next-open", "created", "experiment", suggested),
    Example("test-reconcile", "created", "reconciliation", export, again=1),
    Example("learn-reconciled-remove", "removed", "reconciliation", kept),
]
