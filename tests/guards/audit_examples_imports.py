"""Examples of importing quotes, on pages and over REST."""

from django.core.files.uploadedfile import SimpleUploadedFile

from personas.import_apply import apply_import
from personas.import_evidence import start_import, start_paste
from personas.listening.header_names import fingerprint
from personas.models import EvidenceImport, RememberedColumns
from tests.guards.audit_table import Ask, Example, Scene
from workspaces.models import Job

PASTED = "I lost my Sunday to receipts.\n\nNobody told me the price."
TALK = "Tom: What broke?\nAnna: The oven, twice.\nTom: And then?\nAnna: I called them.\n"
SAID = {"source": "review", "customer_status": "unknown"}
TABLE = b"quote,said\nI lost my Sunday to receipts.,soon\n"


def a_file() -> SimpleUploadedFile:
    return SimpleUploadedFile("q.csv", TABLE)


def open_import(scene: Scene) -> EvidenceImport:
    return start_paste(access=scene.access, text=PASTED, persona=None, defaults={})


def open_talk(scene: Scene) -> EvidenceImport:
    return start_paste(access=scene.access, text=TALK)


def applied_import(scene: Scene) -> EvidenceImport:
    return apply_import(access=scene.access, batch=open_import(scene))


def at_work(scene: Scene, state: str) -> EvidenceImport:
    """A job waits to go on with it."""
    batch = open_import(scene)
    batch.job = Job.objects.create(workspace=scene.workspace, kind="test", state=state)
    batch.state = EvidenceImport.State.APPLYING
    batch.save()
    return batch


def known_columns(scene: Scene) -> EvidenceImport:
    """A file whose columns were said before."""
    batch = start_import(access=scene.access, file_name="q.csv", content=TABLE)
    RememberedColumns.objects.create(
        workspace=scene.workspace, fingerprint=fingerprint(["quote", "said"]), name="q.csv"
    )
    return batch


PAGES = [
    Example(
        "listen-import-upload",
        "uploaded",
        "evidenceimport",
        lambda scene: Ask(data={"file": a_file()}),
        again=1,
    ),
    Example(
        "listen-import-paste",
        "uploaded",
        "evidenceimport",
        lambda scene: Ask(data=SAID | {"text": PASTED}),
        again=1,
    ),
    Example(
        "listen-import-mended",
        "uploaded",
        "evidenceimport",
        lambda scene: Ask(open_import(scene), {"file": a_file()}),
        again=1,
    ),
    Example(
        "listen-import-columns",
        "columns chosen",
        "evidenceimport",
        lambda scene: Ask(open_import(scene), SAID | {"column_0": "text"}),
    ),
    Example(
        "listen-import-speakers",
        "speakers chosen",
        "evidenceimport",
        lambda scene: Ask(open_talk(scene), SAID | {"speakers": "Tom"}),
    ),
    Example(
        "listen-import-forget",
        "columns forgotten",
        "evidenceimport",
        lambda scene: Ask(known_columns(scene)),
    ),
    Example(
        "listen-import-masking",
        "masking chosen",
        "evidenceimport",
        lambda scene: Ask(open_import(scene), {"masking": "keep"}),
    ),
    Example(
        "listen-import-mend",
        "row mended",
        "evidenceimport",
        lambda scene: Ask(open_import(scene), {"field": "text", "value": "Mended."}, {"number": 1}),
    ),
    Example(
        "listen-import-apply",
        "imported",
        "evidenceimport",
        lambda scene: Ask(open_import(scene)),
        via="import",
    ),
    Example(
        "listen-import-stop",
        "cancelled",
        "job",
        lambda scene: Ask(at_work(scene, Job.State.QUEUED)),
    ),
    Example(
        "listen-import-go-on",
        "queued",
        "job",
        lambda scene: Ask(at_work(scene, Job.State.CANCELLED)),
    ),
    Example(
        "listen-import-discard",
        "discarded",
        "evidenceimport",
        lambda scene: Ask(open_import(scene)),
    ),
    Example(
        "listen-import-undo",
        "import undone",
        "evidenceimport",
        lambda scene: Ask(applied_import(scene)),
    ),
]
REST = [
    Example(
        "api-import-list",
        "uploaded",
        "evidenceimport",
        lambda scene: Ask(data={"text": PASTED}),
        again=1,
    ),
    Example(
        "api-import-detail",
        "masking chosen",
        "evidenceimport",
        lambda scene: Ask(open_import(scene), {"masking": "keep"}),
        method="PATCH",
    ),
    Example(
        "api-import-mend",
        "row mended",
        "evidenceimport",
        lambda scene: Ask(open_import(scene), {"values": {"text": "Mended."}}, {"number": 1}),
    ),
    Example(
        "api-import-apply",
        "imported",
        "evidenceimport",
        lambda scene: Ask(open_import(scene)),
        via="import",
    ),
    Example(
        "api-import-go-on",
        "queued",
        "job",
        lambda scene: Ask(at_work(scene, Job.State.CANCELLED)),
    ),
    Example(
        "api-import-discard",
        "discarded",
        "evidenceimport",
        lambda scene: Ask(open_import(scene)),
    ),
    Example(
        "api-import-undo",
        "import undone",
        "evidenceimport",
        lambda scene: Ask(applied_import(scene)),
    ),
]
