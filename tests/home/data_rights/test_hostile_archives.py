"""A zip from a stranger: refused with a plain reason, and nothing of it stays."""

import hashlib
import io
import json
import zipfile
from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile

from home.data_rights import archive
from home.data_rights.archive import UnusableArchiveError, open_archive
from home.data_rights.bring_workspace import keep_upload
from home.data_rights.portable import brought
from personas.models import EvidenceImport
from tests import make
from tests.conftest import Cast
from tests.home.data_rights import scenes
from workspaces.models import Job, Membership, Workspace

Rows = dict[str, list[dict[str, Any]]]


@pytest.fixture
def small(cast: Cast) -> bytes:
    """An export of a workspace with little in it, but of many kinds."""
    workspace = cast.workspace
    experiment = make.make_experiment(make.make_message(workspace))
    variant = experiment.arms.first().variant
    make.make_variant(variant.message, derived_from=variant, parts={"headline": "Later"})
    make.make_evidence(workspace, make.make_pain(workspace))
    EvidenceImport.objects.create(workspace=workspace, token="t" * 32, file_name="../../x.csv")
    return scenes.zip_of(scenes.export(cast.access))


def packed(
    content: bytes,
    change: Callable[[Rows], object] = lambda rows: None,
    manifest: Callable[[dict[str, Any]], object] = lambda manifest: None,
    extra: dict[str, bytes] | None = None,
) -> bytes:
    """The archive packed anew with rows or manifest changed, its checksums right."""
    rows = scenes.rows(content)
    change(rows)
    with zipfile.ZipFile(io.BytesIO(content)) as old:
        members = {name: old.read(name) for name in old.namelist()}
    told = json.loads(members.pop("manifest.json"))
    for label, found in rows.items():
        text = "".join(json.dumps(row) + "\n" for row in found)
        name = f"data/{label}.jsonl"
        members[name] = text.encode()
        told["files"][name] = {
            "sha256": hashlib.sha256(members[name]).hexdigest(),
            "rows": len(found),
        }
    manifest(told)
    to = io.BytesIO()
    with zipfile.ZipFile(to, "w", zipfile.ZIP_DEFLATED) as new:
        for name, data in (members | (extra or {})).items():
            new.writestr(name, data)
        new.writestr("manifest.json", json.dumps(told))
    return to.getvalue()


def refused_at_once(content: bytes) -> str:
    with pytest.raises(UnusableArchiveError) as refused, open_archive(io.BytesIO(content)):
        pass
    return str(refused.value)


def refused_by_the_job(cast: Cast, content: bytes) -> str:
    before = set(Workspace.objects.values_list("pk", flat=True))
    job = scenes.bring(cast.owner, content)
    assert job.state == Job.State.FAILED, "It should have been refused."
    assert job.error.startswith("Nothing was brought. "), job.error
    (left,) = Workspace.objects.exclude(pk__in=before)
    assert left.archived_at is not None
    assert left.delete_after is not None
    assert not Membership.objects.filter(workspace=left).exists()
    for portable in brought():
        assert not portable.model._default_manager.filter(workspace=left).exists()
    assert not default_storage.exists(f"evidence/{left.pk}")
    return job.error.removeprefix("Nothing was brought. ")


def test_it_works(cast: Cast, small: bytes) -> None:
    """What is packed anew without a change is taken: the refusals below are for their changes."""
    assert scenes.bring(cast.owner, packed(small)).state == Job.State.DONE


def change_manifest(name: str, value: object) -> Callable[[dict[str, Any]], object]:
    return lambda manifest: manifest.__setitem__(name, value)


@pytest.mark.parametrize(
    ("manifest", "extra", "reason"),
    [
        (change_manifest("version", 2), {}, "format 2"),
        (change_manifest("version", True), {}, "format True"),
        (change_manifest("format", "zip"), {}, "no workspace export"),
        (change_manifest("files", []), {}, "no workspace export"),
        (change_manifest("workspace", 7), {}, "no workspace export"),
        (change_manifest("files", {}), {}, "not the same"),
        (lambda _: None, {"../../etc/passwd": b"x"}, "no part of a workspace export"),
        (lambda _: None, {"/data/x.y.jsonl": b"x"}, "no part of a workspace export"),
        (lambda _: None, {"data/evil.model.jsonl": b"x"}, "not the same"),
        (lambda _: None, {"files/personas.evidenceimport/77": b"0" * 9_000_000}, "unpacks to far"),
    ],
)
def test_the_file_as_such(
    small: bytes,
    manifest: Callable[[dict[str, Any]], object],
    extra: dict[str, bytes],
    reason: str,
) -> None:
    assert reason in refused_at_once(packed(small, manifest=manifest, extra=extra))


