"""The verbs of expository English: enough morphology to find the main verb of a sentence and to ask with it."""

from functools import cache

_LEMMAS = """
abandon absorb accelerate accept access accumulate achieve acknowledge acquire act activate adapt add address adjust adopt
affect aggregate aim align alleviate allocate allow alter amplify analyse analyze answer anticipate appear apply approach
approximate argue arise arrange ask assert assess assign assume assure attach attack attend avoid balance ban base become
begin behave belong bind blend block bond boost bound break breathe bring build bypass calculate call capture carry cast
catch categorize cause cease center centre change characterise characterize check choose circulate claim classify clean
cleave clip close cluster code collect combine come communicate compare compensate compete compile complete compose comprise
compress compute concentrate conclude condense conduct connect consider consist consolidate constrain construct consume
contain continue contract contribute control converge convert cool coordinate copy correct correspond count cover create
cut dampen deal decay decide declare decline decode decompose decouple decrease defeat defend define degrade delay delegate
delete deliver demand demonstrate denote depend deploy derive describe design destroy detect determine develop differ
differentiate diffuse digest direct disable discard discover discriminate display dissolve distinguish distribute diverge
divide dominate double downsample draw drive drop eliminate embed emerge emit emphasize employ enable encode encounter
encourage end endorse enforce enhance enjoy ensure enter enumerate equal eradicate escape establish estimate evaluate evolve
examine exceed excel exchange exclude execute exhibit exist expand expect expire explain exploit explore expose express
extend extract face facilitate factor fail focus fall favor favour feed fight fill filter find finish fire fit fix fluctuate fold follow
forbid force forget form formalize found freeze fuse gain gather generalize generate get give go govern grant group grow
guarantee guard guide handle happen hash heat help hide highlight hold identify ignore illustrate imitate implement imply
import impose improve include incorporate increase indicate induce infer influence inform inherit inhibit initialise
initialize inject insert inspire integrate interact interfere interpolate interpret intersect introduce invade invalidate
invert invest involve isolate iterate join judge jump keep kill know lack last launch lay lead learn leave let leverage lie
lift limit link list live load locate lock lose lower maintain make manage map mark mask match maximise maximize mean measure
mediate meet merge migrate mimic minimise minimize mirror mitigate mix model modify modulate monitor move multiply name need
negate neutralize normalise normalize notify observe obtain occupy occur offer open operate oppose optimise optimize
orchestrate order organise organize originate oscillate output overcome overfit override overshoot own oxidize pack pair
parse partition pass pay peak penalise penalize perform permit persist place plan play plot point polarize pool portray
possess post postulate precede predict prefer prepare present preserve prevent prioritize process produce prohibit project
promise promote propagate propose protect prove provide prune pull pump purchase push put quantify query queue raise range
reach react read rebuild recall receive recognise recognize recommend reconstruct record recover recruit reduce reflect
refer refine regenerate register regulate reject relate relax release rely remain remember remove render repair repeat
replace replicate represent reproduce require resample rescale resemble reserve reset reside resist resolve respect respond
rest restrict result retain retrieve return reuse reveal reverse revise revoke revolutionise revolutionize rise rotate route
rule run sample satisfy save say scale scan schedule score search secrete secure see seek segment select send separate
serialize serve set shape share shift shorten show shrink shuffle sign signal simplify simulate sit skip slide slow smooth
solve sort span speak specialise specialize specify speed spend split spread squash stabilise stabilize stack stand start
state stay steer stem stimulate stop store strengthen stress stretch struggle study subtract succeed suffer suggest suit sum
summarise summarize supersede supply support suppose suppress surpass survive swap switch synchronize synthesise synthesize
tackle take target teach tell tend terminate test tie tokenize touch trace track trade train transcribe transfer transform
transition translate transmit transport trap travel traverse treat trigger truncate try tune turn twist understand undergo
undo unfreeze unify unite unroll update use utilise utilize validate vary vaporize verify view violate vote wait want warn
wash watch wear weaken weigh widen win wish withdraw work wrap write yield
"""
_LIKELY_NOUNS = frozenset(
    """
    access act aim answer approach attack balance ban base block bond bound break call cast cause center centre change check
    cluster code combine conduct contract control copy count cover cut deal decay decline delay demand design display
    document double draw drive drop end escape estimate exchange face fall feature feed fight filter find fire fit fix fold
    force form function gain group guard guide hash heat help hold import increase influence input insert interest invest
    issue join judge jump kill lack last launch layer lead leverage lie limit link list load lock lower map mark mask match
    measure mirror mix model move name need offer open order output pack pair parse pass pay peak place plan play plot point
    pool post present process produce project promise prune pull pump purchase push query queue raise range reach record
    release remain repair repeat reserve reset resist respect rest result return reverse rise route rule run sample save
    scale scan schedule score search segment set shape share shift show sign signal slide slow sort span speed split spread
    stack stand start state stay stem stop store stress stretch study sum supply support surface switch tackle target test
    tie touch trace track trade train transfer transform transition transport trap travel treat trigger turn twist update
    use value view vote wait want wash watch weight win wish withdraw work wrap yield
    """.split()
)
_IRREGULAR_3SG = {"have": "has", "do": "does", "go": "goes", "undergo": "undergoes", "undo": "undoes", "be": "is"}
_PARTICIPLES = {
    "beaten": "beat", "begun": "begin", "born": "bear", "bound": "bind", "broken": "break", "brought": "bring",
    "built": "build", "called": "call", "caught": "catch", "chosen": "choose", "cut": "cut", "defined": "define",
    "done": "do", "drawn": "draw", "driven": "drive", "fed": "feed", "felt": "feel", "forgotten": "forget",
    "found": "find", "frozen": "freeze", "given": "give", "grown": "grow", "held": "hold", "hidden": "hide",
    "kept": "keep", "known": "know", "laid": "lay", "led": "lead", "left": "leave", "let": "let", "lost": "lose",
    "made": "make", "meant": "mean", "met": "meet", "overcome": "overcome", "paid": "pay", "proven": "prove",
    "put": "put", "read": "read", "run": "run", "said": "say", "seen": "see", "sent": "send", "set": "set",
    "shown": "show", "shrunk": "shrink", "split": "split", "spread": "spread", "taken": "take", "taught": "teach",
    "thought": "think", "told": "tell", "undone": "undo", "understood": "understand", "won": "win",
    "written": "write",
}  # fmt: skip
CAUSATIVE = frozenset("allow cause encourage enable force help let permit require teach".split())


