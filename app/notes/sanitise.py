"""The last gate for everything that came from a note, a model or a person: an allow-list of tags, by nh3.

No svg, no math, no style, no id, no event attribute, no relative link. What we make ourselves and trust (MathML,
coloured code) is put in afterwards.
"""

from functools import cache

import nh3

from app.notes.rules.callouts import KINDS

_TAGS = frozenset(
    """
    a aside b blockquote br code del em h1 h2 h3 h4 h5 h6 hr i ins kbd li mark ol p pre s section small span strong sub
    sup table tbody td th thead tr u ul
    """.split()
)
_ALIGNMENTS = {"align-left", "align-center", "align-right"}
_CLASSES: dict[str, set[str]] = {
    "aside": {"callout", *(f"callout-{kind}" for kind in KINDS)},
    "p": {"callout-title"},
    "span": {"wikilink"},
    "sup": {"footnote-ref"},
    "section": {"footnotes"},
    "td": _ALIGNMENTS,
    "th": _ALIGNMENTS,
}


@cache
def _cleaner() -> nh3.Cleaner:
    return nh3.Cleaner(
        tags=set(_TAGS),
        clean_content_tags={"script", "style"},
        attributes={"a": {"href"}, "ol": {"start"}, "td": set(), "th": set()},
        allowed_classes=_CLASSES,
        generic_attribute_prefixes=set(),
        url_schemes={"http", "https", "mailto"},
        url_relative="deny",
        link_rel="noopener nofollow",
        strip_comments=True,
    )


def sanitise(html: str) -> str:
    """The same HTML with nothing outside the allow-list, well-formed."""
    return _cleaner().clean(html)
