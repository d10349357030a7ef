"""The body of every chat call: the same options each time, so that the server never loads the model anew.

Any difference in `num_ctx` and its like makes it do so; `num_predict`, `temperature` and `seed` may differ freely. The
sampling options are said because a model's own file may set others (a repeat penalty keeps a model from quoting).
`truncate` false has a prompt that is too long refused and not cut; `think` false keeps thinking models to the point.
"""

from collections.abc import Sequence

from app.generator.model.seam import Message, Schema

KEEP_ALIVE = "10m"
_SAMPLING = {"top_k": 40, "top_p": 0.9, "repeat_penalty": 1.0}


def chat_body(
    model: str,
    messages: Sequence[Message],
    schema: Schema | None,
    *,
    context: int,
    max_tokens: int,
    temperature: float,
    seed: int,
) -> dict[str, object]:
    """A streamed chat; `context` and `max_tokens` are in tokens. Without a schema the words are free."""
    return {
        "model": model,
        "messages": [{"role": each.role.value, "content": each.content} for each in messages],
        "stream": True,
        "think": False,
        "truncate": False,
        **({} if schema is None else {"format": schema}),
        "keep_alive": KEEP_ALIVE,
        "options": {
            "num_ctx": context,
            **_SAMPLING,
            "num_predict": max_tokens,
            "temperature": temperature,
            "seed": seed,
        },
    }


def embedding_options(context: int) -> dict[str, object]:
    """The options of an embedding call that a model which also writes must get: others would load it anew."""
    return {"num_ctx": context}
