"""Small closed lists of English words that gates tell apart from topics. Compared as stems."""

from app.text import content_words, stem

_FILLERS = """
    function functions method methods technique techniques algorithm concept term called call name named define
    defined definition mean means meaning describe described explain give gives given typically usually commonly
    generally exactly main mainly key basic simple value values typical
"""

_ASKING = """
    purpose goal goals aim role roles advantage advantages disadvantage disadvantages benefit benefits drawback
    drawbacks limitation limitations problem problems issue issues property properties characteristic
    characteristics feature features type types kind kinds example examples application applications step steps
    stage component components part parts reason reasons way ways cause causes effect effects result results
    difference differences compare comparison formula equation expression range value values output outputs input
    inputs idea intuition analogy interpretation important importance happen happens happened meant work works do
    does
    make makes help helps apply applied compute computed calculate calculated learn learns need needs needed
    require required stand stands consist consists include includes involve involves represent represents provide
    provides allow allows produce produces return returns perform performs solve solves contain contains belong
    follow follows come comes become becomes true false correct case cases thing things sort many much good bad
    best better typical common general different two three four five first last next new old other another order
    number size behave behaves behaviour treat treats look looks refer refers rule use uses used using behind
    illustrate illustrates
"""

_GENERIC = """
    may might must model models process processes approach approaches architecture system systems section text
    passage note figure table diagram code snippet above following default option setting command parameter
"""


def _stems(words: str) -> frozenset[str]:
    return frozenset(stem(word) for word in words.split())


FILLERS = _stems(_FILLERS)
"""Words that change nothing about what a question asks: "the sigmoid function" is "sigmoid"."""

ASKING = FILLERS | _stems(_ASKING)
"""Words that questions bring along, whatever they are about."""

GENERIC = ASKING | _stems(_GENERIC)
"""Words that alone name no topic: "What does the model learn?" could be about anything."""

DENYING = frozenset(
    """
    lack lacks lacked lacking fail fails failed failing miss misses missing prevent prevents prevented avoid avoids
    avoided forbid forbids forbidden refuse refuses refused reject rejects rejected ignore ignores ignored stop stops
    stopped exclude excludes excluded except unlike instead rather free absent absence impossible only rarely seldom
    barely scarcely few little less false differ differs different opposite contrary neither dangerous harmful
    discouraged prohibited illegal mistake warn warns lose loses lost rare exception exceptions
    """.split()
)
"""Words that deny without a "not": a card may say with them what its quote says with "not", and the other way round."""

SUPPOSING = frozenset("may might could possibly perhaps probably presumably".split())
"""Words that only suppose what follows them."""

GUARDING = SUPPOSING | frozenset(
    """
    can able ability allow allows let lets enable enables possible potential potentially likely unlikely risk risks
    chance danger threat sometimes would should maybe seem seems appear appears suspected believed thought
    hypothesis possibility
    """.split()
)
"""Words by which a card says that something is only possible."""

SOFTENING = frozenset("usually often typically generally sometimes mostly rarely seldom most some many".split())
UNIVERSAL = frozenset("always all every each any whenever".split())


def topics(text: str) -> list[str]:
    """The content words of a text that name what it is about."""
    return [word for word in content_words(text) if word not in GENERIC]
