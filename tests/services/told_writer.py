"""A working writer that says what a test tells it."""

from dataclasses import dataclass

from app.domain import CardKind, Draft, Section
from app.generator.writer import SectionContext, WriterReply


@dataclass(frozen=True)
class WritesWhatItIsTold:
    """A writer with one card for each section, given by the section's title; the quote is the section's last line."""

    told: dict[str, tuple[str, str]]
    name: str = "told"
    model: str = ""

    def write(self, section: Section, context: SectionContext) -> WriterReply:
        if section.title not in self.told:
            return WriterReply(())
        question, answer = self.told[section.title]
        quote = section.text.strip().splitlines()[-1]
        start = section.text.index(quote)
        return WriterReply((Draft(CardKind.BASIC, question, answer, quote, start, start + len(quote), "told"),))
