"""What the learner decided on the page of a change: its form read, and put as the service takes it."""

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from fastapi import Request
from fastapi.exceptions import RequestValidationError
from pydantic import ValidationError

from app.web.forms import DecideForm

if TYPE_CHECKING:
    from app.services.apply_changes import Choice

_MOST_FIELDS = 50_000
_FIELD = re.compile(r"(verdict|question|answer)-([0-9]{1,15})")


async def decided(request: Request) -> DecideForm:
    """The form of a change: what is ticked, and for each proposal the verdict and the words."""
    sent = await request.form(max_fields=_MOST_FIELDS)
    fields: dict[str, Any] = {
        "deed": sent.get("deed", "apply"),
        "take": sent.getlist("take"),
        "seen": sent.getlist("seen"),
    }
    for name, value in sent.items():
        if (found := _FIELD.fullmatch(name)) is not None:
            fields.setdefault(found[1], {})[found[2]] = value
    try:
        return DecideForm.model_validate(fields)
    except ValidationError as error:
        raise RequestValidationError(error.errors()) from error


def chosen(form: DecideForm) -> "tuple[list[Choice], list[int]]":
    """What is to be applied of a change, as the service takes it, and what is to be left as it is."""
    # Here, because a server starts without what compares texts.
    from app.cards.verdicts import Verdict
    from app.services.apply_changes import Choice

    deed, _, one = form.deed.partition(":")
    wanted: Sequence[int] = [int(one)] if one else form.take
    if deed == "leave":
        return [], list(wanted if one else form.seen)
    leave = [each for each in wanted if form.verdict.get(each) == "leave"]
    choices = [
        Choice(
            each,
            Verdict(form.verdict[each]) if each in form.verdict else None,
            _typed(form.question.get(each)),
            _typed(form.answer.get(each)),
        )
        for each in wanted
        if each not in leave
    ]
    return choices, leave


def _typed(words: str | None) -> str | None:
    return None if words is None else words.replace("\r\n", "\n").replace("\x00", "")
