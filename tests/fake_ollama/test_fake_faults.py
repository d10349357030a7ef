"""Each fault as a client meets it, and which calls it befalls."""

import http.client
import json
import urllib.error
import urllib.request
from typing import Any

import pytest

from tests.fake_ollama import FakeOllama, Fault
from tests.fake_ollama.asking import asked, cards, eventually, lines, playing, post, request, text_of
from tests.fake_ollama.faults import WIRE_FAULTS, WORD_FAULTS, FaultBoard

REFUSALS = {
    "html_502": (502, "Bad Gateway</h1>"),
    "text_404": (404, "404 page not found"),
    "forbidden": (403, ""),
    "busy_503": (503, '{"error":"server busy, please try again.'),
    "error_500": (500, '{"error":"llama runner process has terminated'),
    "out_of_memory": (500, '{"error":"model requires more system memory'),
    "missing_model": (404, '{"error":"model \'llama3.1:8b\' not found"}'),
    "schema_400": (400, '{"error":"JSON schema conversion failed'),
    "schema_500": (500, '{"error":"invalid JSON schema in format"}'),
}


@pytest.mark.parametrize("kind", REFUSALS)
def test_refusals_have_their_status_and_words(kind: str) -> None:
    status, words = REFUSALS[kind]
    with playing(faults=[Fault(kind)]) as fake, pytest.raises(urllib.error.HTTPError) as refused:
        lines(fake)
    assert refused.value.code == status
    assert words in refused.value.read().decode()


def test_a_proxys_page_may_even_say_200() -> None:
    with playing(faults=[Fault("html_200")]) as fake:
        assert post(fake, "/api/chat", request()).startswith(b"<html>")


@pytest.mark.parametrize("kind", ["reset_at_once", "reset"])
def test_resets_break_the_connection(kind: str) -> None:
    with playing(faults=[Fault(kind)]) as fake, pytest.raises(ConnectionResetError):
        lines(fake)


def test_a_connection_may_close_before_a_word() -> None:
    with playing(faults=[Fault("close_at_once")]) as fake, pytest.raises(http.client.RemoteDisconnected):
        lines(fake)


def test_a_line_may_be_cut_by_the_end() -> None:
    with playing(faults=[Fault("cut_line")]) as fake, pytest.raises(http.client.IncompleteRead) as cut:
        lines(fake)
    assert b'"done":true' not in cut.value.partial
    assert not cut.value.partial.endswith(b"}\n")


@pytest.mark.parametrize("kind", ["silence", "stall"])
def test_a_stalled_call_hangs_until_its_client_leaves(kind: str) -> None:
    with playing(faults=[Fault(kind)]) as fake:
        with pytest.raises(TimeoutError):
            post(fake, "/api/chat", request(), seconds=0.3)
        assert eventually(lambda: fake.requests()[0].outcome == "left")


def test_silence_sends_no_header_and_a_stall_sends_some_words() -> None:
    assert _first_bytes("silence") == b""
    assert b'"content"' in _first_bytes("stall")


def test_a_trickle_comes_byte_by_byte() -> None:
    with playing(faults=[Fault("trickle", detail="40")]) as fake, pytest.raises(TimeoutError):
        _read_all(fake, seconds=1.0)


def test_a_stream_may_end_without_done() -> None:
    with playing(faults=[Fault("no_done")]) as fake:
        reply = lines(fake)
        whole = json.loads(post(fake, "/api/chat", request(stream=False)))
    assert not any(line["done"] for line in reply)
    assert json.loads(text_of(reply))["cards"], "all words came, and still it is no success"
    assert whole["done"] is False


def test_done_may_be_false_under_200() -> None:
    with playing(faults=[Fault("done_false")]) as fake:
        last = lines(fake)[-1]
    assert last["done"] is False
    assert "done_reason" not in last


def test_an_error_may_come_in_the_middle() -> None:
    with playing(faults=[Fault("error_line", detail="CUDA error: out of memory")]) as fake:
        body = post(fake, "/api/chat", request()).splitlines()
    assert json.loads(body[0])["done"] is False
    assert json.loads(body[-1]) == {"error": "CUDA error: out of memory"}


def test_blank_lines_stand_between_the_others() -> None:
    with playing(faults=[Fault("blank_lines")]) as fake:
        body = post(fake, "/api/chat", request()).split(b"\n")
    assert body[0] == body[2] == b""
    assert json.loads(body[1])["done"] is False


def test_a_line_may_be_no_json() -> None:
    with playing(faults=[Fault("not_json")]) as fake, pytest.raises(json.JSONDecodeError):
        lines(fake)


def test_bytes_may_be_no_utf8() -> None:
    with playing(faults=[Fault("bad_utf8")]) as fake, pytest.raises(UnicodeDecodeError):
        post(fake, "/api/chat", request()).decode()


def test_a_reply_may_be_far_too_large() -> None:
    with playing(faults=[Fault("huge", detail="3000000")]) as fake:
        assert len(post(fake, "/api/chat", request())) > 3_000_000


@pytest.mark.parametrize(
    ("version", "end"), [("0.32.4", None), ("0.34.0", "prediction aborted, token repeat limit reached")]
)
def test_a_run_of_white_space_ends_in_silence_or_in_an_error_by_release(version: str, end: str | None) -> None:
    with playing(version=version, faults=[Fault("whitespace")]) as fake:
        body = [json.loads(line) for line in post(fake, "/api/chat", request()).splitlines()]
    assert body[-1].get("error") == end
    assert not any(line.get("done") for line in body)


