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
    annotation b code i maction math menclose merror mfrac mi mmultiscripts mn mo mover mpadded mphantom mprescripts
    mroot mrow ms mspace msqrt mstyle msub msubsup msup mtable mtd mtext mtr munder munderover none semantics
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
math menclose[notation~="box"] { border: 0.06em solid; padding: 0.2em; }
math menclose[notation*="strike"] { text-decoration: line-through; }
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
# What LaTeX knows and math-core does not, said in words that it does know.
_REWRITTEN = (
    (re.compile(r"\\(?:label|eqref|ref)\{[^{}]*\}|\\(?:nonumber|notag)(?![A-Za-z])"), ""),
    (re.compile(r"\\tag\*?\{([^{}]*)\}"), r"\\qquad\\text{(\1)}"),
    (re.compile(r"\\mbox(?=\s*\{)"), r"\\text"),
    (re.compile(r"\\(?:mathds|mathbbm)(?![A-Za-z])"), r"\\mathbb"),
    (re.compile(r"(?<!\{)\\([CEFNQRZ])(?![A-Za-z])"), r"\\mathbb{\1}"),  # what most notes define these as
    (re.compile(r"\\hspace\*"), r"\\hspace"),
    (re.compile(r"\\substack\{([^{}]*(?:\{[^{}]*\}[^{}]*)*)\}"), r"\\begin{gathered}\1\\end{gathered}"),
    (re.compile(r"\\begin\{split\}"), r"\\begin{aligned}"),
    (re.compile(r"\\end\{split\}"), r"\\end{aligned}"),
    (re.compile(r"\\begin\{smallmatrix\}"), r"\\begin{matrix}"),
    (re.compile(r"\\end\{smallmatrix\}"), r"\\end{matrix}"),
    (re.compile(r"\\begin\{eqnarray\*?\}"), r"\\begin{array}{rcl}"),
    (re.compile(r"\\end\{eqnarray\*?\}"), r"\\end{array}"),
    (re.compile(r"\\begin\{alignat(\*?)\}\{\d+\}"), r"\\begin{align\1}"),
    (re.compile(r"\\end\{alignat(\*?)\}"), r"\\end{align\1}"),
)
_COLOUR = re.compile(r"#[0-9A-Fa-f]{6}")


def render_math(latex: str, display: bool) -> str:
    """MathML for LaTeX without its delimiters; <code class="math-error"> with the reason as title where refused."""
    refusal = refused(latex)
    if refusal:
        return f'<code class="math-error" title="{html.escape(refusal)}">{html.escape(latex.strip())}</code>'
    return _mathml(tidied(latex), display)


def refused(latex: str) -> str:
    """Why this LaTeX cannot be shown as maths, or an empty string."""
    if len(latex) > LONGEST_LATEX:
        return f"Longer than {LONGEST_LATEX} characters."
    return _refusal(tidied(latex))


def tidied(latex: str) -> str:
    """The same formula in LaTeX that math-core and MathJax both read: see _REWRITTEN; bare lines get a frame."""
    latex = latex.strip()
    if "\\" not in latex:
        return latex
    for pattern, replacement in _REWRITTEN:
        latex = pattern.sub(replacement, latex)
    if "\\\\" in latex and "\\begin" not in latex:
        frame = "aligned" if "&" in latex else "gathered"
        latex = f"\\begin{{{frame}}}{latex}\\end{{{frame}}}"
    return latex.strip()


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
