"""What can be a logo: told by its bytes, never by its name, and never decoded."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from messaging.share_settings_logo import MOST_BYTES, Logo, LogoRefusedError, read_logo
from tests.pictures import jpeg, png


def test_it_works() -> None:
    assert read_logo(png(400, 120)) == Logo("png", 400, 120)
    assert read_logo(jpeg(400, 120)) == Logo("jpg", 400, 120)
    assert read_logo(jpeg(400, 120)).content_type == "image/jpeg"


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "no PNG and no JPEG"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'><script>1</script></svg>", "no PNG"),
        (b"GIF89a" + b"\0" * 40, "no PNG"),
        (b"\x89PNG\r\n\x1a\n<script>alert(1)</script>", "damaged"),
        (png(40, 40)[:40], "damaged"),
        (b"\xff\xd8\xff\xe0\x00", "damaged"),
        (b"\xff\xd8\xff\xe0\x00\x00" + b"\0" * 40, "damaged"),
        (jpeg(40, 40)[:18], "damaged"),
        (png(8, 40), "8 × 40 pixels"),
        (png(5_000, 20), "16 to 4,000"),
        (jpeg(0, 40), "0 × 40 pixels"),
        (png(40, 40) + b"\0" * MOST_BYTES, "larger than 1 MB"),
    ],
    ids=range(12),
)
def test_what_is_none_is_refused_plainly(content: bytes, says: str) -> None:
    with pytest.raises(LogoRefusedError, match=says):
        read_logo(content)


@given(st.binary(max_size=300), st.sampled_from([b"", b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff"]))
def test_any_bytes_are_read_or_refused(tail: bytes, head: bytes) -> None:
    try:
        logo = read_logo(head + tail)
    except LogoRefusedError:
        return
    assert 16 <= logo.width <= 4_000
