"""Small words that decide what a sentence claims, and words that say the same. Closed lists, English."""

from app.text.stems import stem

NEGATIONS = frozenset("no not nor never none neither without cannot non nothing nobody hardly".split())
"""Words that turn a statement round."""

HEDGES = frozenset(
    """
    may might can could must shall should would will probably possibly perhaps likely unlikely sometimes often rarely
    seldom usually always mostly partly necessarily
    """.split()
)
"""Words that say how sure, how often or how binding a statement is."""

QUANTITIES = frozenset(
    """
    all every each any some many most few several both either half only alone except unless if when until at least
    exactly about nearly almost more less fewer than first last second third once twice or double triple quarter
    """.split()
)
"""Words that say how much of something a statement is about, or under which condition it holds."""

_DOUBTS = """
    think thought believe believed suspect suggest claim assume suppose allege allegedly reputed reportedly supposedly
    hypothesise appear seem estimate expect try attempt aim seek intend strive
"""
_DENIALS = """
    fail lack deny absent absence false falsely wrong wrongly myth cease refuse refute disprove untrue
"""
_DIRECTIONS = """
    from to into onto before after above below over under between within outside inside per against
"""
_CONTRASTS = """
    maximum minimum max min increase decrease upper lower high low begin end input output train test forward backward
    encoder decoder positive negative true false left right advantage disadvantage internal external large small strong
    weak global local supervised unsupervised source target same different fast slow early late long short cheap
    expensive dense sparse convex concave row column client server read write push pull open close rise fall gain lose
    heavy light hot cold north south east west male female parent child cause effect buy sell import export
"""
DOUBTS = frozenset(stem(word) for word in _DOUBTS.split())
"""Stems that make a fact what somebody thinks or tries."""

DENIALS = frozenset(stem(word) for word in _DENIALS.split())
"""Stems that turn a statement round without a "not"."""

CONTRASTS = frozenset(stem(word) for word in _CONTRASTS.split()) | frozenset(_DIRECTIONS.split())
"""One end of a pair of opposites, as a stem, or a direction as it is."""

FREE = frozenset(
    """
    a an the that which who this these those is are was were be been being am do does did has have had of in on as by
    for with it its it's and then thus hence so therefore also too just very simply indeed namely here there one
    thereby they them their
    """.split()
)
"""Words that a sentence can gain or lose without saying something else."""

_ALIKE = """
    use utilise utilize employ
    show demonstrate illustrate
    start begin commence
    help aid assist
    return output give yield produce
    compute calculate
    big large
    method technique approach
    usual typical general normal common
    quick fast rapid
    reduce decrease lessen lower
    increase raise
    need require
    get obtain
    make create build
    about approximately roughly circa
    because since
    call name term
    error mistake
    prevent avoid
    change alter modify
    contain include
    allow permit
    keep retain preserve
    choose select pick
    stop halt
    happen occur
    important crucial essential
    hard difficult
    easy simple
    whole entire
    but however yet
    although though
    many numerous
    enough sufficient
    invent devise
    delete remove
    store save
    run execute
    send transmit
"""
SAME = {stem(word): line.split()[0] for line in _ALIKE.strip().splitlines() for word in line.split()}
"""Stems that may stand for each other in notes, each by the first of its line."""

SAME_DEGREE = {
    "typically": "usually",
    "generally": "usually",
    "normally": "usually",
    "commonly": "usually",
    "might": "may",
    "maybe": "perhaps",
    "possibly": "perhaps",
    "frequently": "often",
    "seldom": "rarely",
    "each": "every",
}
"""Words of degree that may stand for each other."""

_COUNTED = """
    zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen
    eighteen nineteen twenty
"""
_TENS = "thirty forty fifty sixty seventy eighty ninety hundred".split()
NUMBER_WORDS = {
    word: str(number)
    for number, word in enumerate(_COUNTED.split())
    if word != "one"  # "one" is a pronoun as often as a number
} | {word: str(10 * number) for number, word in enumerate(_TENS, 3)}
NUMBER_WORDS |= {"thousand": "1000", "million": "1000000", "billion": "1000000000"}
NUMBER_WORDS |= {word + "s": value for word, value in NUMBER_WORDS.items() if len(value) > 2}
"""Numbers in words, in digits."""


def is_negation(word: str) -> bool:
    """Whether a casefolded word turns a statement round."""
    return word in NEGATIONS or word.endswith("n't") or word.startswith("non-")
