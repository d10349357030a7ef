"""Every limit of every gate, in one table that prompts and documentation quote: a limit has no second home."""

from dataclasses import dataclass

from app.domain import Finding, Severity

HARD, SOFT = Severity.HARD, Severity.SOFT


@dataclass(frozen=True, slots=True)
class Threshold:
    """One limit: which rule it belongs to, what is measured, the value, and the sentence that tells a writer of it."""

    rule: str
    severity: Severity
    what: str
    value: float
    sentence: str

    @property
    def limit(self) -> str:
        """The limit in words, as a finding shows it."""
        return f"{self.what} {self.value:g}"

    def finding(self, measured: object, span: str = "") -> Finding:
        """The finding that this limit was not kept. `span` is cut to what a page can show."""
        shown = f"{measured:.2f}" if isinstance(measured, float) else str(measured)
        return Finding(self.rule, self.severity, shown, self.limit, span if len(span) <= 200 else span[:199] + "…")


QUOTE_LEAST = Threshold("G1", HARD, "characters of the quote, at least", 8, "Quote at least two words.")
QUOTE_WORDS = Threshold("G1", HARD, "words of the quote, at least", 2, "Quote at least two words.")
QUOTE_MOST = Threshold("G1", HARD, "characters of the quote, at most", 300, "Quote at most 300 characters.")
LIST_QUOTE_MOST = Threshold(
    "G1", HARD, "characters of the quote of a cloze, at most", 1500, "For a cloze, quote at most 1500 characters."
)
QUOTE_VERBATIM = Threshold(
    "G1", HARD, "quotes that stand in the section, of", 1, "Copy the quote word for word from the section."
)
ANSWER_IN_SECTION = Threshold(
    "G2", HARD, "share of the answer's words in the section, at least", 0.8, "Answer in the words of the section."
)
LONE_FOREIGN_WORD = Threshold(
    "G2",
    SOFT,
    "share of the answer's words in the section where a single one is not, above",
    0.5,
    "Answer in the words of the section.",
)
INFLECTED_WORDS = Threshold(
    "G2",
    SOFT,
    "share of the answer's words in the section, where other endings may hide them, above",
    0.5,
    "Answer in the words of the section.",
)
ANSWER_IN_QUOTE = Threshold(
    "G2",
    SOFT,
    "share of the answer's words in quote and question, at least",
    0.6,
    "Choose the quote that holds the answer.",
)
LITERALS = Threshold(
    "G3",
    HARD,
    "numbers, units, code, formulas, names and negations not in the section, at most",
    0,
    "Use no number, unit, code, formula, name or negation that the section does not have.",
)
QUOTED_NUMBERS = Threshold(
    "G3",
    HARD,
    "numbers of the answer that are in neither quote nor question, at most",
    0,
    "Choose the quote that holds the answer.",
)
QUESTION_IN_SECTION = Threshold(
    "G4",
    SOFT,
    "share of the question's words in the section and its headings, at least",
    0.3,
    "Ask in the words of the section.",
)
CLAIMS = Threshold(
    "G5",
    HARD,
    "denials and reservations of the quote that the card changes, at most",
    0,
    "Keep the “not” and “may” of the quote; add none.",
)
PERHAPS_CHANGED = Threshold(
    "G5",
    SOFT,
    "denials and reservations of the quote that the card may change, at most",
    0,
    "Keep the “not” and “may” of the quote; add none.",
)
SUBJECT = Threshold(
    "G6", SOFT, "quotes about another term than the card, at most", 0, "Choose the quote that holds the answer."
)
TRANSLATED = Threshold(
    "G7",
    SOFT,
    "cards in another language than their section, at most",
    0,
    "A card in another language than its section is checked by its quote, numbers and form only.",
)
DIRECTION = Threshold(
    "G8",
    SOFT,
    "causes or subjects of the quote that the card turns round, at most",
    0,
    "A cause stays a cause, and who does something stays the one who does it.",
)
LEAK = Threshold(
    "L1", HARD, "answers that the question gives away, at most", 0, "Never put the answer in the question."
)
LEAK_RATIO = Threshold(
    "L2", SOFT, "words that question and answer share, below", 0.4, "Do not repeat the question in the answer."
)
QUESTION_MARK = Threshold("F1", HARD, "question marks at the end", 1, "End the question with a question mark.")
QUESTION_LEAST = Threshold("F1", HARD, "characters of the question, at least", 10, "Ask in at least 10 characters.")
QUESTION_MOST = Threshold("F1", HARD, "characters of the question, at most", 200, "Ask in at most 200 characters.")
ANSWER_WORDS_LEAST = Threshold("F1", HARD, "words of the answer, at least", 1, "Give an answer.")
ANSWER_WORDS_MOST = Threshold(
    "F1", HARD, "words of the answer, at most", 40, "Answer in at most 40 words; a formula counts as one."
)
ANSWER_MOST = Threshold("F1", HARD, "characters of the answer, at most", 300, "Answer in at most 300 characters.")
CLOZE_WELL_FORMED = Threshold(
    "F1", HARD, "deletions, at least", 1, "Hide at least one stretch, written {{c1::words}}, none within another."
)
DELETION_WORDS_MOST = Threshold(
    "F1", HARD, "words of one deletion, at most", 15, "Hide at most 15 words at a time, better 1 to 5."
)
CLOZE_REST_LEAST = Threshold(
    "F1", HARD, "telling words left visible, at least", 2, "Leave enough words visible to know what is asked."
)
CLOZE_HIDDEN_MOST = Threshold(
    "F1",
    HARD,
    "words of a long deletion for each word left visible, at most",
    2,
    "Leave enough words visible to know what is asked.",
)
CLOZE_MOST = Threshold("F1", HARD, "characters of a cloze text, at most", 1500, "Keep a cloze under 1500 characters.")
SOURCE_TALK = Threshold(
    "F2", HARD, "mentions of the text itself, at most", 0, "Never speak of the text, section, note or author."
)
SELF_CONTAINED = Threshold(
    "F3", SOFT, "references that need the text, at most", 0, "Name the subject; no “this”, “it” or “the example”."
)
TOPIC_LEAST = Threshold("F3", SOFT, "words that name a topic, at least", 1, "Name what the question is about.")
BINARY = Threshold("F4", HARD, "yes/no questions and answers, at most", 0, "Ask nothing that yes or no answers.")
ARTEFACTS = Threshold(
    "F5", HARD, "placeholders, broken marks and foreign script, at most", 0, "Write clean, complete markdown."
)
ANSWER_SENTENCES = Threshold("A1", HARD, "sentences of the answer, at most", 2, "Answer in one or two sentences.")
CLOZE_SENTENCES = Threshold("A1", HARD, "sentences of a cloze text, at most", 2, "Hide words of one or two sentences.")
SEMICOLONS = Threshold("A1", HARD, "semicolons of the answer, at most", 1, "Ask one thing: no lists with semicolons.")
LIST_LINES = Threshold("A1", HARD, "list lines in the answer, at most", 0, "Ask one thing: no list as an answer.")
QUESTIONS = Threshold("A1", HARD, "questions in one, at most", 1, "Ask one thing: no “and why”, no second question.")
ENUMERATION = Threshold(
    "A2", SOFT, "things to be listed, below", 3, "Do not ask for a list of three or more: make it a cloze."
)
QUESTION_WORDS = Threshold("T1", SOFT, "words of the question, at least", 3, "Ask in a whole sentence.")
DELETION_TELLING = Threshold(
    "T1",
    SOFT,
    "words that tell something in a deletion, at least",
    1,
    "Hide telling words.",
)
HEADING_TOPICS = Threshold(
    "T1",
    SOFT,
    "telling words in a question whose answer is the heading, at least",
    2,
    "Do not ask for the heading alone.",
)
EXACT_DUPLICATE = Threshold(
    "D1", HARD, "cards with the same question, or the same quote and answer, at most", 0, "Ask nothing twice."
)
SAME_QUESTION = Threshold("D2", HARD, "similarity of questions that ask the same, at least", 0.85, "Ask nothing twice.")
SAME_ANSWER = Threshold("D2", HARD, "F1 of answers that say the same, at least", 0.8, "Ask nothing twice.")
SAME_SPAN = Threshold("D2", HARD, "overlap of quotes that prove the same, at least", 0.5, "Ask nothing twice.")
INTERFERENCE = Threshold(
    "D3",
    SOFT,
    "similarity to a question with another answer, below",
    0.85,
    "Two questions with different answers must differ in what they name.",
)
PERHAPS_SAME = Threshold(
    "D4", SOFT, "nearness, by vectors, of a card with the same answer, below", 0.85, "Ask nothing twice."
)

TABLE: tuple[Threshold, ...] = tuple(value for value in list(globals().values()) if isinstance(value, Threshold))
"""All limits in the order of their rules: G, L, F, A, T, D."""

ROUND_TRIP = Threshold(
    "R1", SOFT, "F1 with the answer of a second look, at least", 0.5, "Ask what the section alone answers, in one way."
)
WELL_FORMED = Threshold(
    "FORM", HARD, "entries of a reply that are no card, at most", 0, "Give each card a quote, a question and an answer."
)
WANTED_LANGUAGE = Threshold(
    "LANG",
    HARD,
    "cards in another language than the one wanted, at most",
    0,
    "Write in the language that is asked for.",
)
MOST_CARDS = Threshold(
    "MOST", HARD, "cards beyond the most for one section, at most", 0, "Write no more cards than a section may have."
)
PARTS_READ = Threshold(
    "PART", SOFT, "parts of a long section without a usable reply, at most", 0, "Write about every part of the section."
)
OF_REPLIES: tuple[Threshold, ...] = (ROUND_TRIP, WELL_FORMED, WANTED_LANGUAGE, MOST_CARDS, PARTS_READ)
"""Not in the table: no gate measures these, the model's writer does when it reads a reply (`generator/model`)."""
