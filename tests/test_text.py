"""Normalising keeps every offset, whatever the text; quotes are found where they stand."""

import time
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.text import (
    code_and_maths,
    content_words,
    find_quote,
    jaccard,
    normalise,
    stem,
    token_f1,
    words,
)

MARKDOWN = st.text(
    st.sampled_from("ab cXY1.,-\n\t*_`$\\[]()#>~=|!²½ﬁéß梯e\u0301\u200b\u00a0“”’—İ") | st.characters(codec="utf-8"),
    max_size=120,
)
PLAIN = st.lists(st.text("abcdefgh", min_size=1, max_size=6), min_size=3, max_size=20)


@given(MARKDOWN)
def test_every_character_comes_from_a_place_in_the_text(text: str) -> None:
    plain = normalise(text)
    assert len(plain.text) == len(plain.starts) == len(plain.ends)
    assert list(plain.starts) == sorted(plain.starts)
    for character, start, end in zip(plain.text, plain.starts, plain.ends, strict=True):
        assert 0 <= start < end <= len(text)
        if character.isascii() and character.isalnum():
            folded = unicodedata.normalize("NFKC", text[start:end]).casefold()
            assert character in unicodedata.normalize("NFKC", folded)


@given(st.text("ab Z9 !\"#%&'()+,-./:;>?@]^{|}*_`$[<=~\\", max_size=40))
def test_a_line_of_plain_words_is_read_as_any_other_text(line: str) -> None:
    # A line end sends it the long way, and leaves nothing behind.
    assert normalise(line) == normalise(f"{line}\n") or not normalise(line).text


@given(MARKDOWN, st.data())
def test_any_piece_of_a_text_is_found_there_or_earlier(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    piece = text[start:end]
    found = find_quote(piece, text)
    if not normalise(piece).text:
        assert found is None
    else:
        assert found is not None
        assert found[0] <= start
        assert text[slice(*found)] == piece


@given(PLAIN, st.data())
def test_case_marks_and_white_space_do_not_hide_a_quote(parts: list[str], data: st.DataObject) -> None:
    gaps = st.sampled_from([" ", "  ", "\n", " \t ", "\n  "])
    text = "".join(word + data.draw(gaps) for word in parts)
    first = data.draw(st.integers(0, len(parts) - 2))
    last = data.draw(st.integers(first + 1, len(parts) - 1))
    quote = f"**{parts[first].upper()}** " + " ".join(f"*{word}*" for word in parts[first + 1 : last + 1])
    found = find_quote(quote, text)
    assert found is not None
    assert text[slice(*found)].split()[1:-1] == parts[first + 1 : last]


@given(MARKDOWN)
def test_white_space_is_single_and_never_at_an_end(text: str) -> None:
    plain = normalise(text).text
    assert plain == plain.strip()
    assert "  " not in plain


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("**Limitation:** the *gradient* vanishes", "limitation: the gradient vanishes"),
        ("## Heading\n\n- item\n  - [x] done\n> quoted\n3. third", "heading item done quoted third"),
        ("ﬁne ½ cup of Åland, x²", "fine 1/2 cup of åland, x2"),
        ("Straße İstanbul", "strasse i̇stanbul"),
        ("cafe\u0301 au lait", "café au lait"),
        ("soft\u00adhyphen zero\u200bwidth\ufeff", "softhyphen zerowidth"),
        ("“quoted” — it’s", '"quoted" - it\'s'),
        ("$x_i * \\hat{y}_i$", "x_i * \\hat{y}_i"),
        ("\\(a_b\\) and \\[c_d\\]", "a_b and c_d"),
        ("`__init__(*args)` of snake_case", "__init__(*args) of snake_case"),
        ("```python\na_b * c_d  # *x*\n```\nafter", "a_b * c_d # *x* after"),
        ("_under_ and __double__ but a_b_c", "under and double but a_b_c"),
        ("2 * 3 and A\\*B", "2 * 3 and a*b"),
        ("between $5 and $6", "between $5 and $6"),
        ("[**text**](http://x.org/a_b) ![alt](i.png) [[Page|shown]] [^1]", "text alt shown"),
        ("==high== ~~gone~~ a == b", "high gone a == b"),
        ("> [!note] Title\n> body", "title body"),
        ("one<br>two <sub>i</sub> and List<int>", "onetwo i and list<int>"),
        ("a\n\n---\n\nb", "a b"),
        ("  \n ", ""),
    ],
)
def test_what_a_reader_would_not_call_a_difference(text: str, plain: str) -> None:
    assert normalise(text).text == plain


