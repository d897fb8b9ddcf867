"""The elements of a page: what they are called here, which stand in a line, which are left out."""

from typing import Final

LEFT_OUT = frozenset(
    [
        "script",
        "style",
        "noscript",
        "template",
        "svg",
        "math",
        "nav",
        "footer",
        "iframe",
        "object",
        "select",
        "option",
        "canvas",
        "video",
        "audio",
        "textarea",
        "dialog",
        "menu",
    ]
)
BLOCKS: Final = {
    "title": "Title",
    **{f"h{level}": f"Heading {level}" for level in range(1, 7)},
    "p": "Paragraph",
    "li": "List item",
    "button": "Button",
    "summary": "Heading 3",
    "blockquote": "Quote",
    "figcaption": "Caption",
    "caption": "Caption",
    "dt": "List item",
    "dd": "List item",
    "td": "Table cell",
    "th": "Table cell",
    "label": "Label",
    "div": "Text",
    "section": "Text",
    "article": "Text",
    "main": "Text",
    "header": "Text",
    "aside": "Text",
    "form": "Text",
    "ul": "Text",
    "ol": "Text",
    "dl": "Text",
    "table": "Text",
    "tr": "Text",
    "figure": "Text",
    "body": "Text",
}
INLINE = frozenset(
    [
        "a",
        "span",
        "b",
        "i",
        "em",
        "strong",
        "small",
        "mark",
        "u",
        "s",
        "sub",
        "sup",
        "abbr",
        "cite",
        "q",
        "code",
        "time",
        "br",
    ]
)
ALONE = frozenset({"br", "img", "meta", "input", "hr", "wbr", "col"})
TAGS = frozenset(BLOCKS) | INLINE | {"img", "meta", "input"}
ATTRIBUTES: Final = {
    "*": {"hidden", "aria-hidden", "role", "style", "class", "id"},
    "img": {"alt"},
    "meta": {"name", "property", "content"},
    "input": {"type", "value"},
}
