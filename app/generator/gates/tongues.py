"""What rules know of German, French and Spanish: small closed lists and patterns, compared with normalised text.

Only what is sound by itself stands here. What is missing goes unnoticed, as everywhere in other languages.
"""

import re
from dataclasses import dataclass

from app.text.meaning import is_negation


@dataclass(frozen=True, slots=True)
class Tongue:
    """One language besides English.

    `negations` turn a statement round, `denying` says so in another way; `supposing` words only suppose, by `guarding`
    a card keeps that. `harmless` negations deny nothing, after an `exception` something is asserted. `dangling` are
    pointers at what a question alone does not show.
    """

    negations: frozenset[str]
    denying: re.Pattern[str]
    supposing: re.Pattern[str]
    guarding: re.Pattern[str]
    harmless: re.Pattern[str]
    exception: re.Pattern[str]
    clause_end: re.Pattern[str]
    yes_or_no: re.Pattern[str]
    binary_question: re.Pattern[str]
    question_word: re.Pattern[str]
    source_talk: re.Pattern[str]
    dangling: re.Pattern[str]
    either: frozenset[str]


def _p(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.VERBOSE)


_GERMAN_PAPER = (
    r"(?:text|textes|texts|abschnitt|abschnitts|notiz|autor|autorin|artikel|dokument|kapitel|textstelle|absatz)"
)
_GERMAN = Tongue(
    negations=frozenset(
        """nicht kein keine keinen keinem keiner keines nie niemals niemand niemanden nichts weder nirgends
        nirgendwo""".split()
    ),
    denying=_p(
        r"""\b(?:un(?!d\b|s\b|ser|ter)\w{3,}|ohne|kaum|selten|statt|außer|ausser|nur|verb[io]\w+|verh[iü]nder\w*
        |vermeid\w*|fehl\w+|gegenteil|falsch|\w+los(?:e[rnsm]?)?|nein)\b"""
    ),
    supposing=_p(
        r"""\b(?:vermutlich|wahrscheinlich|möglicherweise|womöglich|vielleicht|eventuell|könnten?|dürften?
        |mutma(?:ß|ss)lich)\b"""
    ),
    guarding=_p(
        r"""\b(?:vermut\w+|wahrscheinlich\w*|möglich\w*|womöglich|vielleicht|eventuell|könnten?|kann|können|dürften?
        |mutma(?:ß|ss)\w+|soll|sollen|gilt|gelten|risiko|gefahr|chancen?|aussicht|imstande|annehm\w*|angenommen)\b"""
    ),
    harmless=_p(
        r"\b(?:nicht\ (?:nur|zuletzt|blo(?:ß|ss)|mehr\ als|weniger\ als|länger\ als)|nichts\ als|ob\ .*nicht)\b"
    ),
    exception=_p(r"\b(?:bis|bevor|ehe|ohne|au(?:ß|ss)er|sofern|solange|vor|sondern)\b"),
    clause_end=_p(r"[.;:!?,()]+(?=\s|$)|\s-\s|\b(?:aber|sondern|weil|denn|obwohl|während|doch|jedoch)\b"),
    yes_or_no=_p(r"^\W*(?:ja|nein|wahr|falsch)\W*(?:[,.;:-]\s|$)"),
    binary_question=_p(
        r"""^\W*(?:ist|sind|war|waren|wird|werden|wurde|kann|können|darf|dürfen|muss|müssen|soll|sollen|hat|haben|hatte
        |gibt|braucht|brauchen|benötigt|gilt|besteht|stimmt)\b"""
    ),
    question_word=_p(r"\b(?:w(?:as|er|en|em|ie|o|ann|arum|eshalb|ieso|essen)|welche\w*|wo(?:r|m|d|f|h|v|z|n|b)\w+)\b"),
    source_talk=_p(
        rf"""\b(?:laut|gemäss|gemäß|nach|in)\ (?:de[mr]\ |diese[mr]\ )?{_GERMAN_PAPER}\b | \bim\ {_GERMAN_PAPER}\b
        | \bdiese[rsmn]?\ {_GERMAN_PAPER}\b | \bder\ autor\b | \bdie\ autorin\b
        | \b(?:oben|unten|zuvor|vorher)\ (?:genannt|erwähnt|beschrieben|gezeigt)\w* | \berwähnt\w*
        | \b(?:der|die|das)\ folgende[nrs]?\b"""
    ),
    dangling=_p(
        r"""\bdiese[rsmn]?\b | ^\W*\w+\ \w+\ (?:er|ihn|ihm|sie|ihnen|seine[rnms]?|ihre[rnms]?)\b
        | \b(?:das\ beispiel|die\ abbildung|die\ tabelle|das\ diagramm)\b(?!\ (?:von|für|de[rs]|zu))"""
    ),
    either=frozenset(("oder",)),
)

