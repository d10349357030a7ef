"""Cutting an answer into lines, and a reply into its completion."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.generator.model.seam import Finish, ReplyTooLargeError, ServerFaultError, ServerUnavailableError
from app.generator.ollama.errors import Asked
from app.generator.ollama.reading import Lines, parsed
from app.generator.ollama.reply import Reply

ASKED = Asked("http://desk:11434", "m:1")


@given(st.lists(st.binary(max_size=12), max_size=12), st.data())
def test_lines_are_the_same_wherever_the_packets_end(lines: list[bytes], data: st.DataObject) -> None:
    body = b"\n".join(lines)
    cuts = sorted(data.draw(st.lists(st.integers(0, len(body)), max_size=6)))
    chunks = [body[start:end] for start, end in zip([0, *cuts], [*cuts, len(body)], strict=True)]
    reader = Lines(ASKED, None, 1000)
    found = [line for chunk in chunks for line in reader.feed(chunk)] + reader.rest()
    assert found == [line for line in body.split(b"\n") if line.strip()]


def test_an_answer_and_a_line_have_their_limits() -> None:
    with pytest.raises(ReplyTooLargeError):
        Lines(ASKED, 10, 1000).feed(b"x" * 11)
    endless = Lines(ASKED, None, 10)
    endless.feed(b"123456\n789")
    endless.feed(b"0123456")
    with pytest.raises(ReplyTooLargeError):
        endless.feed(b"7")


@pytest.mark.parametrize("data", [b"", b"<html>", b"[1]", b'"text"', b"null", b"[" * 5000, b"{", b"\xff\xfe"])
def test_what_is_no_object_is_not_ollama(data: bytes) -> None:
    with pytest.raises(ServerUnavailableError, match="does not speak as Ollama"):
        parsed(data, ASKED)


def test_what_breaks_in_the_middle_is_a_fault_of_the_server() -> None:
    with pytest.raises(ServerFaultError, match="broke into pieces"):
        parsed(b"{", ASKED, begun=True)
    with pytest.raises(ServerFaultError, match="runner"):
        parsed(b'{"error":"llama runner process has terminated"}', ASKED, begun=True)


def said(*pieces: str, **end: object) -> Reply:
    reply = Reply("m:1")
    for piece in pieces:
        reply.take({"message": {"role": "assistant", "content": piece}, "done": False})
    if end:
        reply.take({"message": {"content": ""}, **end})
    return reply


def test_a_reply_is_its_pieces_in_order() -> None:
    completion = said("{", '"a":', " 1}", done=True, done_reason="stop", eval_count=3).completion()
    assert (completion.text, completion.finish, completion.output_tokens) == ('{"a": 1}', Finish.STOP, 3)


@pytest.mark.parametrize(
    "end",
    [
        {},
        {"done": False, "done_reason": "stop"},
        {"done": 1, "done_reason": "stop"},
        {"done": "true", "done_reason": "stop"},
        {"done": True},
        {"done": True, "done_reason": "load"},
    ],
)
def test_anything_short_of_done_and_stop_is_incomplete(end: dict[str, object]) -> None:
    assert said("{}", **end).completion().finish is Finish.INCOMPLETE


def test_blanks_are_stuck_only_when_there_are_too_many_in_a_row() -> None:
    assert not said('{"a":', *[" "] * 30).stuck
    assert said('{"a":', *[" "] * 31).stuck
    assert said('{"a":', "\n" * 401).stuck
    assert not said(*['"', " " * 16, "|"] * 40).stuck, "a quoted table has long rows of blanks"
    assert not said(*["word", " "] * 100).stuck


@pytest.mark.parametrize(
    "frame", [{}, {"message": None}, {"message": "x"}, {"message": {"content": 7}}, {"message": []}]
)
def test_frames_of_another_shape_add_nothing(frame: dict[str, object]) -> None:
    reply = said("{")
    reply.take(frame)
    assert reply.completion().text == "{"


@pytest.mark.parametrize("count", [0, -1, "12", None, True, 1.5])
def test_counts_that_are_none_are_unknown(count: object) -> None:
    completion = said("{}", done=True, done_reason="stop", prompt_eval_count=count).completion()
    assert completion.prompt_tokens is None
