"""Lines on the wire: how they are cut, what the last one says, and what is left out of it."""

import json
from itertools import pairwise

from tests.fake_ollama import FakeOllama, fake_ollama
from tests.fake_ollama.asking import asked, cards, lines, post, request, text_of


def test_words_come_in_pieces_that_end_anywhere_and_the_last_line_is_empty() -> None:
    with fake_ollama(frames=0) as fake:
        reply = lines(fake)
    pieces = [line["message"]["content"] for line in reply]
    assert len(pieces) > 100
    assert pieces[-1] == ""
    assert [line["done"] for line in reply] == [False] * (len(reply) - 1) + [True]
    assert reply[-1]["done_reason"] == "stop"
    assert any(before[-1:].isalpha() and after[:1].isalpha() for before, after in pairwise(pieces))


def test_pieces_end_inside_an_escape() -> None:
    with fake_ollama(frames=0, script=['{"cards": [{"d_answer": "say \\"yes\\""}]}']) as fake:
        pieces = [line["message"]["content"] for line in lines(fake)]
    assert any(piece.endswith("\\") for piece in pieces)
    assert json.loads("".join(pieces)) == {"cards": [{"d_answer": 'say "yes"'}]}


def test_torn_replies_cut_letters_and_escapes_in_two() -> None:
    written = '{"cards": [{"d_answer": "naïve ∑ 水 <b> & 🙂"}]}'
    with fake_ollama(tcp="torn", script=[written, written]) as fake:
        chunks = _chunks(fake)
        assert text_of(lines(fake)) == written
    assert max(map(len, chunks)) <= 7
    assert any(_cut_letter(chunk) for chunk in chunks)
    assert any(chunk.endswith((b"\\", b"\\u", b"\\u0", b"\\u00", b"\\u003")) for chunk in chunks)


def test_letters_are_utf8_and_angle_brackets_are_escaped_as_go_does() -> None:
    with fake_ollama(script=['{"a": "∑ <b>"}']) as fake:
        raw = post(fake, "/api/chat", request())
    assert "∑".encode() in raw
    assert b"\\u003c" in raw
    assert b"<" not in raw


def test_counts_of_zero_are_left_out() -> None:
    with fake_ollama(loaded=True) as fake:
        first = lines(fake, options={"num_predict": 0})[-1]
    assert "load_duration" not in first
    assert "eval_count" not in first
    assert first["prompt_eval_count"] > 0


def test_durations_are_nanoseconds_that_agree_with_the_sleeps() -> None:
    with fake_ollama(latency_ms=300, load_ms=200) as fake:
        first, second = lines(fake)[-1], lines(fake)[-1]
    assert first["total_duration"] >= 495e6
    assert 195e6 <= first["load_duration"] < first["total_duration"]
    spent = first["load_duration"] + first["prompt_eval_duration"] + first["eval_duration"]
    assert abs(spent - first["total_duration"]) < 100e6
    assert "load_duration" not in second
    assert second["prompt_eval_duration"] < first["prompt_eval_duration"]


def test_without_a_stream_the_reply_is_one_object() -> None:
    with fake_ollama() as fake:
        raw = post(fake, "/api/chat", request(stream=False))
        value = json.loads(raw)
        assert raw.count(b"\n") == 0
        assert json.loads(value["message"]["content"])["cards"] == cards(fake)
    assert value["done"] is True
    assert value["eval_count"] > 0


def _chunks(fake: FakeOllama) -> list[bytes]:
    """The chunks of a reply's body as they stand on the wire."""
    with asked(fake) as connection:
        received = b"".join(iter(lambda: connection.recv(65536), b""))
    rest = received.split(b"\r\n\r\n", 1)[1]
    chunks = []
    while rest:
        size, _, rest = rest.partition(b"\r\n")
        chunks.append(rest[: int(size, 16)])
        rest = rest[int(size, 16) + 2 :]
    return chunks


def _cut_letter(chunk: bytes) -> bool:
    try:
        chunk.decode()
    except UnicodeDecodeError:
        return True
    return False
