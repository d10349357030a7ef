"""Formulas that course notes hold, and the ones that are refused."""

from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.notes.maths import LONGEST_LATEX, STYLES, refused, render_math

FORMULAS = r"""
\sigma(x) = \frac{1}{1 + e^{-x}}
\tanh(x) = \frac{e^x - e^{-x}}{e^x + e^{-x}}
R(x) = \max(0, x)
S(x_i) = \frac{e^{x_i}}{\sum_j e^{x_j}}
\mathrm{MSE} = \frac{1}{n} \sum_{i=1}^{n} (y_i - \hat{y}_i)^2
\mathcal{L}(\theta) = -\sum_{c} y_c \log p_\theta(c \mid x)
D_{KL}(p \parallel q) = \int p(x) \log \frac{p(x)}{q(x)} \, dx
\theta_{t+1} = \theta_t - \eta \nabla_\theta J(\theta)
\mathbf{h}_t = \tanh(W_h \mathbf{h}_{t-1} + W_x \mathbf{x}_t + \mathbf{b})
\operatorname{softmax}\left(\frac{QK^\top}{\sqrt{d_k}}\right) V
f(x) = \begin{cases} x & x > 0 \\ \alpha x & x \le 0 \end{cases}
\begin{pmatrix} a & b \\ c & d \end{pmatrix}
\begin{aligned} a &= b \\ c &= d \end{aligned}
\arg\max_\theta \prod_i P(x_i; \theta)
\operatorname*{argmin}_w \lVert w \rVert_2^2
x \in \mathbb{R}^{n \times m}, \quad \forall \epsilon > 0 \; \exists \delta
[0, \infty)
10{,}000 / 100 = \mathbf{100 \ iterations}
\boldsymbol{\mu} \sim \mathcal{N}(0, \Sigma)
\overline{x} + \underline{y} + \vec{v} + \dot{x} + \tilde{z}
\text{precision} = \frac{TP}{TP + FP}
a \\ b
a &= b \\ &= c
\E[x] \in \C \subset \R^n
\newcommand{\Q}{q} \Q
\sum_{\substack{i \\ j}} x_{ij} \tag{1} \label{eq:one}
\mathds{1}[x > 0] + \mbox{rest}
\begin{split} a &= b \\ c &= d \end{split}
\begin{eqnarray} a &=& b \nonumber \end{eqnarray}
\boxed{x} + \textbf{y}
\lim_{n \to \infty} \left(1 + \frac{1}{n}\right)^n = e
"""


@pytest.mark.parametrize("latex", FORMULAS.strip().split("\n"))
@pytest.mark.parametrize("display", [False, True])
def test_formulas_become_well_formed_mathml(latex: str, display: bool) -> None:
    root = ElementTree.fromstring(render_math(latex, display))
    assert root.tag == "math"
    assert root.get("display") == ("block" if display else None)
    assert not refused(latex)


@pytest.mark.parametrize(
    ("latex", "reason"),
    [
        (r"\frobnicate{x}", r"Unknown command &quot;\frobnicate&quot;."),
        (r"\frac{1}{2", ""),
        ("a & b", "table-like"),
        ("x" * (LONGEST_LATEX + 1), "Longer than"),
        (r"\def\x{\x\x}\x", "expansion"),
    ],
)
def test_what_is_refused_is_code_with_the_reason(latex: str, reason: str) -> None:
    shown = render_math(latex, True)
    assert shown.startswith('<code class="math-error" title="')
    assert reason in shown
    assert "\x1b" not in shown
    assert refused(latex)


def test_styles_become_classes_of_our_sheet() -> None:
    shown = render_math(r"\begin{cases} a & b \end{cases}", True)
    assert " style=" not in shown
    assert "math-left" in shown
    assert ".math-left" in STYLES
    assert 'mathcolor="#FF0000"' in render_math(r"\color{red}{x}", False)


@given(st.text(alphabet=r"\{}^_&$#~ abxz019<>\"'()[]|,.=+-*/" + "αβσ∞é", max_size=60))
def test_any_text_gives_maths_or_code(latex: str) -> None:
    shown = render_math(latex, False)
    assert ElementTree.fromstring(shown).tag in ("math", "code")
