"""Titles as a reader says them, and which of them say nothing without their parent."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.notes.headings import LONGEST_TITLE, is_generic, plain_title, slug


@pytest.mark.parametrize(
    ("raw", "title"),
    [
        ("Plain", "Plain"),
        ("**Bold** and *slanted* and ~~gone~~ and ==lit==", "Bold and slanted and gone and lit"),
        ("snake_case_name and _this_", "snake_case_name and this"),
        ("2 * 3 * 4", "2 * 3 * 4"),
        ("Closing ###", "Closing"),
        ("C#", "C#"),
        ("Key Components:", "Key Components"),
        ("Ratio 3:1", "Ratio 3:1"),
        ('ReLU {#relu aka="Rectified Linear Unit|rectifier"}', "ReLU"),
        ("ReLU {: .no_toc}", "ReLU"),
        ("The set {a, b}", "The set {a, b}"),
        ("1. First", "First"),
        ("2) Second", "Second"),
        ("3.1.4 Third", "Third"),
        ("IV. Fourth", "Fourth"),
        ("202403041215 The testing effect", "The testing effect"),
        ("1914 and after", "1914 and after"),
        ("3 ways", "3 ways"),
        ("2D convolution", "2D convolution"),
        ("1x1 kernels", "1x1 kernels"),
        ("0.5 is the threshold", "0.5 is the threshold"),
        ("Module 1: Basics", "Module 1: Basics"),
        ("[[Target|shown]] and [[Page#Part]]", "shown and Page > Part"),
        ("[text](https://example.org/a_(b)) and ![alt](x.png)", "text and alt"),
        ("`code_with_*` stays", "code_with_* stays"),
        ("The $\\beta$-VAE", "The β-VAE"),
        ("$\\Sigma$ and $x_i$", "Σ and x_i"),
        ("$\\frac{1}{2}$", "$\\frac{1}{2}$"),
        ("Costs $5 and $6", "Costs $5 and $6"),
        ("A <sub>b</sub> <br/> &amp; c", "A b & c"),
        ("Escaped \\*star\\*", "Escaped *star*"),
        ("Noted[^1] ^block-id", "Noted"),
        ("Evaluation metrics.", "Evaluation metrics"),
        ("Cats, dogs etc.", "Cats, dogs etc."),
        ("What now?", "What now?"),
        ("  spaced   out  ", "spaced out"),
        ("###", ""),
    ],
)
def test_plain_title(raw: str, title: str) -> None:
    assert plain_title(raw) == title


@given(st.text(max_size=2000))
def test_any_text_gives_one_short_line(raw: str) -> None:
    title = plain_title(raw)
    assert len(title) <= LONGEST_TITLE
    assert title == " ".join(title.split())


@pytest.mark.parametrize(
    "title",
    """Applications|Types:|Benefits|Overview|Introduction|Components|Examples|Process|Variants|Strategies|Challenges
    |Advantages|Key Components|Core Concepts|Architecture Components|1. Approaches|Pros and Cons|Use Cases
    |How It Works|Training Process|Further Reading|2. Challenges and Solutions|Evaluation Metrics|Practical Applications
    |Limitations|Summary|Why it works|Future Directions|Key Papers|Mathematical Foundations""".split("|"),
)
def test_generic(title: str) -> None:
    assert is_generic(title.strip())


@pytest.mark.parametrize(
    "title",
    """Backpropagation|Transfer Learning|Types of Neural Networks|Loss Functions|Attention Mechanisms|Gini impurity
    |Search Spaces|Transformer Architecture|Quantum Algorithms|Dropout|Activation Functions|Gradient Descent
    |Diffusion Models|Hardware Optimization|Convolutional Neural Networks (CNNs)|Confusion Matrix""".split("|"),
)
def test_not_generic(title: str) -> None:
    assert not is_generic(title.strip())


@pytest.mark.parametrize(
    ("title", "expected"),
    [("ROC & AUC", "roc-auc"), ("k-Means", "k-means"), ("Übung σ", "übung-σ"), ("?!", "section"), ("a/b_c", "a-b-c")],
)
def test_slug(title: str, expected: str) -> None:
    assert slug(title) == expected