@cache
def lemmas() -> frozenset[str]:
    """The base forms known here."""
    return frozenset(_LEMMAS.split()) | {"have", "do"}


@cache
def _third_persons() -> dict[str, str]:
    return {third_person(lemma): lemma for lemma in lemmas()}


def third_person(lemma: str) -> str:
    """`carry` → `carries`."""
    if lemma in _IRREGULAR_3SG:
        return _IRREGULAR_3SG[lemma]
    if lemma.endswith("y") and lemma[-2] not in "aeiou":
        return lemma[:-1] + "ies"
    if lemma.endswith(("s", "x", "z", "ch", "sh")):
        return lemma + "es"
    return lemma + "s"


def from_third_person(word: str) -> str | None:
    """The base form of `carries`, or None where the word is no such form."""
    return _third_persons().get(word)


def is_base(word: str) -> bool:
    """Whether the word is the base form of a known verb."""
    return word in lemmas()


def is_participle(word: str) -> bool:
    """Whether the word is, or may be, a past participle: "used", "written"."""
    return word in _PARTICIPLES or (word.endswith("ed") and len(word) > 4 and word not in {"need", "speed", "exceed"})


def participle_lemma(word: str) -> str:
    """The base form of a past participle, or an empty string where it is not known."""
    if word in _PARTICIPLES:
        return _PARTICIPLES[word]
    stem = word[:-2]
    for candidate in (stem + "e", stem, stem[:-1] if stem[-1:] == stem[-2:-1] else stem, stem[:-1] + "y"):
        if is_base(candidate) and candidate + "ed" != word[:-2]:
            return candidate
    return ""


def is_gerund(word: str) -> bool:
    """Whether the word is an -ing form of a known verb (not a noun such as "king" or "thing")."""
    if not word.endswith("ing") or len(word) < 5:
        return False
    stem = word[:-3]
    doubled = stem[:-1] if len(stem) > 2 and stem[-1] == stem[-2] else stem
    return any(is_base(candidate) for candidate in (stem, stem + "e", doubled)) or (
        "-" in word and is_gerund(word.rsplit("-", 1)[1])
    )


def noun_like(lemma: str) -> bool:
    """Whether the form is as often a noun ("models", "weights"), so that more evidence is needed to call it a verb."""
    return lemma in _LIKELY_NOUNS
