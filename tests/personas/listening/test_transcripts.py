"""Who said what is read from subtitles, documents and text with names, or the file is refused."""

import io
import zipfile
from html import escape

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from personas.listening.reading import begin_to_read
from personas.listening.sentences import LONGEST_QUOTE, in_quotes
from personas.listening.speakers import is_listening, likely_customers, speakers_of
from personas.listening.tables import Row, UnreadableFileError
from personas.listening.transcript_docx import NAMESPACES
from personas.listening.transcripts import HEADER, TRANSCRIPT, quotes_by
from tests.personas.listening.test_reading import outcome

Talk = list[tuple[str, str]]
TALK: Talk = [
    ("Tom Baker", "What happened that made you look?"),
    ("Anna Smith", "I lost a whole Sunday to receipts."),
    ("Tom Baker", "That must have been hard to bear."),
    ("Anna Smith", "Nobody told me the price would double."),
]


def read(content: bytes, name: str) -> tuple[str, list[Row]]:
    reading = begin_to_read(io.BytesIO(content), name)
    rows = list(reading.rows())
    return reading.facts.kind, rows


def said(rows: list[Row]) -> Talk:
    return [(row.cells[0], row.cells[1]) for row in rows]


def vtt(talk: Talk) -> bytes:
    cues = [
        f"{n}\n00:00:{n:02}.000 --> 00:00:{n + 1:02}.000 align:start\n"
        f"<v {name}>{escape(text, quote=False)}</v>\n"
        for n, (name, text) in enumerate(talk)
    ]
    return "\n".join(["WEBVTT - a talk\n", "NOTE\nnothing said\n", *cues]).encode()


def srt(talk: Talk) -> bytes:
    cues = [
        f"{n}\r\n00:00:{n:02},000 --> 00:00:{n + 1:02},000\r\n{name}: {text}\r\n"
        for n, (name, text) in enumerate(talk, start=1)
    ]
    return "\r\n".join(cues).encode()


def labelled(talk: Talk) -> bytes:
    return "\n".join(
        f"[00:00:{n:02}] {name}: {text}" for n, (name, text) in enumerate(talk)
    ).encode()


def headed(talk: Talk) -> bytes:
    return "\n\n".join(f"{name}  0:{n:02}\n{text}" for n, (name, text) in enumerate(talk)).encode()