def test_offsets_span_the_original_with_its_marks_and_expansions() -> None:
    text = "The **ﬁnal** cafe\u0301 costs ½."
    for quote, original in [
        ("final", "ﬁnal"),
        ("café", "cafe\u0301"),
        ("costs 1/2", "costs ½"),
        ("the final", "The **ﬁnal"),
    ]:
        found = find_quote(quote, text)
        assert found is not None
        assert text[slice(*found)] == original


def test_a_quote_is_found_as_written_before_it_is_found_in_other_case() -> None:
    assert find_quote("Relu", "relu and Relu") == (9, 13)
    assert find_quote("RELU", "relu and Relu") == (0, 4)


@pytest.mark.parametrize("blank", ["", "  \n", "**", "` `", "\u200b"])
def test_a_quote_without_words_is_nowhere(blank: str) -> None:
    assert find_quote(blank, f"text {blank} text") is None


@pytest.mark.parametrize(
    ("text", "spans"),
    [
        ("a `code` b", [("code", "code")]),
        ("``a ` b``", [("code", "a ` b")]),
        ("$x$ and $$y$$ and \\(z\\)", [("maths", "x"), ("maths", "y"), ("maths", "z")]),
        ("`$x$` is code", [("code", "$x$")]),
        ("```\n$x$ `y`\n```\n$z$", [("fence", "$x$ `y`\n"), ("maths", "z")]),
        ("~~~\nopen", [("fence", "open")]),
        ("$5 and $6, \\$7 and $8", []),
        ("a $x\n\ny$ b", []),
        ("`a\n\nb`", []),
        ("$$\na\n\nb\n$$", [("maths", "\na\n\nb\n")]),
        ("`open $x$", [("maths", "x")]),
    ],
)
def test_code_and_maths(text: str, spans: list[tuple[str, str]]) -> None:
    assert [(span.kind, text[span.body_start : span.body_end]) for span in code_and_maths(text)] == spans


@given(MARKDOWN)
def test_code_and_maths_come_in_order_and_do_not_overlap(text: str) -> None:
    at = 0
    for span in code_and_maths(text):
        assert at <= span.start <= span.body_start <= span.body_end <= span.end <= len(text)
        at = span.end


def test_words_and_stems() -> None:
    assert words("C++ and C# differ; don't use 1,000.5 or multi-head.") == [
        *("c++", "and", "c#", "differ", "don't", "use", "1,000.5", "or", "multi-head")
    ]
    assert words("学习率 in Straße") == ["学", "习", "率", "in", "strasse"]
    assert content_words("The CNNs are multi-head networks' layers") == ["cnn", "multi", "head", "network", "layer"]
    assert content_words("1,000 ports") == content_words("1000 port")
    assert content_words("HTTPS") != content_words("HTTP")
    assert content_words("it is not before") == ["not", stem("before")]


def test_similarities() -> None:
    assert jaccard({"a", "b"}, {"b", "c"}) == pytest.approx(1 / 3)
    assert jaccard(set(), set()) == 0
    assert token_f1("a small step", "small steps") == 1
    assert token_f1("red red blue", "red") == pytest.approx(0.5)
    assert token_f1("red", "blue") == 0
    assert token_f1("of the", "and") == 1


HOSTILE = [
    *("$", "`", "[", "](", "\\(", "$a ", "```\n", "*", "_ ", "[a](", "<a ", "<!--", "~~~a\n```\n", "- ", "\n \n"),
    *("> ", "a\u0301", "\u0301", "`a``b```", "$$\n", "\\", "#", "|-", "ﷺ", "[["),
]


@pytest.mark.parametrize("piece", HOSTILE)
def test_no_text_of_16_kb_takes_long(piece: str) -> None:
    text = (piece * 16_000)[:16_000]
    began = time.process_time()
    normalise(text)
    words(text)
    assert time.process_time() - began < 10  # what explodes takes minutes; seconds are for the bench


def test_two_hundred_drafts_are_looked_up_in_one_large_section_in_no_time() -> None:
    section = "\n".join(f"- **Term {n}:** the value of `x_{n}` is $y_{n}$, not {n} café" for n in range(330))
    drafts = [f"the VALUE of x_{n} is y_{n}, not {n} café" for n in range(200)]
    began = time.process_time()
    assert all(find_quote(quote, section) for quote in drafts)
    assert time.process_time() - began < 20


@given(st.text("ab1_2.,'-+#c \n", max_size=40))
def test_words_of_plain_text_are_those_of_any_text(text: str) -> None:
    # A letter beyond ASCII, far from the rest, has it read the long way.
    assert words(text) == words(f"{text} … é")[:-1]
