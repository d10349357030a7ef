"""Same fact, near duplicate, interference; and that a large deck stays quick."""

import random
import time

import pytest

from app.domain import CardKind, Draft
from app.generator.gates.deck_index import DeckIndex
from app.generator.gates.similarity import answer_similarity, overlap, question_key, question_similarity
from app.generator.vectors import Neighbour


def draft(question: str, answer: str, span: tuple[int, int] = (0, 0), kind: CardKind = CardKind.BASIC) -> Draft:
    return Draft(kind, question, answer, "", *span, rule="test")


def deck_with(question: str, answer: str, section: str = "a", span: tuple[int, int] = (0, 40)) -> DeckIndex:
    deck = DeckIndex()
    deck.add("one", CardKind.BASIC, question, answer, section, *span)
    return deck


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("What is the output range of the sigmoid function?", "(0, 1)"),
        ("What is the sigmoid's output range?", "(0, 1)"),
        ("What is the **output range** of the sigmoid?", "`(0, 1)`"),
    ],
)
def test_the_same_fact_in_another_note_is_the_same_card(question: str, answer: str) -> None:
    deck = deck_with("What is the output range of the sigmoid function?", "(0, 1)")
    assert deck.same_fact(draft(question, answer), "another note") == "one"


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("What is the output range of the tanh function?", "(0, 1)"),
        ("What is the output range of the sigmoid function?", "(-1, 1)"),
        ("What is the input range of the sigmoid function?", "(0, 1)"),
        ("What is not the output range of the sigmoid function?", "(0, 1)"),
        ("What is the output range of the log-sigmoid function?", "(0, 1)"),
    ],
)
def test_another_subject_or_answer_is_another_fact(question: str, answer: str) -> None:
    deck = deck_with("What is the output range of the sigmoid function?", "(0, 1)")
    assert deck.same_fact(draft(question, answer), "another note") is None


def test_http_and_https_stay_apart_though_nearly_all_their_letters_agree() -> None:
    deck = deck_with("What is the default port of HTTP?", "80")
    https = draft("What is the default port of HTTPS?", "443")
    assert deck.same_fact(https, "b") is None
    assert deck.interfering(https, "b") is None
    assert deck.near_duplicate(https, "a") is None


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("Training may take weeks.", "Training must take weeks."),
        ("It is applied before the activation.", "It is applied after the activation."),
        ("A batch of 32 examples is used.", "A batch of 64 examples is used."),
        ("It is shared by all layers.", "It is not shared by all layers."),
        ("$x^2 + 1$ for every unit", "$x^3 + 1$ for every unit"),
    ],
)
def test_answers_that_differ_in_one_telling_word_are_not_the_same(left: str, right: str) -> None:
    assert answer_similarity(left, right) == 0
    assert answer_similarity(left, left.upper()) == 1


def test_a_word_more_on_one_side_is_no_contrast() -> None:
    assert answer_similarity("Random units are switched off during training", "Random units are switched off") > 0.8
    assert answer_similarity("Units are switched off in training", "Units are switched off in testing") == 0


DROPOUT = "What does dropout do during training?"
SWITCHES_OFF = "It switches random units off so that they do not co-adapt."


@pytest.mark.parametrize(
    "answer",
    [
        "It switches random units off, so that they do not co-adapt.",
        "During training it switches random units off so that they do not co-adapt on small sets of data.",
    ],
    ids=["the same", "with a few words more"],
)
def test_the_same_question_with_an_answer_that_agrees_is_another_source(answer: str) -> None:
    deck = deck_with(DROPOUT, SWITCHES_OFF)
    assert deck.same_fact(draft(DROPOUT, answer), "another note") == "one"


@pytest.mark.parametrize(
    ("known", "answer"),
    [
        ("8 bytes", "64 bits"),
        ("It maps inputs to $(0, 1)$", "It maps inputs to $(-1, 1)$"),
        ("It is shared by all layers", "It is not shared by all layers"),
        ("The encoder reads the sentence first", "The decoder reads the sentence first"),
        ("A dark line at the shore", "Molten rock under pressure"),
    ],
    ids=["numbers", "formulas", "negation", "contrast", "nothing in common"],
)
def test_two_notes_that_contradict_each_other_are_for_the_learner_to_settle(known: str, answer: str) -> None:
    deck, other = deck_with("What is it about this?", known), draft("What is it about this?", answer)
    assert deck.same_fact(other, "another note") is None
    assert deck.same_question(other, "another note") is None
    assert deck.interfering(other, "another note") is not None
    assert deck.same_question(other, "a") is not None, "one section that answers twice is the writer's mistake"
    assert deck.interfering(other, "a") is None


def test_a_paraphrased_answer_to_the_same_question_is_still_asked_already() -> None:
    deck = deck_with(DROPOUT, SWITCHES_OFF)
    paraphrase = draft(DROPOUT, "Random units are dropped and do not fire")
    assert deck.same_fact(paraphrase, "another note") is None
    assert deck.same_question(paraphrase, "another note") is not None


def near(cosine: float, card_id: str = "one") -> list[Neighbour]:
    return [Neighbour(card_id, cosine)]


