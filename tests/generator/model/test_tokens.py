"""How many tokens a text may be."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.generator.model.seam import Message, Role
from app.generator.model.tokens import likely_tokens, most_tokens

# Texts, and the range of tokens per character that is assumed for their kind: least with a vocabulary as large as
# Llama 3's, most with one as small as Mistral 7B's first.
SAMPLES = {
    "English": ("The green pigment of a leaf absorbs red and blue light, and reflects green. ", 0.21, 0.26),
    "German": ("Das Blattgrün nimmt rotes und blaues Licht auf und wirft grünes zurück. ", 0.26, 0.33),
    "code": ("for i in range(10):\n    total += x[i] * w[i]  # sum\n", 0.25, 0.45),
    "Chinese": ("叶绿素吸收红光和蓝光，反射绿光。", 0.6, 1.3),
    "Russian": ("Хлорофилл поглощает красный и синий свет. ", 0.3, 0.5),
    "numbers": ("3.14159 2.71828 1.41421 1.73205 ", 0.4, 1.0),
}


@pytest.mark.parametrize("kind", SAMPLES)
def test_the_upper_estimate_is_above_and_the_likely_one_never_far_above_what_models_need(kind: str) -> None:
    sample, least, most = SAMPLES[kind]
    messages = [Message(Role.USER, sample * 100)]
    characters = len(sample) * 100
    assert most_tokens(messages) >= most * characters
    assert most_tokens(messages) <= 2.2 * most * characters, "nor so far above that the context stands half empty"
    assert 0.7 * likely_tokens(messages) <= least * characters


@given(st.lists(st.text(max_size=80), max_size=4))
def test_estimates_are_in_order_and_grow_with_the_text(texts: list[str]) -> None:
    messages = [Message(Role.USER, text) for text in texts]
    assert 0 < likely_tokens(messages) <= most_tokens(messages)
    more = [*messages, Message(Role.USER, "one more")]
    assert most_tokens(more) > most_tokens(messages)


@given(st.text(alphabet=st.characters(codec="utf-8"), max_size=200))
def test_no_text_is_too_odd_to_be_counted(text: str) -> None:
    assert most_tokens([Message(Role.USER, text)]) >= len(text.split()) / 4
