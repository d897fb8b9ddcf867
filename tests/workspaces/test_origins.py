"""Origins are kept as browsers write them."""

import pytest

from workspaces.origins import OriginError, read_origin


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("https://shop.example", "https://shop.example"),
        (" HTTPS://Shop.Example/ ", "https://shop.example"),
        ("https://shop.example:443", "https://shop.example"),
        ("http://shop.example:80", "http://shop.example"),
        ("https://shop.example:8443", "https://shop.example:8443"),
        ("http://localhost:3000", "http://localhost:3000"),
        ("http://127.0.0.1:5173", "http://127.0.0.1:5173"),
        ("http://[0:0::1]:3000", "http://[::1]:3000"),
        ("https://müller.example", "https://xn--mller-kva.example"),
    ],
)
def test_it_works(written: str, kept: str) -> None:
    assert read_origin(written) == kept
    assert read_origin(kept) == kept


@pytest.mark.parametrize(
    "written",
    [
        "shop.example",
        "https:shop.example",
        "//shop.example",
        "ftp://shop.example",
        "javascript:alert(1)",
        "null",
        "*",
        "https://*.shop.example",
        "https://shop.example/prices",
        "https://shop.example?a=b",
        "https://shop.example/?",
        "https://shop.example#top",
        "https://tea:time@shop.example",
        "https://shop.example.",
        "https://",
        "https://:443",
        "https://shop..example",
        "https://shop.example:99999",
        "https://shop.example:port",
        "https://shop example",
        "https://shop.example\thttps://evil.example",
        "https://[::1",
        "https://[::zz]",
        "https://" + "a" * 64 + ".example",
        "https://" + "a." * 130 + "example",
        "https://shop,example",
    ],
)
def test_anything_else_is_refused_with_a_reason(written: str) -> None:
    with pytest.raises(OriginError) as refused:
        read_origin(written)
    assert len(str(refused.value)) > 20
