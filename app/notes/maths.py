"""LaTeX to MathML by math-core, the only place that knows it; what it refuses is shown as code with the reason.

math-core's output does not pass the sanitiser (which never lets MathML through), so it is read back here as XML and
must consist of MathML Core elements and known attributes only. Inline styles, which the page's content security policy
refuses, become classes; `STYLES` is their sheet.
"""

import html
import re
from collections.abc import Iterator
from functools import cache, lru_cache
from xml.etree import ElementTree

from math_core import LatexError, LatexToMathML

LONGEST_LATEX = 4_000

_ELEMENTS = frozenset(
    """
    annotation maction math merror mfrac mi mmultiscripts mn mo mover mpadded mphantom mprescripts mroot mrow ms mspace
    msqrt mstyle msub msubsup msup mtable mtd mtext mtr munder munderover none semantics menclose
    """.split()
)
_ATTRIBUTES = frozenset(
    """
    accent accentunder class columnalign columnlines columnspan display displaystyle encoding fence form height depth
    largeop linethickness lspace mathbackground mathcolor mathsize mathvariant maxsize minsize movablelimits notation
    rowlines rowspan rspace scriptlevel separator stretchy symmetric title voffset width
    """.split()
)
_STYLE_CLASSES = {
    "text-align: left": "math-left",
    "text-align: right": "math-right",
    "text-align: center": "math-center",
    "width: 100%": "math-wide",
    "width: 50%": "math-half",
    "padding-left: 0": "math-close-left",
    "padding-right: 0": "math-close-right",
    "padding-left: 1em": "math-apart",
    "border-left: 0.05em solid currentcolor": "math-rule-left",
    "border-right: 0.05em solid currentcolor": "math-rule-right",
    "border-top: 0.05em solid currentcolor": "math-rule-top",
    "border-bottom: 0.05em solid currentcolor": "math-rule-bottom",
}
STYLES = """\
.math-error { text-decoration: underline dotted; }
math .math-left { text-align: left; justify-items: start; }
math .math-right { text-align: right; justify-items: end; }
math .math-center { text-align: center; justify-items: center; }
math .math-wide { width: 100%; }
math .math-half { width: 50%; }
math .math-close-left { padding-left: 0; }
math .math-close-right { padding-right: 0; }
math .math-apart { padding-left: 1em; }
math .math-rule-left { border-left: 0.05em solid currentcolor; }
math .math-rule-right { border-right: 0.05em solid currentcolor; }
math .math-rule-top { border-top: 0.05em solid currentcolor; }
math .math-rule-bottom { border-bottom: 0.05em solid currentcolor; }
"""
# math-core writes some characters by HTML's names (&ApplyFunction;), which XML does not know.
_HTML_ENTITY = re.compile(r"&(?!(?:amp|lt|gt|quot|apos);)[A-Za-z]\w*;")
_POSITION = re.compile(r"^\d+: ")
_COLOUR = re.compile(r"#[0-9A-Fa-f]{6}")


def render_math(latex: str, display: bool) -> str:
    """MathML for LaTeX without its delimiters; <code class="math-error"> with the reason as title where refused."""
    refusal = refused(latex)
    if refusal:
        return _as_code(latex, refusal)
    return _mathml(latex.strip(), display)


def refused(latex: str) -> str:
    """Why this LaTeX cannot be shown as maths, or an empty string."""
    if len(latex) > LONGEST_LATEX:
        return f"Longer than {LONGEST_LATEX} characters."
    return _refusal(latex.strip())


@cache
def _converter() -> LatexToMathML:
    return LatexToMathML(fancy_error=False, annotation=False)


@lru_cache(maxsize=4096)
def _refusal(latex: str) -> str:
    try:
        _checked(_converter().convert_with_local_state(latex, displaystyle=True))
    except LatexError as error:
        return _POSITION.sub("", " ".join(str(error).split()))[:300] or "This LaTeX is not understood."
    except (ElementTree.ParseError, ValueError):
        return "This LaTeX has no safe form."
    return ""


@lru_cache(maxsize=4096)
def _mathml(latex: str, display: bool) -> str:
    return _checked(_converter().convert_with_local_state(latex, displaystyle=display))


def _checked(mathml: str) -> str:
    """The same MathML with classes for styles. Raises ValueError for an element or attribute that is not MathML's."""
    root = ElementTree.fromstring(_HTML_ENTITY.sub(lambda name: html.unescape(name[0]), mathml))
    for element in root.iter():
        if element.tag not in _ELEMENTS:
            raise ValueError(f"element {element.tag}")
        for name, value in list(element.attrib.items()):
            if name == "style":
                del element.attrib[name]
                _restyle(element, value)
            elif name not in _ATTRIBUTES:
                raise ValueError(f"attribute {name}")
    return ElementTree.tostring(root, encoding="unicode", short_empty_elements=False)


def _restyle(element: "ElementTree.Element[str]", style: str) -> None:
    classes = [element.attrib["class"]] if "class" in element.attrib else []
    for name, value in _declarations(style):
        if name == "color" and _COLOUR.fullmatch(value):
            element.attrib["mathcolor"] = value
        elif name == "background-color" and _COLOUR.fullmatch(value):
            element.attrib["mathbackground"] = value
        elif known := _STYLE_CLASSES.get(f"{name}: {value}"):
            classes.append(known)
    if classes:
        element.attrib["class"] = " ".join(classes)


def _declarations(style: str) -> Iterator[tuple[str, str]]:
    for declaration in style.split(";"):
        name, colon, value = declaration.partition(":")
        if colon:
            yield name.strip(), value.strip()


def _as_code(latex: str, reason: str) -> str:
    return f'<code class="math-error" title="{html.escape(reason)}">{html.escape(latex.strip())}</code>'
