"""The zip file, as such: written member by member with checksums, read with suspicion. Pure."""

import hashlib
import io
import json
import re
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import IO, Any, BinaryIO

from home.data_rights.constants import (
    FORMAT_VERSION,
    LONGEST_LINE,
    MOST_MANIFEST,
    MOST_MEMBERS,
    MOST_RATIO,
    MOST_UNPACKED,
)

FORMAT = "cuppa-workspace"
MANIFEST = "manifest.json"
MEMBER = re.compile(
    r"data/[a-z_]+\.[a-z_]+\.jsonl|files/[a-z_.]+/\d{1,19}|workspace\.xlsx|README\.txt"
)
SHA256 = re.compile(r"[0-9a-f]{64}")
AT_ONCE = 64 * 1024
UNREADABLE = (
    zipfile.BadZipFile,
    zlib.error,
    OSError,
    EOFError,
    NotImplementedError,
    RuntimeError,
)
PLAIN = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
NOT_OURS = "This is no workspace export: make one under Settings, Data, and bring that zip file."
DAMAGED = "This file is damaged. Download it again and bring the new copy."


class UnusableArchiveError(ValueError):
    """The file is not taken; the message says why, to the person who brought it."""


@dataclass(frozen=True, slots=True)
class Member:
    """One file of the zip. ``rows`` is its number of lines, where it holds rows."""

    sha256: str
    rows: int | None = None


@dataclass
class Manifest:
    """What the zip says about itself; written last, read first."""

    site: str
    workspace: str
    made_at: str
    members: dict[str, Member] = field(default_factory=dict)
    version: int = FORMAT_VERSION

    def rows(self, label: str) -> int:
        member = self.members.get(f"data/{label}.jsonl")
        return (member.rows or 0) if member else 0

    def as_json(self) -> dict[str, Any]:
        return {
            "format": FORMAT,
            "version": self.version,
            "site": self.site,
            "workspace": self.workspace,
            "made_at": self.made_at,
            "files": {
                name: {"sha256": member.sha256}
                | ({} if member.rows is None else {"rows": member.rows})
                for name, member in self.members.items()
            },
        }


class ArchiveWriter:
    """Writes a zip of members, keeps a checksum of each, and ends with the manifest."""

    def __init__(self, to: BinaryIO, manifest: Manifest) -> None:
        self._zip = zipfile.ZipFile(to, "w", zipfile.ZIP_DEFLATED, compresslevel=6)
        self.manifest = manifest

    def add_rows(self, name: str, rows: Iterable[Mapping[str, Any]]) -> int:
        """One line of JSON for each row; how many there were."""
        count, digest = 0, hashlib.sha256()
        with self._zip.open(name, "w", force_zip64=True) as member:
            for row in rows:
                line = _line(row)
                digest.update(line)
                member.write(line)
                count += 1
        self.manifest.members[name] = Member(digest.hexdigest(), count)
        return count

    def add_file(self, name: str, source: IO[bytes]) -> None:
        digest = hashlib.sha256()
        with self._zip.open(name, "w", force_zip64=True) as member:
            while part := source.read(AT_ONCE):
                digest.update(part)
                member.write(part)
        self.manifest.members[name] = Member(digest.hexdigest())

    def close(self) -> None:
        text = json.dumps(self.manifest.as_json(), ensure_ascii=False, indent=1)
        self._zip.writestr(MANIFEST, text)
        self._zip.close()