_FRENCH_PAPER = r"(?:texte|section|passage|note|auteure?|article|document|paragraphe|extrait|chapitre)"
_FRENCH = Tongue(
    negations=frozenset("pas jamais aucun aucune rien personne nul nulle ni non guère".split()),
    denying=_p(
        r"""\b(?:sans|seulement|seule?s?|rarement|presque|à\ peine|peu|interdi\w+|emp[eê]ch\w+|évit\w+|manqu\w+|faux
        |absence|contraire|in\w{4,}|im\w{4,})\b"""
    ),
    supposing=_p(
        r"""\b(?:peut-être|probablement|vraisemblablement|éventuellement|pourrai(?:s|t|ent)|possiblement|semble(?:nt)?)\b"""
    ),
    guarding=_p(
        r"""\b(?:peut-être|probabl\w+|vraisembla\w+|éventuel\w+|pourr\w+|peu(?:t|vent)|possib\w+|sembl\w+|risqu\w+|chances?|danger
        |suppos\w+|serait|seraient|auraient|aurait)\b"""
    ),
    harmless=_p(r"\b(?:pas\ (?:seulement|uniquement|que|plus\ de|moins\ de)|non\ seulement)\b"),
    exception=_p(r"\b(?:avant|sans|sauf|jusqu|tant\ que|à\ moins)\b"),
    clause_end=_p(r"[.;:!?,()]+(?=\s|$)|\s-\s|\b(?:mais|car|parce|puisque|cependant|alors\ que|quoique)\b"),
    yes_or_no=_p(r"^\W*(?:oui|non|vrai|faux)\W*(?:[,.;:-]\s|$)"),
    binary_question=_p(
        r"""^\W*est-ce\ qu | ^[^?]*\b(?:est|sont|a-t|ont|peut|peuvent|doit|doivent|faut|était|sera)-(?:il|elle|ils|elles
        |on|ce)\b"""
    ),
    question_word=_p(
        r"""\b(?:qui|que|quoi|quels?|quelles?|où|quand|comment|pourquoi|combien|lequel|laquelle|lesquel\w+|dont)\b|\bqu'
        (?!(?:il|elle|on)\b)"""
    ),
    source_talk=_p(
        rf"""\b(?:selon|dans|d'après)\ (?:le\ |la\ |l'|ce\ |cet\ |cette\ ){_FRENCH_PAPER}\b
        | (?<![-\w])(?:ce|cet|cette)\ {_FRENCH_PAPER}\b | \bl'auteure?\b | \bci-dess(?:us|ous)\b | \bmentionnée?s?\b
        | \bsuivante?s?\W*$"""
    ),
    dangling=_p(
        r"""(?<![-\w])(?:ce|cet|cette|ces)\b(?!\ (?:qu|dont|sont)|\ n') | ^\W*\S+\ (?!faut-|passe-|suffit-|agit-|a-t-il)
        \S+-(?:il|elle|ils|elles)\b
        | \b(?:l'exemple|la\ figure|le\ tableau|le\ schéma)\b(?!\ (?:de|du|des|d'|qui|où))"""
    ),
    either=frozenset(("ou",)),
)