def test_white_space_may_run_to_the_limit_of_tokens() -> None:
    with playing(faults=[Fault("whitespace", detail="endless")]) as fake:
        reply = lines(fake, options={"num_ctx": 4096, "num_predict": 900})
    assert reply[-1]["done_reason"] == "length"
    assert text_of(reply).endswith("\n" * 300)


def test_raw_bytes_stand_in_for_any_server() -> None:
    script = json.dumps([{"text": "SSH-2.0-OpenSSH_9.6\r\n"}, {"wait_ms": 5, "hex": "00ff", "end": "close"}])
    with playing(faults=[Fault("raw", detail=script)]) as fake:
        assert _first_bytes_of(fake) == b"SSH-2.0-OpenSSH_9.6\r\n\x00\xff"


WORDS: dict[str, Any] = {
    "fenced": lambda text: text.startswith("```json\n{") and text.endswith("}\n```"),
    "prose": lambda text: text.startswith("Here are") and '{"cards"' in text,
    "thoughts": lambda text: text.startswith("<think>") and text.endswith("}"),
    "cut_json": lambda text: text.startswith('{"cards"') and not text.endswith("}]}"),
    "empty_text": lambda text: text == "",
    "unconstrained": lambda text: text.startswith("Sure!"),
    "not_cards": lambda text: "cards" not in json.loads(text),
    "no_cards": lambda text: json.loads(text) == {"cards": []},
    "repeated": lambda text: len({str(card) for card in json.loads(text)["cards"]}) == 1,
    "schema_invalid": lambda text: not isinstance(json.loads(text)["cards"][0], dict),
}


@pytest.mark.parametrize("kind", WORDS)
def test_faults_of_words_end_as_if_all_were_well(kind: str) -> None:
    with playing(faults=[Fault(kind)]) as fake:
        reply = lines(fake)
    assert WORDS[kind](text_of(reply))
    assert reply[-1]["done_reason"] == "stop"


def test_a_cut_reply_says_length() -> None:
    with playing(faults=[Fault("length")]) as fake:
        assert lines(fake)[-1]["done_reason"] == "length"


def test_faults_befall_the_calls_they_name() -> None:
    with playing(faults=[Fault("no_done", nth=(2, 4)), Fault("fenced", contains="Write two")]) as fake:
        ends = [lines(fake)[-1]["done"] for _ in range(5)]
        marked = [*request()["messages"][:1], {"role": "user", "content": "Write two"}]
        assert text_of(lines(fake, messages=marked)).startswith("```")
        assert [record.fault for record in fake.requests()] == ["", "no_done", "", "no_done", "", "fenced"]
    assert ends == [True, False, True, False, True]


def test_faults_end_after_their_number_of_times() -> None:
    with playing(faults=[Fault("done_false", times=2)]) as fake:
        assert [lines(fake)[-1]["done"] for _ in range(4)] == [False, False, True, True]


def test_a_share_of_calls_is_drawn_by_the_seed() -> None:
    def drawn(seed: int) -> list[bool]:
        board = FaultBoard((Fault("no_cards", share=0.5),), seed)
        return [board.next("/api/chat", "") is not None for _ in range(24)]

    assert drawn(1) == drawn(1) != drawn(2)
    assert 0 < sum(drawn(1)) < 24


def test_other_paths_break_as_well() -> None:
    with playing(faults=[Fault("html_502", path="/api/tags")]) as fake:
        with pytest.raises(urllib.error.HTTPError):
            urllib.request.urlopen(f"{fake.url}/api/tags", timeout=20)
        assert cards(fake)


def test_every_fault_is_tried_here() -> None:
    tried = {*REFUSALS, *WORDS, "spoil", "length", "whitespace", "raw", "html_200", "reset_at_once", "close_at_once"}
    tried |= {"silence", "reset", "stall", "trickle", "blank_lines", "no_done", "done_false", "error_line", "cut_line"}
    tried |= {"not_json", "bad_utf8", "huge"}
    assert tried == {*WIRE_FAULTS, *WORD_FAULTS}


def test_a_fault_that_there_is_not_is_an_error_at_once() -> None:
    with pytest.raises(ValueError, match="no fault called"):
        Fault("gremlins")
    with pytest.raises(ValueError, match="answered at once"):
        Fault("stall", path="/api/tags")


def _first_bytes(kind: str) -> bytes:
    with playing(faults=[Fault(kind)]) as fake:
        return _first_bytes_of(fake)


def _first_bytes_of(fake: FakeOllama) -> bytes:
    """What arrives until the end, or until nothing has come for half a second."""
    received = b""
    with asked(fake) as connection:
        connection.settimeout(0.5)
        try:
            while data := connection.recv(65536):
                received += data
        except TimeoutError:
            return received
    return received


def _read_all(fake: FakeOllama, seconds: float) -> None:
    """Read to the end; TimeoutError where that takes longer than `seconds` while bytes keep coming."""
    with asked(fake) as connection:
        connection.settimeout(seconds)
        left = 12
        while left and connection.recv(16):
            left -= 1
    if not left:
        raise TimeoutError("still trickling")