def _line(row: Mapping[str, Any]) -> bytes:
    text = json.dumps(row, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return text.encode() + b"\n"


class ArchiveReader:
    """A zip that was looked through: right kind, right version, nothing in it but what it names.

    Nothing is ever unpacked to a path of the file's choosing.
    """

    def __init__(self, zipped: zipfile.ZipFile, manifest: Manifest) -> None:
        self._zip = zipped
        self.manifest = manifest

    def check(self, name: str) -> int:
        """Compare a member with its checksum; its length in bytes."""
        digest, length = hashlib.sha256(), 0
        with self._open(name) as member:
            while part := member.read(AT_ONCE):
                digest.update(part)
                length += len(part)
        if digest.hexdigest() != self.manifest.members[name].sha256:
            raise UnusableArchiveError(f"{name} is not what was exported: its checksum differs.")
        return length

    def read_rows(self, name: str) -> Iterator[dict[str, Any]]:
        """The rows of a member; refused where there are more or fewer than the manifest says."""
        if name not in self.manifest.members:
            return
        wanted = self.manifest.members[name].rows
        count = 0
        with self._open(name) as member:
            reader = io.BufferedReader(member, AT_ONCE)  # type: ignore[type-var]
            while line := reader.readline(LONGEST_LINE + 1):
                count += 1
                if len(line) > LONGEST_LINE:
                    raise UnusableArchiveError(f"{name}, line {count}: this row is too long.")
                yield _row(line, name, count)
        if count != wanted:
            raise UnusableArchiveError(f"{name} holds {count:,} rows, and should hold {wanted:,}.")

    def open_file(self, name: str) -> "IO[bytes]":
        return self._zip.open(name)

    def size(self, name: str) -> int:
        """Bytes of a member, unpacked."""
        return self._zip.getinfo(name).file_size

    def has(self, name: str) -> bool:
        return name in self.manifest.members

    @contextmanager
    def _open(self, name: str) -> Iterator[IO[bytes]]:
        try:
            with self._zip.open(name) as member:
                yield member
        except UNREADABLE as error:
            raise UnusableArchiveError(DAMAGED) from error


def _row(line: bytes, name: str, number: int) -> dict[str, Any]:
    try:
        row = json.loads(line, parse_constant=_refuse_constant)
    except (ValueError, RecursionError) as error:
        raise UnusableArchiveError(f"{name}, line {number} cannot be read.") from error
    if not isinstance(row, dict):
        raise UnusableArchiveError(f"{name}, line {number} is no row.")
    return row


def _refuse_constant(text: str) -> Any:
    raise ValueError(f"{text} is no number.")


@contextmanager
def open_archive(source: BinaryIO) -> Iterator[ArchiveReader]:
    """Look an archive through and give a reader; UnusableArchiveError says why it is refused."""
    try:
        zipped = zipfile.ZipFile(source)
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError, EOFError) as error:
        raise UnusableArchiveError(NOT_OURS) from error
    with zipped:
        infos = zipped.infolist()
        _check_members(infos)
        manifest = _read_manifest(zipped)
        present = {info.filename for info in infos} - {MANIFEST}
        if present != set(manifest.members):
            raise UnusableArchiveError(
                "What is in this file and what its manifest says are not the same. " + DAMAGED
            )
        yield ArchiveReader(zipped, manifest)


def _check_members(infos: list[zipfile.ZipInfo]) -> None:
    if len(infos) > MOST_MEMBERS:
        raise UnusableArchiveError(f"This file has {len(infos):,} parts; no workspace needs that.")
    names = [info.filename for info in infos]
    if MANIFEST not in names:
        raise UnusableArchiveError(NOT_OURS)
    if len(set(names)) != len(names):
        raise UnusableArchiveError("This file holds two parts of one name.")
    for info in infos:
        if info.filename != MANIFEST and not MEMBER.fullmatch(info.filename):
            raise UnusableArchiveError(f"“{info.filename[:80]}” is no part of a workspace export.")
        if info.flag_bits & 0x1:
            raise UnusableArchiveError("This file is protected by a password. Bring it without.")
        if info.compress_type not in PLAIN:
            raise UnusableArchiveError("This file is packed in a way we never write.")
        if info.file_size > MOST_RATIO * max(info.compress_size, 1_000):
            raise UnusableArchiveError(
                f"{info.filename} unpacks to far more than it is, as no workspace does."
            )
    if sum(info.file_size for info in infos) > MOST_UNPACKED:
        raise UnusableArchiveError(
            f"Unpacked, this file is larger than {MOST_UNPACKED // 1024**3} GB."
        )


def _read_manifest(zipped: zipfile.ZipFile) -> Manifest:
    try:
        with zipped.open(MANIFEST) as member:
            text = member.read(MOST_MANIFEST + 1)
        if len(text) > MOST_MANIFEST:
            raise UnusableArchiveError(NOT_OURS)
        found = json.loads(text)
        if found["format"] != FORMAT:
            raise UnusableArchiveError(NOT_OURS)
        version = found["version"]
        manifest = Manifest(
            site=_text(found["site"]),
            workspace=_text(found["workspace"]),
            made_at=_text(found["made_at"]),
            members={name: _member(entry) for name, entry in found["files"].items()},
            version=version,
        )
    except UnusableArchiveError:
        raise
    except Exception as error:  # whatever a stranger wrote there
        raise UnusableArchiveError(NOT_OURS) from error
    if type(version) is not int or version != FORMAT_VERSION:
        raise UnusableArchiveError(
            f"This export has format {str(version)[:20]}, and this site reads {FORMAT_VERSION}. "
            "Bring the site up to date, or export again from one as new as this."
        )
    return manifest


def _member(entry: Any) -> Member:
    rows = entry.get("rows")
    if rows is not None and (type(rows) is not int or not 0 <= rows < 10**12):
        raise ValueError("rows is a count")
    if not SHA256.fullmatch(entry["sha256"]):
        raise ValueError("sha256 is no checksum")
    return Member(entry["sha256"], rows)


def _text(value: Any) -> str:
    if not isinstance(value, str) or len(value) > 200:
        raise ValueError("no short text")
    return value
