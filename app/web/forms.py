"""What forms may send: one model per form, checked before a handler sees it."""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

RowId = Annotated[int, Field(ge=1, le=2**53)]
CardSide = Annotated[str, Field(max_length=20_000)]
CardId = Annotated[str, Field(min_length=1, max_length=36)]

# One field, however many there are: a form may have a thousand. Digits are spelt out here and below, because `\d` means
# those of every script, and compiled patterns stay in memory.
_NUMBERS = r"^[0-9]{1,15}(,[0-9]{1,15})*$"


class Form(BaseModel):
    """Forms hold what their page asked for and nothing else."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class AnswerForm(Form):
    """One answer. `version` is the schedule's on the page; the same `submission_id` twice is one answer."""

    card_id: CardId
    version: int = Field(ge=0)
    submission_id: str = Field(min_length=8, max_length=64, pattern=r"^[A-Za-z0-9-]+$")
    rating: int = Field(ge=1, le=4)
    duration_ms: int = Field(default=0, ge=0)
    shown_at: float = Field(default=0, ge=0)


class CardIdForm(Form):
    card_id: CardId


class LoginForm(Form):
    password: str = Field(max_length=1_000)
    next: str = Field(default="/", max_length=2_000)


class CardForm(Form):
    question: str = Field(max_length=20_000)
    answer: str = Field(default="", max_length=20_000)
    version: int = Field(ge=0)


class InboxForm(Form):
    card_id: CardId
    verdict: Literal["accept", "reject"]


class InboxEditForm(CardForm):
    """New words for a waiting card, and whether it is accepted with them."""

    card_id: CardId
    verdict: Literal["", "accept"] = ""


class PasteForm(Form):
    """Notes pasted as text; the title names the file they are kept in."""

    title: str = Field(min_length=1, max_length=120)
    text: str = Field(min_length=1, max_length=900_000)


class FolderForm(Form):
    """A file or folder on the machine that the server runs on."""

    path: str = Field(min_length=1, max_length=4_000)


class SettingsForm(Form):
    new_per_day: int = Field(ge=0, le=9_999)
    reviews_per_day: int = Field(ge=0, le=9_999)
    desired_retention: float = Field(ge=0.7, le=0.99)
    zone: str = Field(min_length=1, max_length=64)
    ask_before_accepting: bool = False


class ModelForm(Form):
    """The model that writes; ranges and names are checked where they are stored."""

    host: str = Field(max_length=300)
    model: str = Field(max_length=200)
    context_length: int
    concurrency: int
    language: str = Field(default="", max_length=100)
    cards_per_section: int
    second_look: bool = False
    embedding_model: str = Field(default="", max_length=200)


class GenerateForm(Form):
    """What to write about: whole notes, and sections one by one; with `again` also what was written about before."""

    note: tuple[RowId, ...] = ()
    section: tuple[RowId, ...] = ()
    writer: Literal["auto", "extractive"] = "auto"
    instruction: str = Field(default="", max_length=2_000)
    again: bool = False


class PullForm(Form):
    """The name of a model to be fetched."""

    name: str = Field(min_length=1, max_length=200)


class DecideForm(Form):
    """What to do about the proposals of a change: those ticked, or one alone, or leave one, or all that were seen.

    The other fields are by proposal: the verdict, and the words where they could be edited.
    """

    deed: str = Field(default="apply", max_length=30, pattern=r"^(apply|leave|accept:[0-9]{1,15}|leave:[0-9]{1,15})$")
    take: tuple[RowId, ...] = ()
    seen: tuple[RowId, ...] = ()
    verdict: dict[int, Literal["reword", "replace", "retire", "leave"]] = Field(default_factory=dict)
    question: dict[int, CardSide] = Field(default_factory=dict)
    answer: dict[int, CardSide] = Field(default_factory=dict)


class ProposalForm(Form):
    proposal: RowId


class MissingForm(Form):
    """Notes without a file (numbers of their changes, with commas), and what is to become of their cards."""

    change: str = Field(pattern=_NUMBERS)
    deed: Literal["retire", "keep"]

    @property
    def changes(self) -> tuple[int, ...]:
        return tuple(map(int, self.change.split(",")))


class ApplicationsForm(Form):
    """What is to be undone (numbers, with commas); `change` is the page that it is undone on, if it is one's own."""

    application: str = Field(pattern=_NUMBERS)
    change: int = Field(default=0, ge=0, le=2**53)

    @property
    def applications(self) -> tuple[int, ...]:
        return tuple(map(int, self.application.split(",")))