def test_what_is_no_zip_or_too_much(small: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "no workspace export" in refused_at_once(b"PK\x03\x04 nonsense")
    assert "no workspace export" in refused_at_once(b"")
    assert "no workspace export" in refused_at_once(small[: len(small) // 2])
    monkeypatch.setattr(archive, "MOST_MEMBERS", 5)
    assert "no workspace needs that" in refused_at_once(small)
    monkeypatch.undo()
    monkeypatch.setattr(archive, "MOST_UNPACKED", 1_000)
    assert "larger than" in refused_at_once(small)


def claim_many(manifest: dict[str, Any]) -> None:
    manifest["files"]["data/personas.persona.jsonl"]["rows"] = 10**6


def wrong_sum(manifest: dict[str, Any]) -> None:
    manifest["files"]["data/personas.persona.jsonl"]["sha256"] = "0" * 64


@pytest.mark.parametrize(
    ("manifest", "reason"), [(claim_many, "should hold 1,000,000"), (wrong_sum, "checksum differs")]
)
def test_what_the_manifest_says_must_be_so(
    cast: Cast, small: bytes, manifest: Callable[[dict[str, Any]], object], reason: str
) -> None:
    assert reason in refused_by_the_job(cast, packed(small, manifest=manifest))


def put(label: str, name: str, value: object) -> Callable[[Rows], object]:
    return lambda rows: rows[label][0].__setitem__(name, value)


def twice(rows: Rows) -> None:
    rows["personas.persona"].append(rows["personas.persona"][0] | {"#": 999_999})


def same_number(rows: Rows) -> None:
    rows["personas.persona"].append(rows["personas.persona"][0] | {"key": "other"})


def unknown_column(rows: Rows) -> None:
    rows["personas.persona"][0]["workspace"] = 1


def missing_column(rows: Rows) -> None:
    del rows["personas.persona"][0]["key"]


def foreign_live(rows: Rows) -> None:
    rows["messaging.message"][0]["live_variant"] = 999_999


def live_draft(rows: Rows) -> None:
    for row in rows["messaging.variant"]:
        row["state"] = "draft"


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (put("personas.painpoint", "persona", 999_999), "not in the file"),
        (put("personas.painpoint", "persona", "1"), "not in the file"),
        (put("personas.painpoint", "persona", None), "may not be empty"),
        (put("personas.painpoint", "severity", 9), "severity"),
        (put("personas.painpoint", "severity", True), "no whole number"),
        (put("personas.painpoint", "severity", 2**70), "too large"),
        (put("personas.painpoint", "title", 5), "no text"),
        (put("personas.painpoint", "title", "x" * 121), "longer than 120"),
        (put("personas.painpoint", "title", "nul\x00"), "no text has"),
        (put("personas.painpoint", "title", "\ud800"), "half a character"),
        (put("personas.painpoint", "created_at", "yesterday"), "no moment"),
        (put("personas.painpoint", "created_at", "2026-01-01T00:00:00"), "time zone"),
        (put("personas.persona", "key", "Not A Key!"), "small letters"),
        (put("personas.persona", "goals", {"a": 1}), "no list of texts"),
        (put("personas.evidence", "source", "telepathy"), "none of the values"),
        (put("personas.evidence", "link", "javascript:alert(1)"), "URL"),
        (put("personas.evidence", "may_quote", "yes"), "neither true nor false"),
        (put("personas.evidenceimport", "file", "../../etc/passwd"), "another file"),
        (put("messaging.placement", "channel", "telegraph"), "a channel this site"),
        (put("messaging.variant", "parts", [["x"]]), "parts of a text"),
        (put("experiments.experiment", "alpha", 7.5), "between 0 and 1"),
        (put("experiments.experiment", "namespace", ["a"]), "no namespace"),
        (put("experiments.experiment", "time_zone", "Mars/Olympus"), "no time zone"),
        (put("workspaces.workspace", "time_zone", "Mars/Olympus"), "no time zone"),
        (put("workspaces.workspace", "#", "1"), "no number"),
        (twice, "there twice"),
        (same_number, "another row has"),
        (unknown_column, "missing or unknown: workspace"),
        (missing_column, "missing or unknown: key"),
        (foreign_live, "not in the file"),
        (live_draft, "not theirs"),
        (lambda rows: rows["workspaces.workspace"].clear(), "exactly one workspace"),
    ],
)
def test_rows_that_do_not_fit(
    cast: Cast, small: bytes, change: Callable[[Rows], object], reason: str
) -> None:
    assert reason in refused_by_the_job(cast, packed(small, change))


def test_a_number_of_another_workspace_leads_nowhere(cast: Cast, small: bytes) -> None:
    """Ids in a file are its own: one that is a row of somebody here is no way to it."""
    other = make.make_persona(cast.other.workspace, pk=987_654)
    content = packed(small, put("personas.painpoint", "persona", other.pk))
    assert "not in the file" in refused_by_the_job(cast, content)


def test_a_lie_about_sizes_is_found(small: bytes) -> None:
    """A member that says it is small and is not: its checksum cannot be right."""
    lie = bytearray(packed(small, extra={}))
    with zipfile.ZipFile(io.BytesIO(bytes(lie))) as zipped:
        info = zipped.getinfo("data/personas.persona.jsonl")
    place = lie.rfind(b"data/personas.persona.jsonl") - 46 + 24
    lie[place : place + 4] = (info.file_size - 9).to_bytes(4, "little")
    with (
        open_archive(io.BytesIO(bytes(lie))) as reader,
        pytest.raises(UnusableArchiveError, match=r"damaged|checksum"),
    ):
        reader.check("data/personas.persona.jsonl")


def test_an_upload_is_its_persons_own(cast: Cast, small: bytes) -> None:
    token = keep_upload(user=cast.owner, upload=SimpleUploadedFile("w.zip", small))
    assert cast.client(cast.owner).get(f"/workspaces/bring/{token}/").status_code == 200
    outsider = cast.client(cast.outsider)
    assert outsider.get(f"/workspaces/bring/{token}/").status_code == 404
    assert outsider.post(f"/workspaces/bring/{token}/", {"name": "x"}).status_code == 404
    assert outsider.get("/workspaces/bring/not-a-token/").status_code == 404