def document(body: str, **members: bytes) -> bytes:
    space = NAMESPACES[0].strip("{}")
    xml = f'<?xml version="1.0"?><w:document xmlns:w="{space}"><w:body>{body}</w:body></w:document>'
    stored = io.BytesIO()
    with zipfile.ZipFile(stored, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in ({"word/document.xml": xml.encode()} | members).items():
            archive.writestr(name, content)
    return stored.getvalue()


def docx(talk: Talk) -> bytes:
    return document(
        "".join(
            f"<w:p><w:r><w:t>{name}</w:t><w:tab/><w:t>0:{n:02}</w:t><w:br/></w:r>"
            f"<w:r><w:t>{escape(text)}</w:t></w:r></w:p>"
            for n, (name, text) in enumerate(talk)
        )
    )


def table(talk: Talk) -> bytes:
    rows = "".join(
        "<w:tr>"
        + "".join(f"<w:tc><w:p><w:t>{escape(cell)}</w:t></w:p></w:tc>" for cell in row)
        + "</w:tr>"
        for row in talk
    )
    return document(f"<w:tbl>{rows}</w:tbl>")


WAYS = [
    (vtt, "a.vtt"),
    (srt, "a.srt"),
    (labelled, "a.txt"),
    (headed, "a.txt"),
    (docx, "a.docx"),
    (table, "a.docx"),
]


@pytest.mark.parametrize(("write", "name"), WAYS)
def test_it_works(write: object, name: str) -> None:
    kind, rows = read(write(TALK), name)  # type: ignore[operator]
    assert kind == TRANSCRIPT
    assert said(rows) == TALK
    assert rows[1].cells[HEADER.index("Question")] == TALK[0][1]
    assert rows[1].cells[HEADER.index("Asked")] == "yes"
    assert rows[3].cells[HEADER.index("Asked")] == ""
    assert likely_customers(speakers_of(rows)) == ["Anna Smith"]
    assert said(list(quotes_by(rows, ["Anna Smith"]))) == [TALK[1], TALK[3]]


WORD = st.text(st.sampled_from("abcdefghijklmnopqrstuvwxyzäéß&'"), min_size=5, max_size=12)
SENTENCE = st.lists(WORD, min_size=3, max_size=12).map(lambda words: " ".join(words) + ".")


@settings(max_examples=40, deadline=None)
@given(st.lists(SENTENCE, min_size=4, max_size=8), st.sampled_from(WAYS))
def test_whatever_is_said_reads_back(texts: list[str], way: tuple[object, str]) -> None:
    names = ("Tom Baker", "Anna Smith")
    talk = [(names[n % 2], f"S{text}") for n, text in enumerate(texts)]
    write, name = way
    assert said(read(write(talk), name)[1]) == talk  # type: ignore[operator]


@settings(max_examples=100, deadline=None)
@given(st.binary(max_size=300), st.sampled_from([vtt, srt, labelled, docx]), st.integers(0, 900))
def test_any_damage_is_read_or_refused(damage: bytes, write: object, place: int) -> None:
    whole = write(TALK)  # type: ignore[operator]
    place %= len(whole)
    name = "a.docx" if write is docx else "a.txt"
    rows, reason = outcome(whole[:place] + damage + whole[place + len(damage) :], name)
    assert bool(rows) != reason.endswith(".")


def test_a_nod_breaks_no_turn_and_is_no_quote() -> None:
    talk = [*TALK[:2], ("Tom Baker", "Mm-hm."), ("Anna Smith", "Then I left."), TALK[2]]
    rows = read(vtt(talk), "a.vtt")[1]
    assert rows[1].cells[1] == "I lost a whole Sunday to receipts. Then I left."
    assert said(rows)[2] == ("Tom Baker", "Mm-hm.")
    (tom, _) = speakers_of(rows)
    assert (tom.turns, tom.listening) == (2, 1)
    assert is_listening("Yeah, yeah. I see.")
    assert not is_listening("No idea why it broke")


def test_a_long_turn_is_cut_between_sentences() -> None:
    sentence = "It took me a whole day to find out what had gone wrong with it again. "
    quotes = list(in_quotes(sentence * 40))
    assert all(len(quote) <= LONGEST_QUOTE and quote.endswith("again.") for quote in quotes)
    assert " ".join(quotes) == (sentence * 40).strip()


def test_names_of_speakers_are_taken_out_and_kept_apart() -> None:
    talk = [
        ("Tom", "Anna, what broke?"),
        ("Anna", "I told Tom Will he come?"),
        ("Tom", "So it is."),
    ]
    first, second, _ = read(labelled(talk), "call.txt")[1]
    assert first.cells[1] == "[name], what broke?"
    assert second.cells[1] == "I told [name] Will he come?"
    assert second.cells[HEADER.index("Person")] == "Anna (call.txt)"
    assert read(labelled(TALK), "call.txt")[1][1].cells[-1] == "Anna Smith"


@pytest.mark.parametrize(
    "text",
    [
        "I lost my Sunday to receipts.\n\nNobody told me: it doubled.\n",
        "Note: it broke\nNote: again\nNote: and again\n",
        "https://a.example\nhttps://b.example\nhttps://c.example",
    ],
)
def test_a_list_of_quotes_is_no_transcript(text: str) -> None:
    assert read(text.encode(), "Pasted quotes.txt")[0] == "paste"


def test_a_document_of_quotes_has_one_a_paragraph() -> None:
    kind, rows = read(
        document("<w:p><w:t>I waited.</w:t></w:p><w:p><w:t>It broke.</w:t></w:p>"), "q.docx"
    )
    assert kind == "paste"
    assert [row.cells for row in rows] == [("I waited.",), ("It broke.",)]


BOMB = b" " * (65 * 2**20)


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (document("", **{"word/vbaProject.bin": b"x"}), "macros"),
        (document("", **{"word/styles.xml": b'<!DOCTYPE a [<!ENTITY b "c">]><a/>'}), "type decl"),
        (document("", **{"word/styles.xml": BOMB}), "larger than"),
        (document("")[:-40], "damaged"),
        (document("<w:p>"), "damaged"),
        (document(""), "nothing to import"),
        (
            document(
                "",
                **{
                    "word/document.xml": '<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]>'
                    "<a>&b;</a>".encode("utf-16")
                },
            ),
            "type declarations",
        ),
    ],
)
def test_a_hostile_document_is_refused(content: bytes, reason: str) -> None:
    with pytest.raises(UnreadableFileError, match=reason):
        read(content, "a.docx")


def test_too_many_names_are_no_talk() -> None:
    talk = [(f"Person {chr(65 + n % 26)}{chr(65 + n // 26)}", "I waited.") for n in range(80)]
    with pytest.raises(UnreadableFileError, match="more than 60"):
        read(labelled(talk), "a.txt")
