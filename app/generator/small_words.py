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
            nach über zwischen dass durch kann haben hat womit wofür woraus worin""",
        "French": """le la les des du une est sont et en dans pour par sur avec qui que quoi pourquoi quel quelle quels
            comment ne pas plus ce cette ces il elle ils elles aux ou où son sa ses leur entre est-ce être a été combien
            depuis""",
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

_MORE: dict[str, str] = {
    "German": """er sie es wir ihr ihre ihren ihrem ihrer ihres sein seine seinen seinem seiner man sei waren wurde
        wurden worden wer wen wem wo wohin woher womit wodurch wofür woran worauf woraus wovon wozu wonach wobei welchem
        welchen wieviel wann weshalb wieso am ans beim ins vom im unter vor hinter neben seit bis gegen ohne um statt
        dieser diese dieses diesem diesen jener jene jenes etwa rund circa ungefähr noch schon nur so dann da damit
        dabei dafür daran darauf daraus dadurch deren dessen dazu doch denn ob sowie sondern jeder jede jedes jedem
        jeden alle allem allen aller mehr sehr hier dort hatte hatten könnte können konnte muss müssen soll sollen darf
        dürfen wollen mag viel viele vielen wenig einige einigen etwas zwei beide heißt heißen nennt gibt mal immer
        meist meistens oft ihn ihm ihnen mich mir dich dir uns euch du ab binnen außer gegenüber innerhalb außerhalb
        oberhalb unterhalb trotz während wegen mittels je pro ja nein selbst solche solcher
        darunter darüber davor dahinter daneben dazwischen davon""",
    "French": """de d l un on je tu nous vous lui eux se s c j m t n qu à au ses leurs nos vos cet cela ça ceux celle
        celui celles dont donc car mais si comme quand lorsque lorsqu puis alors aussi très moins bien tout toute tous
        toutes chaque plusieurs quelque quelques même autre autres sous sans chez vers contre depuis pendant avant
        après dès jusque jusqu entre parce quelles combien quoi lequel laquelle lesquels ont avait avaient était
        étaient fut sera seront fait font peut peuvent doit doivent faut y environ presque encore déjà
        soit ainsi ni appelle appelle-t-on me moi toi te envers malgré hors parmi outre oui non chacun chacune""",
    "Spanish": """un unos unas al a e o u y ya yo tú él ella ellos ellas nosotros usted le les me te nos lo mi sus
        muy mas tan tanto como cuánto cuánta cuántos cuántas quién quiénes cuáles adónde por si sí sin sobre bajo
        desde hasta hacia durante mediante según contra tras también además otro otra otros otras todo toda todos todas
        cada mismo misma algún alguna algunos eso esa ese esos esas aquel aquella ello era eran fueron sea sean
        haber había he hace hacen hay tiene tienen puede pueden debe deben porque aunque pues sino luego entonces así
        aproximadamente casi menos llama llaman nosotras vosotros vuestro nuestro nuestra nuestros nuestras ante
        estar están estaba estaban excepto
        salvo os cual quien cuyo cuya""",
    "Italian": """l un uno gli i ed a ad da dai dalla dagli dello degli nello nei nelle negli sul sulla sui sulle su al
        allo agli ai alle col ma o se anche già ancora molto meno tutto tutta tutti tutte ogni altro altra altri quanto
        quanti quante quanta chi cui quello quella quelli quelle ciò loro lui lei lo ne ci vi era erano stato stata
        stati fu ha hanno aveva può possono deve devono viene vengono fra circa quasi mentre dopo prima senza""",
    "Portuguese": """um umas uns d ele ela eles elas lhe lhes nos num numa dum duma pelos pelas aos às isso isto esse
        essa esses essas aquele aquela estas seus suas quem quanto quantos quantas quantas qual onde há ter tem têm
        tinha era eram foram sido sendo podem deve devem muito muitos já ainda até desde sem sob sobre após antes
        porque pois se então assim todo toda todos todas outro outra outros outras menos cerca quase o os""",
    "Dutch": """ik je jij u wij we ze zij hij haar hem hun hen zich er hier daar daarom dus want of toen nog al wel geen
        over onder boven tegen tot tijdens zonder binnen buiten na per wie wiens welk hoeveel waarmee waarin waardoor
        waarvoor was waren werd werden kunnen moet moeten mag mogen zal zullen zou had hadden ben zo zeer meer
        minder veel weinig alle elke elk ander andere ongeveer bijna""",
}
STOP_WORDS_OF: dict[str, frozenset[str]] = {
    name: words.union(_MORE.get(name, "").split()) for name, words in FUNCTION_WORDS.items()
}
"""The words that carry no topic, by language: more than tell the language, since here it does not matter who shares
them. Beyond the six of `_MORE` only the small words."""

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

_BESIDE = {"Japanese": {"CJK"}}

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

SCRIPTS_OF: dict[str, frozenset[str]] = {
    language: frozenset(script for script, each in SCRIPTS.items() if each == language) | _BESIDE.get(language, set())
    for language in SCRIPTS.values()
}
"""The scripts that a language may be written in."""

SHARED_SCRIPTS = frozenset(("CYRILLIC", "ARABIC", "DEVANAGARI", "HEBREW", "BENGALI"))
"""Scripts that several languages with many readers write in."""