def test_vectors_propose_and_the_answers_decide() -> None:
    deck = deck_with("Why does a raisin swell in fresh water?", "Its inside is saltier than its surroundings")
    grows = draft("Why does a raisin grow in fresh water?", "Its inside is saltier than its surroundings")
    twin = deck.perhaps_same(grows, near(0.9))
    assert twin is not None
    assert twin[0].card_id == "one"
    assert deck.perhaps_same(grows, near(0.8)) is None
    assert deck.perhaps_same(grows, near(0.9, "unknown")) is None
    assert deck.perhaps_same(draft(grows.question, "Its inside is sweeter than a grape"), near(0.99)) is None
    deck.retire("one")
    assert deck.perhaps_same(grows, near(0.9)) is None


@pytest.mark.parametrize(
    ("known", "question"),
    [
        ("What is the default port of HTTP?", "What is the default port of HTTPS?"),
        ("Which units does dropout switch off?", "Which units does dropout not switch off?"),
        ("What comes before the layer?", "What comes after the layer?"),
        ("Which protocol delivers bytes in order?", "What does a handshake of three messages open?"),
    ],
    ids=["names", "negation", "contrast", "one word for many questions"],
)
def test_however_near_two_questions_that_name_different_things_are_two(known: str, question: str) -> None:
    deck = deck_with(known, "TCP")
    assert deck.perhaps_same(draft(question, "TCP"), near(0.99)) is None


def test_the_same_words_prove_the_same_answer_whatever_is_asked() -> None:
    deck = deck_with("Why are random units switched off?", "To prevent co-adaptation of units", span=(10, 60))
    again = draft("What is the purpose of dropout?", "To prevent units' co-adaptation", (12, 60))
    assert deck.near_duplicate(again, "a") is not None
    assert deck.near_duplicate(again, "elsewhere") is None


def test_one_quote_may_prove_the_same_answer_for_two_named_subjects() -> None:
    deck = deck_with("What makes CNNs trainable?", "backpropagation", span=(0, 50))
    assert deck.near_duplicate(draft("What makes RNNs trainable?", "backpropagation", (0, 50)), "a") is None


def test_a_question_and_a_cloze_are_compared_by_their_place_only() -> None:
    deck = deck_with("What does ReLU return for negative inputs?", "zero", span=(0, 40))
    gap = draft("ReLU returns {{c1::zero}} for negative inputs.", "zero", (0, 40), CardKind.CLOZE)
    assert deck.same_fact(gap, "a") == "one"
    assert deck.same_fact(gap, "b") is None


def test_a_malformed_cloze_is_no_reason_to_fail() -> None:
    deck = DeckIndex()
    deck.add("one", CardKind.CLOZE, "a {{c1::broken", "", "a", 0, 9)
    assert deck.same_fact(draft("another {{c1::", "", kind=CardKind.CLOZE), "a") is None


def test_a_retired_card_is_a_known_fact_but_blocks_nothing() -> None:
    deck = deck_with("What is the default port?", "80")
    again = draft("What is the default port?", "80", (0, 40))
    deck.retire("one")
    assert deck.same_fact(again, "a") == "one"
    assert (
        deck.same_question(again, "a")
        is deck.same_quote_and_answer(again, "a")
        is deck.near_duplicate(again, "a")
        is None
    )
    deck.revive("one")
    assert deck.same_question(again, "a") is not None


def test_an_active_card_is_preferred_to_a_retired_one() -> None:
    deck = deck_with("What is the default port?", "80")
    deck.retire("one")
    deck.add("two", CardKind.BASIC, "What is the default port?", "80", "b", 0, 9)
    assert deck.same_fact(draft("What is the default port?", "80"), "c") == "two"


def test_a_card_added_again_is_known_by_its_new_words_only() -> None:
    deck = deck_with("What is the default port of HTTP?", "80")
    deck.add("one", CardKind.BASIC, "What is the header size of UDP?", "8 bytes", "a", 50, 90)
    assert len(deck) == 1
    assert deck.same_fact(draft("What is the default port of HTTP?", "80"), "z") is None
    assert deck.same_fact(draft("What is the header size of UDP?", "8 bytes"), "z") == "one"


def test_a_context_that_names_all_sisters_does_not_make_them_one() -> None:
    few, one = (f"In one-shot and few-shot learning, what is {kind}-shot learning?" for kind in ("few", "one"))
    assert question_similarity(question_key(few), question_key(one)) == 0


def test_overlap_is_intersection_over_union() -> None:
    assert overlap((0, 10), (5, 15)) == pytest.approx(5 / 15)
    assert overlap((0, 10), (10, 20)) == 0
    assert overlap((3, 9), (3, 9)) == 1


def large_deck(size: int, rng: random.Random) -> DeckIndex:
    """Cards over 3,000 subjects that share their phrases, as decks do."""
    asks = ("purpose", "limitation", "output range", "default value", "formula", "advantage", "gradient", "cost")
    deck = DeckIndex()
    for number in range(size):
        subject = f"{rng.choice('bcdfgklmnprst')}{rng.choice('aeiou')}subject{number // 8 % 3000} of area{number % 97}"
        question = f"What is the {asks[number % 8]} of the {subject} function?"
        deck.add(str(number), CardKind.BASIC, question, f"value{number} and more", f"s{number // 20}", 0, 40)
    return deck


def test_looking_up_in_twenty_thousand_cards_does_not_read_the_deck() -> None:
    deck = large_deck(20_000, random.Random(5))
    probes = [draft(f"What is the limitation of the basubject{n} of area{n} function?", "x") for n in range(200)]
    for probe in probes[:5]:
        deck.same_fact(probe, "s1")
    began = time.process_time()
    for probe in probes:
        deck.same_fact(probe, "s1")
        deck.interfering(probe, "s1")
    assert (time.process_time() - began) / len(probes) < 0.1
