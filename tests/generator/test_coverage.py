"""Every case of coverage_cases.md is read as written there; spans are in order and apart for any text."""

import re
import time
from dataclasses import dataclass
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain import Section
from app.generator.coverage import Coverage, Share, coverage

_FILE = Path(__file__).with_name("coverage_cases.md")
_CASE = re.compile(
    r"^## (?P<name>.+?)\n\n~~~ note\n(?P<note>.*?)\n~~~\n\n(?:~~~ quotes\n(?P<quotes>.*?)\n~~~\n\n)?"
    r"~~~ coverage\n(?P<expected>.*?)\n?~~~$",
    re.MULTILINE | re.DOTALL,
)


@dataclass(frozen=True)
class Case:
    name: str
    section: Section
    spans: tuple[tuple[int, int], ...]
    expected: tuple[str, ...]


def section_of(text: str) -> Section:
    return Section("k", "T", 1, ("T",), 1, text.count("\n") + 1, text)


def quote_spans(text: str, quotes: str) -> tuple[tuple[int, int], ...]:
    """One quote, which may go over several lines, or one on each line."""
    each = [quotes] if quotes in text else quotes.split("\n")
    return tuple((text.index(quote), text.index(quote) + len(quote)) for quote in each if quote)


def read_cases() -> list[Case]:
    return [
        Case(
            match["name"],
            section_of(match["note"]),
            quote_spans(match["note"], match["quotes"] or ""),
            tuple(line for line in match["expected"].split("\n") if line),
        )
        for match in _CASE.finditer(_FILE.read_text(encoding="utf-8"))
    ]


CASES = read_cases()


def drawn(found: Coverage, case: Case) -> list[str]:
    """Sentences in the order of the text, then the terms that the case names, and any missing one it does not."""
    text = case.section.text
    both = sorted([(span, "+") for span in found.covered] + [(span, "-") for span in found.missing])
    lines = [f"{sign} {text[start:end]}".replace("\n", "⏎") for (start, end), sign in both]
    left_out = [f"- *{text[start:end]}*" for start, end in found.missing_terms]
    named = [line for line in case.expected if line.startswith("+ *") and not line.startswith("+ **")]
    terms = sorted([*left_out, *named], key=lambda line: text.index(line[3:-1]))
    assert found.terms == Share(len(named), len(named) + len(left_out))
    return lines + terms


def test_every_case_is_read() -> None:
    assert len(CASES) == _FILE.read_text(encoding="utf-8").count("\n## ") > 10


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_coverage(case: Case) -> None:
    found = coverage(case.section, case.spans)
    assert tuple(drawn(found, case)) == case.expected
    assert found.sentences == Share(len(found.covered), len(found.covered) + len(found.missing))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_quote_of_everything_covers_everything(case: Case) -> None:
    found = coverage(case.section, [(0, len(case.section.text))])
    assert found.missing == found.missing_terms == ()
    assert found.sentences.percent == found.terms.percent == 100
    nothing = coverage(case.section, [])
    assert nothing.covered == ()
    assert nothing.sentences.covered == nothing.terms.covered == 0


TEXTS = st.one_of(st.text(max_size=300), st.text(alphabet="aB-*1. \n:`$|>#[](=_?。", max_size=200))
SPANS = st.lists(st.tuples(st.integers(0, 300), st.integers(0, 300)), max_size=6)


@given(TEXTS, SPANS, SPANS)
@settings(max_examples=300, deadline=None)
def test_spans_are_in_order_and_more_quotes_never_cover_less(
    text: str, spans: list[tuple[int, int]], more: list[tuple[int, int]]
) -> None:
    section = section_of(f"T\n{text}")
    some, all_of_them = coverage(section, spans), coverage(section, spans + more)
    both = sorted(some.covered + some.missing)
    last = 0
    for start, end in both:
        assert last <= start < end <= len(section.text)
        last = end
    assert both == sorted(all_of_them.covered + all_of_them.missing)
    assert set(some.covered) <= set(all_of_them.covered)
    assert set(all_of_them.missing_terms) <= set(some.missing_terms)
    assert some.terms.total == all_of_them.terms.total


def test_shares_add_up_and_say_all_only_when_it_is_all() -> None:
    assert Share(199, 200).percent == 99
    assert Share(1, 2) + Share(2, 3) == Share(3, 5)
    assert Share().percent == 100


@pytest.mark.parametrize(
    "unit", ["The **reef** shelters fish. ", "- x\n  ", "**a ", "[[[[(", "> a. B. c\n> - d\n", "水。"]
)
def test_a_long_section_costs_little(unit: str) -> None:
    text = ("T\n\n" + unit * 16_000)[:16_000]
    quotes = [(at, at + 5) for at in range(0, 16_000, 10)]
    began = time.process_time()
    coverage(section_of(text), quotes)
    assert time.process_time() - began < 5
