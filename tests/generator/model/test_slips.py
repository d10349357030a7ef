"""Slips of a model are mended where the meaning can not change, and quotes are found as a careful reader finds them."""

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain import CardKind, Draft, Rejection
from app.generator.model import quoting
from app.generator.model.grounding import grounded
from app.generator.model.repairs import mended
from app.generator.model.reply import CardsReply, read_cards
from app.generator.model.schema import CardReply
from tests.generator.model.scripted import completion, section

_CASE = re.compile(r"^### (?P<name>.+)\n(?P<given>(?:.*\n)+?)becomes\n(?P<wanted>(?:.+\n?)+)", re.MULTILINE)
CONTENT = Path(__file__).with_name("slips.md").read_text("utf-8")
CASES = list(_CASE.finditer(CONTENT))


def fields(lines: str) -> dict[str, str]:
    found = [re.fullmatch(r"(Section:|Kind:|Q:|A:|>|nowhere) ?(.*)", line) for line in lines.splitlines()]
    return {match[1]: match[2].replace("¶", "\n") for match in found if match}


def test_all_cases_are_read() -> None:
    assert len(CASES) == CONTENT.count("\n### ")


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_slips(case: re.Match[str]) -> None:
    told, wanted = fields(case["given"]), fields(case["wanted"])
    home = section(told["Section:"])
    reply = CardReply(quote=told[">"], kind=told.get("Kind:", "basic"), question=told["Q:"], answer=told["A:"])  # type: ignore[arg-type]
    made = grounded(reply, home)
    if "nowhere" in wanted:
        assert isinstance(made, Rejection)
        assert (made.finding.rule, made.finding.span) == ("G1", told[">"])
        return
    assert isinstance(made, Draft)
    assert made.question == wanted.get("Q:", told["Q:"])
    assert made.answer == wanted.get("A:", told["A:"])
    assert made.kind == wanted.get("Kind:", made.kind)
    assert made.quote == wanted.get(">", told[">"])
    assert home.text[made.quote_start : made.quote_end] == made.quote


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        (r"$\frac{1}{n}$", r"$\frac{1}{n}$"),
        (r"$\theta$ and $\nabla f$", r"$\theta$ and $\nabla f$"),
        (r"$\beta \rho$", r"$\beta \rho$"),
        (r"$\alpha$", r"$\alpha$"),
    ],
)
def test_a_formula_whose_backslashes_json_has_swallowed_is_whole_again(written: str, meant: str) -> None:
    home = section(rf"The rule says that {meant} holds for every n.")
    quote = f"The rule says that {written} holds"
    raw = f'[{{"a_quote": "{quote}", "c_question": "What does the rule say of n?", "d_answer": "{written}"}}]'
    reply = read_cards(completion(raw))
    assert isinstance(reply, CardsReply)
    made = grounded(reply.cards[0], home)
    assert isinstance(made, Draft)
    assert (made.quote, made.answer) == (f"The rule says that {meant} holds", meant)


def test_a_line_end_before_a_word_stays_one() -> None:
    home = section("First line.\nabla is no word.")
    reply = CardReply(quote="First line.\nabla is no word.", question="What is no word?", answer="one\nabla")
    made = grounded(reply, home)
    assert isinstance(made, Draft)
    assert made.answer == "one\nabla"


def test_control_tokens_come_back_without_their_joiner() -> None:
    home = section("A turn ends with `<|eot_id|>` in this template.")
    quote = "A turn ends with `<\u2060|eot_id|>` in this template."
    made = grounded(CardReply(quote=quote, question="What ends a turn?", answer="`<\u2060|eot_id|>`"), home)
    assert isinstance(made, Draft)
    assert (made.quote, made.answer) == (home.text, "`<|eot_id|>`")


@given(st.text(max_size=60), st.text(max_size=60), st.sampled_from(["basic", "cloze"]), st.text(max_size=80))
def test_mending_anything_gives_a_card_and_mending_it_again_changes_nothing(
    question: str, answer: str, kind: str, text: str
) -> None:
    once = mended(CardReply(quote="", kind=kind, question=question, answer=answer), text)  # type: ignore[arg-type]
    name = "basic" if once.kind is CardKind.BASIC else "cloze"
    again = mended(CardReply(quote="", kind=name, question=once.question, answer=once.answer), text)
    assert again.kind == once.kind


@given(st.text(st.sampled_from('ab cd.…\n*`$"') | st.characters(codec="utf-8"), max_size=80), st.data())
def test_a_found_quote_is_a_piece_of_the_text(text: str, data: st.DataObject) -> None:
    quote = data.draw(st.text(max_size=30) | st.just(text[: data.draw(st.integers(0, 40))]))
    span = quoting.find(quote, text)
    if span is not None:
        assert 0 <= span[0] < span[1] <= len(text)
        assert quoting.narrowed(span, text, "a b") is not None