_SPANISH_PAPER = r"(?:texto|sección|pasaje|nota|autora?|artículo|documento|párrafo|capítulo|fragmento)"
_SPANISH = Tongue(
    negations=frozenset("no nunca jamás ningún ninguna ninguno nada nadie ni tampoco".split()),
    denying=_p(
        r"""\b(?:sin|solo|sólo|solamente|raramente|apenas|casi|prohib\w+|impid\w+|impedi\w+|evit\w+|falt\w+|falso|carec\w+
        |contrario|in\w{4,}|im\w{4,}|des\w{4,})\b"""
    ),
    supposing=_p(r"\b(?:quizás?|tal\ vez|probablemente|posiblemente|podrían?|acaso|parecen?)\b"),
    guarding=_p(
        r"""\b(?:quizás?|tal\ vez|probabl\w+|posib\w+|podr\w+|pueden?|acaso|parec\w+|riesgo|peligro|supon\w+|sería
        |habría)\b"""
    ),
    harmless=_p(r"\b(?:no\ (?:solo|sólo|solamente|más\ de|menos\ de))\b"),
    exception=_p(r"\b(?:hasta|antes|sin|salvo|excepto|menos\ que|sino)\b"),
    clause_end=_p(r"[.;:!?,()]+(?=\s|$)|\s-\s|\b(?:pero|sino|porque|pues|aunque|mientras)\b"),
    yes_or_no=_p(r"^\W*(?:sí|no|verdadero|falso)\W*(?:[,.;:-]\s|$)"),
    binary_question=_p(
        r"""^\W*(?:no\ )?(?:se\ )?(?:es|son|era|eran|está|están|puede|pueden|debe|deben|hay|tiene|tienen|existe|existen
        |ha|han|fue|fueron)\b"""
    ),
    question_word=_p(r"\b(?:qué|quién(?:es)?|cuál(?:es)?|cómo|cuándo|a?dónde|cuánt[oa]s?)\b"),
    source_talk=_p(
        rf"""\b(?:según|en|de\ acuerdo\ con)\ (?:el|la|este|esta)\ {_SPANISH_PAPER}\b | \best[ea]\ {_SPANISH_PAPER}\b
        | \b(?:el\ autor|la\ autora)\b | \bmencionad[oa]s?\b | \bde\ l[oa]s\ siguientes\b"""
    ),
    dangling=_p(
        r"""(?<!el\ )(?<!al\ )(?<!del\ )\b(?:est[ea]|est[oa]s|es[ae]|esos|esas|aquel|aquella)\b
        | ^\W*(?:por\ qué|cómo|cuándo|qué|quién|dónde|cuánto)\ (?:no\ )?(?:lo|le|les)\b(?!\ que)
        | ^\W*\w+\ \w+\ (?:él|ella|ellos|ellas)\b
        | \b(?:el\ ejemplo|la\ figura|la\ tabla|el\ diagrama)\b(?!\ (?:de|del|que))"""
    ),
    either=frozenset(("o", "u")),
)

TONGUES: dict[str, Tongue] = {"German": _GERMAN, "French": _FRENCH, "Spanish": _SPANISH}
"""By the English names that `generator/language.py` gives."""

NUMBERS = {
    word: str(number)
    for counted in (
        "zero one two three four five six seven eight nine ten",
        "null _ zwei drei vier fünf sechs sieben acht neun zehn",
        "zéro _ deux trois quatre cinq six sept huit neuf dix",
        "cero _ dos tres cuatro cinco seis siete ocho nueve diez",
    )
    for number, word in enumerate(counted.split())
    if word != "_"  # "ein" and "un" are articles
}
"""Numbers up to ten as they are written out."""


def denies(word: str, language: str) -> bool:
    """Whether a casefolded word turns a statement round in a language; English is taken where none is known."""
    tongue = TONGUES.get(language)
    return word in tongue.negations if tongue else is_negation(word)


UNITS = {
    word: unit
    for unit, words in {
        "second": "sekunde sekunden seconde secondes segundo segundos",
        "minute": "minuten minutos minuto",
        "hour": "stunde stunden heure heures hora horas",
        "day": "tag tage tagen jour jours día días",
        "week": "woche wochen semaine semaines semana semanas",
        "month": "monat monate monaten mois mes meses",
        "year": "jahr jahre jahren an ans année années año años",
        "%": "prozent",
        "time": "mal fois",
        "byte": "octet octets",
    }.items()
    for word in words.split()
}
"""Units that languages have words for, by the English one."""
