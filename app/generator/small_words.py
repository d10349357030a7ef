"""The small words of languages: those that a sentence can hardly do without and that no technical term consists of.

English has all of its short ones here, so that what another language shares with it speaks for neither.
"""

FUNCTION_WORDS: dict[str, frozenset[str]] = {
    name: frozenset(words.split())
    for name, words in {
        "English": """a an as at be in no on or so to do me also i am over the of and is are was were that which with
            from by this these those it its they their when where what why how does not than then because if into each
            between has have been can will would should""",
        "German": """der die das und ist sind war wird werden ein eine einen einem einer eines nicht mit von zu zum zur
            auf für im den dem des als auch sich wie was warum welche welcher welches wenn weil oder aber bei durch
            nach über zwischen dass durch kann haben hat""",
        "French": """le la les des du une est sont et en dans pour par sur avec qui que quoi pourquoi quel quelle quels
            comment ne pas plus ce cette ces il elle ils elles aux ou où son sa ses leur entre est-ce être a été""",
        "Spanish": """el la los las de del una es son y en para por con que qué cuál cuáles cómo porque no más este
            esta estos estas se su sus lo al entre cuando donde dónde ser está fue han hay pero""",
        "Portuguese": """a o os as do da dos das uma é são e em no na nos nas para por com que qual quais como porque
            não mais este esta estes se seu sua ao à entre quando onde ser está foi mas também pelo pela muito
            pode cada""",
        "Italian": """il lo gli la le di del della dei delle un una è sono e in nel nella per con che cosa quale quali
            come perché non più questo questa questi si suo sua al alla tra quando dove essere dal dalla anche""",
        "Catalan": """el la els les de del dels una és són i en per amb que què quin quina com no més aquest
            aquesta es seu seva al entre quan on ser està""",
        "Dutch": """de het een en is zijn van in op met voor door bij naar niet dat die wat welke waarom hoe wanneer
            waar als ook aan uit wordt worden tussen deze dit maar dan te heeft hebben kan om""",
        "Swedish": """och är att det en ett som på av för med den de inte till från har kan vad vilken vilka varför hur
            när där eller men också mellan genom om blir var""",
        "Danish": """og er at det en et som på af for med den de ikke til fra har kan hvad hvilken hvilke hvorfor
            hvordan når hvor eller men også mellem gennem om bliver var""",
        "Norwegian": """og er at det en et som på av for med den de ikke til fra har kan hva hvilken hvilke hvorfor
            hvordan når hvor eller men også mellom gjennom om blir var""",
        "Finnish": """ja on ei se että ovat oli joka jotka mikä mitkä miksi miten milloin missä kun jos tai mutta myös
            kuin sen ne tämä nämä voi olla hän""",
        "Polish": """i w na z do jest są nie się że to który która które jak co dlaczego kiedy gdzie lub ale także przez
            dla od po jego jej ich między oraz czy być""",
        "Czech": """a v na z do je jsou není se že to který která které jak co proč kdy kde nebo ale také pro od po jeho
            její jejich mezi být při aby""",
        "Hungarian": """a az és egy nem hogy is van vannak volt mi mit milyen miért hogyan mikor hol vagy de ez azt
            között mint meg amely amelyek lehet""",
        "Romanian": """și este sunt un o la în de pe cu din pentru prin care ce de ce cum când unde nu mai sau dar
            între al ale lui fi fost""",
        "Turkish": """ve bir bu ile için olan olarak ne nasıl neden niçin hangi değil da de mi mı daha gibi çok en
            kadar ya veya ama arasında""",
        "Indonesian": """yang dan di dari untuk dengan adalah pada ini itu tidak ke oleh sebagai apa mengapa bagaimana
            kapan mana atau dalam dapat akan antara karena""",
        "Vietnamese": """là và của các một không cho được trong với có này đó những gì tại sao như thế nào khi nào để
            từ bởi hoặc giữa""",
    }.items()
}

NEAR_KIN: tuple[frozenset[str], ...] = (
    frozenset(("Danish", "Norwegian", "Swedish")),
    frozenset(("Spanish", "Portuguese", "Italian", "Catalan", "Galician")),
    frozenset(("Czech", "Slovak", "Polish", "Croatian", "Slovene", "Serbian", "Bosnian")),
    frozenset(("Russian", "Ukrainian", "Bulgarian", "Belarusian", "Serbian", "Macedonian")),
    frozenset(("Dutch", "Afrikaans", "Flemish")),
    frozenset(("Indonesian", "Malay")),
    frozenset(("Chinese", "Japanese", "Cantonese", "Mandarin", "Mandarin Chinese", "Simplified Chinese")),
    frozenset(("Arabic", "Persian", "Urdu")),
    frozenset(("Hindi", "Marathi", "Nepali", "Sanskrit")),
)
"""Languages that a few sentences can not tell apart for certain."""

SCRIPTS: dict[str, str] = {
    "CYRILLIC": "Russian",
    "GREEK": "Greek",
    "ARABIC": "Arabic",
    "HEBREW": "Hebrew",
    "THAI": "Thai",
    "DEVANAGARI": "Hindi",
    "HANGUL": "Korean",
    "HIRAGANA": "Japanese",
    "KATAKANA": "Japanese",
    "CJK": "Chinese",
    "BENGALI": "Bengali",
    "TAMIL": "Tamil",
    "GEORGIAN": "Georgian",
    "ARMENIAN": "Armenian",
}
"""The language that a script most likely is, by the first word of its letters' Unicode names."""

SHARED_SCRIPTS = frozenset(("CYRILLIC", "ARABIC", "DEVANAGARI", "HEBREW", "BENGALI"))
"""Scripts that several languages with many readers write in."""
