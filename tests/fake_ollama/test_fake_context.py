"""The context: silent cuts, loud refusals, limits of tokens, and the cache of prefixes."""

import json
import urllib.error

import pytest

from tests.fake_ollama import InstalledModel
from tests.fake_ollama.asking import OSMOSIS, cards, lines, messages, playing, request, text_of
from tests.fake_ollama.tokens import fit, tokenise

LONG = messages(OSMOSIS + "\nOne more sentence that only takes room. " * 900 + "\n")
SMALL = {"num_ctx": 2048}


def test_tokens_joined_are_the_text() -> None:
    text = 'Größe ∑, "quoted"\n\n  and 水 __init__'
    assert "".join(tokenise(text)) == text


@pytest.mark.parametrize(("version", "kept"), [("0.32.4", 1026), ("0.29.1", 2048)])
def test_long_prompts_are_cut_without_a_word_and_only_the_count_tells(version: str, kept: int) -> None:
    with playing(version=version) as fake:
        reply = lines(fake, messages=LONG, options=SMALL)
    assert reply[-1]["done_reason"] == "stop"
    assert reply[-1]["prompt_eval_count"] == kept
    assert json.loads(text_of(reply)) == {"cards": []}, "the fence was at the front, and the front is lost"


def test_a_cut_keeps_the_tail_and_the_first_few_tokens() -> None:
    prompt = fit([{"role": "user", "content": "first " * 3000 + "last"}], 1024, truncate=True, half=True)
    assert prompt.tokens == 514
    assert prompt.text.startswith("<|user")
    assert prompt.last_user.endswith("first last")


def test_older_messages_go_before_tokens_do_but_not_the_systems() -> None:
    talk = [
        {"role": "system", "content": "Be brief."},
        {"role": "user", "content": "old " * 900},
        {"role": "user", "content": "new question"},
    ]
    prompt = fit(talk, 512, truncate=True, half=True)
    assert "Be brief." in prompt.text
    assert "old" not in prompt.text
    assert prompt.last_user == "new question"


def test_truncate_false_refuses_instead() -> None:
    with playing() as fake, pytest.raises(urllib.error.HTTPError) as refused:
        lines(fake, messages=LONG, options=SMALL, truncate=False)
    assert refused.value.code == 400
    assert json.load(refused.value) == {"error": "the input length exceeds the context length"}


def test_imported_models_refuse_with_json_inside_a_string() -> None:
    with playing(models=[InstalledModel(path="native")]) as fake, pytest.raises(urllib.error.HTTPError) as refused:
        lines(fake, messages=LONG, options=SMALL)
    inner = json.loads(json.load(refused.value)["error"])["error"]
    assert refused.value.code == 400
    assert inner["type"] == "exceed_context_size_error"
    assert inner["n_prompt_tokens"] > inner["n_ctx"] == 2048


def test_a_context_beyond_the_models_own_is_clamped() -> None:
    with playing(models=[InstalledModel(context_length=2048)]) as fake:
        assert lines(fake, messages=LONG, options={"num_ctx": 65536})[-1]["prompt_eval_count"] == 1026


def test_num_predict_cuts_json_anywhere_and_says_length() -> None:
    with playing() as fake:
        reply = lines(fake, options={"num_ctx": 4096, "num_predict": 50})
    assert reply[-1]["done_reason"] == "length"
    assert reply[-1]["eval_count"] == 50
    with pytest.raises(json.JSONDecodeError):
        json.loads(text_of(reply))


def test_without_shifting_the_context_ends_a_reply() -> None:
    with playing(script=[" ".join(map(str, range(1000, 4000)))]) as fake:
        last = lines(fake, options=SMALL, shift=False)[-1]
    assert last["done_reason"] == "length"
    assert last["prompt_eval_count"] + last["eval_count"] == 2048


def test_wrong_types_of_options_are_a_fault_of_the_server() -> None:
    with playing() as fake, pytest.raises(urllib.error.HTTPError) as refused:
        lines(fake, options={"num_ctx": "8192"})
    assert refused.value.code == 500


def test_a_constant_beginning_is_read_once() -> None:
    with playing() as fake:
        lines(fake)
        lines(fake, messages=messages("Something else.\n", title="Other"))
        lines(fake)
        first, other, again = fake.requests()
    assert first.cached_share == 0
    assert 0.5 < other.cached_share < 0.95
    assert again.cached_share > 0.99
    assert again.cached_tokens == again.prompt_tokens - 1, "one token is always read"


def test_a_changing_beginning_spoils_the_cache() -> None:
    dated = [[{"role": "system", "content": f"{day} May"}, *messages()] for day in (1, 2)]
    with playing() as fake:
        for each in dated:
            lines(fake, messages=each)
        assert fake.requests()[1].cached_share < 0.02


def test_each_prompt_finds_the_slot_that_knows_it() -> None:
    talks = [[{"role": "user", "content": f"{word} " * 300}] for word in ("alpha", "beta")]
    with playing(slots=2, ram_cache=0) as fake:
        for talk in (*talks, *reversed(talks)):
            lines(fake, messages=talk, format=None)
        slots = [record.slot for record in fake.requests()]
    assert slots[0] == slots[3] != slots[1] == slots[2]


def test_a_reload_empties_the_cache() -> None:
    with playing() as fake:
        for size in (4096, 8192):
            lines(fake, options={"num_ctx": size})
        assert fake.requests()[1].cached_tokens == 0


def test_older_releases_do_not_count_what_was_cached() -> None:
    with playing(version="0.29.1") as fake:
        first, second = (lines(fake)[-1].get("prompt_eval_count", 0) for _ in range(2))
    assert second == 1 < first


def test_the_model_sees_the_section_when_all_fits() -> None:
    with playing() as fake:
        assert len(cards(fake)) >= 3
        assert fake.requests()[0].body == request()
