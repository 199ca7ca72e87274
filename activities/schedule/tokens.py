"""The words that schedules are made of. Every letter of a text lands in a token; what is no schedule word is a WORD."""

from __future__ import annotations

import re
from typing import NamedTuple

from .normal import Normal

_KANJI = r"(?:[一二三四五六七八九]?十[一二三四五六七八九]?|[一二三四五六七八九]{1,3})"
N = rf"(?:\d{{1,4}}|{_KANJI})"
_WD = "月火水木金土日"
_MANY = rf"{N}(?: ?(?:〜|-|、|・|から|または|or) ?{N})?"
_ABOUT = r"(?:程度|くらい|ぐらい|ほど|前後)"
_MONTHS = r"[かカケヶヵ箇個]月"
_DOING = r"(?:を)?(?:し|いた|致し|され|して(?:い|お|おり|くだ)|されて(?:い|おり))"

# Order matters: the first that fits is taken. Names in capitals are the kinds.
_PATTERNS: dict[str, str] = {
    "SPACE": r" +",
    "SUSPENDED": r"(?:(?:現在|今は|いまは|しばらく|当面の間|当面|当分の間|当分)(?:は|、)*)+(?:活動)?(?:を)?(?:休止|お?休み|休会|中止)"
    r"(?:中|(?:を|と)?(?:して(?:い|おり)|し)ます|です|している)*"
    r"|(?:現在は?、?)?[^。※、()\d第毎曜 ・]{1,25}(?:のため|により|によって)、?(?:現在)?(?:活動(?:を)?)?(?:休止|お?休み|休会|中止)(?:中(?:です)?|して(?:い|おり)ます)"
    r"|(?:活動)?(?:休止|休会|お休み|中止)(?:中(?:です)?|して(?:い|おり)ます|している)",
    "FREQ": rf"(?P<falt>隔[月週])(?:に)?(?:1|一)[回度]|(?<![\d一二三四五六七八九十])(?P<funit>毎?年|毎?月|毎?週|半年)(?:間)?(?:に|あたり)?(?P<fabout>約|およそ|計)? ?(?P<ftimes>{_MANY}) ?(?:回|度)"
    rf"(?P<fmore>以上)?(?P<fabout2>{_ABOUT})?(?:ずつ)?"
    r"|(?<![\d一二三四五六七八九十])月 ?(?P<fshort>[1-5])(?= ?(?:\(|第|[土日月火水木金]曜))"
    rf"|(?:\+|プラス) ?(?P<fplus>{N})(?:回|日)"
    rf"|(?<!\d)毎?週(?P<fdays>{N})日(?!間|目)(?:間)?(?P<fabout4>{_ABOUT})?"
    rf"|(?P<fevery>{N}(?: ?(?:{_MONTHS}|週間?)? ?(?:〜|-|、|・|から) ?{N})?) ?(?P<feach>{_MONTHS}|週間?|年)(?:間)?に(?P<fabout5>約)?(?P<ftimes2>{_MANY})(?:回|度)(?P<fmore2>以上)?(?P<fabout3>{_ABOUT})?",
    "ANCHOR": r"の週から(?:数える|数えて)",
    "LENGTH": rf"(?<!\d){N} ?(?:{_MONTHS}|週|年|日)間(?!に|\d)",
    "TOTAL": rf"(?:全|計|合計){N}回(?:コース|シリーズ|の講座)?",
    "CLOCK": rf"(?P<chour>{N}) ?時(?!間|期|々|的|代|には?休|休)(?: ?(?P<cmin>{N}) ?分(?!間)|(?P<chalf>半)|ちょうど)?(?P<cabout>頃|ごろ|ころ)?"
    r"|(?P<chour2>\d{1,2}) ?: ?(?P<cmin2>\d\d)(?!\d)(?P<cabout2>頃|ごろ|ころ)?",
    "DURATION": rf"(?:約|およそ)?(?P<dhours>{N})時間(?P<dhalf>半)?(?:{_ABOUT})?|(?:約|およそ)?(?P<dmins>{N})分間?(?:{_ABOUT})?",
    "YEAR": r"(?:西暦)?(?P<ywest>(?:19|20)\d\d) ?年(?P<yfiscal>度)?|(?P<yera>令和|平成|昭和|[RrHh]) ?(?P<yno>\d{1,2}|元|"
    + _KANJI
    + r") ?年(?P<yfiscal2>度)?",
    "SLASH": r"(?:(?P<sera>令和|[RrHh])?(?P<syear>\d{1,4})[/.])?(?P<smonth>1[0-2]|0?[1-9])/(?P<sday>3[01]|[12]\d|0?[1-9])(?![\d/])"
    r"|(?P<sera2>令和|[RrHh])?(?P<syear2>\d{1,4})\.(?P<smonth2>1[0-2]|0?[1-9])\.(?P<sday2>3[01]|[12]\d|0?[1-9])(?![\d/.])"
    r"|(?P<syear3>20\d\d)-(?P<smonth3>1[0-2]|0[1-9])-(?P<sday3>3[01]|[12]\d|0[1-9])(?![\d-])",
    "MONTH": rf"(?P<month>1[0-2]|0?[1-9]|十[一二]?|[一二三四五六七八九])月(?!曜|間|目|号)(?:中(?!旬))?(?:の(?=[第毎最{_WD}]))?",
    "DAY": r"(?P<day>3[01]|[12]\d|0?[1-9]|二?十[一二三四五六七八九]?|三十一?|[一二三四五六七八九]) ?日(?!間|目|程|々|曜|本|常|中|頃|付|以)",
    "DIGITDAYS": r"(?P<tail>[0-9])の[つ付]く日",
    "ENDDAY": r"(?:月末日|末日|晦日)(?!曜)",
    "NTH": rf"第 ?(?P<nth>[1-5一二三四五])(?: ?週目?)?(?:の)?(?=第|最終|[ ・、./〜と及をがもで\-&()]|[{_WD}](?:曜|[^本曜]|$)|平日|または|又は|もしくは|若しくは|か|は|のみ|だけ|なら|並び|まで|$)"
    r"|(?<![\d第時分/:・、.])(?<!\d月)(?P<nth4>[1-5])(?=[・、.](?: ?[1-5][・、.])* ?[1-5] ?[土日月火水木金]曜)"
    rf"|(?P<first>最初の|初めの)(?=[{_WD}]曜)|(?<!\d)(?P<nth2>[1-5一二三四五])週目?の(?=[{_WD}])|(?<!\d)(?P<nth3>[1-5一二三四五])週目|(?<=[・、])(?P<nth5>[1-5])週(?=[ )]|$)",
    "LAST": rf"(?:月の)?最終週?の?(?=[{_WD}]曜|[月火水木金土](?!\w))|最終週(?=[をはにと・、))]|$)|最後の(?=[{_WD}]曜)|末週の?(?=[{_WD}])|月末の?(?=[{_WD}]曜)|末の?(?=[{_WD}]曜)",
    "EVERYMONTH": r"毎月(?!曜)(?:の)?|各月の?|月々の?",
    "EVERYWEEK": rf"毎週(?:の)?|各週の?|毎(?=[{_WD}]曜)",
    "EVERYYEAR": r"毎年度?|例年",
    "EVERYDAY": r"毎日(?!曜)|連日|年中無休|毎(?=朝|晩)",
    "ALTWEEK": r"隔週(?:の|で|に|ごと)?|(?:1|一)週間?(?:おき|置き)(?:の|に)?|2週間?(?:ごと|毎)(?:の|に)?",
    "ALTMONTH": r"隔月(?:の|で|に)?|(?:1|一)[かカケヶヵ箇]月(?:おき|置き)(?:の|に)?|2[かカケヶヵ箇]月(?:ごと|毎)(?:の|に)?",
    "PARITY": r"(?P<parity>偶|奇)数の?月(?:は|の(?!み))?",
    "WD": rf"(?P<wd>[{_WD}])曜日?",
    "WEEKDAYS": r"平日(?:[はの]毎日|は)?",
    "HOLIDAY": r"国民の祝日|祝祭日|祝休日|祝日・休日|祝・?祭日|祝日|祭日|振替休日|祝(?=[・、)をは休除もの/:(午と及開営  \d]|$)",
    "YEAREND": r"年末[・、]?年始(?:の期間)?",
    "SEASON": r"お盆(?:期間|休み)?|夏[季期]休[業館暇み]|冬[季期]休[業館暇み]|夏休み|冬休み|春休み|夏[季期]|冬[季期]|年末|年始|元日|元旦|(?:正月)?三が日|正月|ゴールデンウィーク|GW",
    "CLOSEDHEAD": r"(?:休会日|中止日|休講日|定休日|休館日|休業日|休所日|休室日|休園日|閉館日|閉所日|閉室日)|(?:定休|お?休み|休館|休業)(?=:)",
    "NEVER": r"不定休|臨時休[館業]",
    "OFF": r"(?:お休み|休み|休館|休業|休所|休室|休会|休止|休講|休園|定休|閉館|閉所|閉室|中止)(?:日)?"
    r"(?:と(?:します|なります|なりました|させていただきます|いたします|致します|なる)|です|します|しました|いたします|になります|になりました|させていただきます)?"
    r"|未(?:実施|開催)|休みます|休む|休(?=$|[)、。 ※])|(?:開催|実施|活動|営業|開所|開館|練習|サロン)?(?:は|も)?(?:(?:行い|し|いたし|あり|ござい|やり)ません|なし|無し|しない|行わない|ありません)(?:です)?",
    "EXCEPT": r"(?:を|は)?除(?:く|きます|き|いた|いて|外)(?:の|、)?|(?:を)?以外(?:の)?",
    "ALWAYS": r"常時|随時|いつでも|通年|(?:1年|一年|年間?|年中)(?:を通(?:じて|して)|中)",
    "IRREGULAR": r"不定期(?:的)?(?:に|で|な|の|と(?:なる|なります))?|不定(?!休)",
    "UNDECIDED": r"(?:(?:開催)?(?:日程?|日時|曜日|日にち|月日|時期|時間|週))?(?:は|が|、)?(?:未定|未確定|不確定|不明)(?:です)?|(?:日程)?(?:調整|検討|計画)中(?:です)?|都度(?:設定|決定|お知らせ|調整)",
    "COND": r"(?:の場合|のとき|の時|(?:に|と)(?:あた|当た|重な|かさな)(?:る|った)(?:場合|とき|時|日)?|と重複(?:する|した)場合|にあたった|の際|であれば|なら(?!び))(?:は|に|には)?、?",
    "WHATEVER": r"に(?:あた|当た)っても|と重なっても|(?:に|も|とは|に?は|を)?(?:関係(?:なく|無く)|関わらず|かかわらず|問わず)、?",
    "SHIFT": r"(?:その)?(?:(?P<nextwork>翌平日|翌営業日|翌開館日|翌開所日|次の平日)|(?P<nextmon>翌月曜日?|次の月曜日?)"
    r"|(?P<workbefore>(?:直)?前の平日|前平日|前営業日|直前の平日)|(?P<fridaybefore>(?:直)?前の?金曜日?)"
    r"|(?P<daybefore>前日)|(?P<weekbefore>(?:前週|前の週|先週)(?:の(?:同じ?曜日|同時刻))?)|(?P<nextday>翌日|次の日)|(?P<nextweek>翌週|次週|次の週|1週間後|一週間後)(?:の(?:同じ?曜日|同時刻))?)",
    "MOVES": r"(?:に|へ|と|を)?(?:変更|振り?替え?|順延|延期|移動|繰り?下げ)(?:(?:と|に)?(?:します|なります|いたします|なる|する))?(?:して(?:開催|実施)(?:します)?|しています)?",
    "NEXTYEAR": r"翌年(?:の)?|翌(?=1?\d月)",
    "RECEPTION": r"受付(?:開始|終了|時間|締切|締め切り)?|受け付け|開場|最終受付|入場|入館|ラストオーダー|L\.?O\.?|最終入[館場室]",
    "FIRSTTIME": r"初回(?=[は: ])",
    "OTHERMONTHS": r"(?:その(?:他|ほか)|それ以外|これ以外|上記以外)の?月?(?=[は:、 ])",
    "NEXTTIME": r"次回(?:の)?(?:開催日?|予定日?)?(?=[はが: \d]|令和)",
    "HEAD": r"(?:ふだん|普段)は?|(?:開催|実施|活動|開所|開設|開館|利用|営業|開店|練習|例会|定例|稽古|運営|配布|配付|受講)(?:の)?(?:日時|日程|時間帯?|曜日|時期|回数|頻度|日)(?!曜)"
    r"|日時|日程|日にち|期日|曜日|時間帯?(?=[:は  \d午]|$|\))|時刻|とき(?=[:は  ])|開始時[刻間]|頻度|回数|期間|スケジュール",
    "PLAN": r"(?:の|を)?(?:開催)?(?:予定|見込み)(?:です|して(?:い|おり)ます|しています|となって(?:い|おり)ます|日)?",
    "PRINCIPLE": r"原則(?:として|的に|は|、)?|主に|主として|基本(?:的に|は|、|として)?|通常(?:は)?(?=[^業])|おおむね|概ね",
    "MERIDIEM": r"(?P<part>午前|午後|夜|昼|朝)の部(?:は|:)?|(?P<half>午前|午後|AM|PM|am|pm|Am|Pm|a\.m\.|p\.m\.)(?:中)?(?: ?に)?|(?P<loose>お昼|昼間?|早?朝|夕方?|夜間?|晩)(?:の|に|は|、)?(?= *[\d一二三四五六七八九十正]|[ 、。()・〜/]|$)",
    "PLACE": r"(?:開催|実施)?(?:会場|場所)(?= ?[:は)]| +[^ \d])|ところ(?=:)|於:?",
    "NOON": r"正午(?:頃|ごろ)?",
    "ENUM": rf"#\d+\.|\({N}\)(?= ?(?:\d|午|朝|夜|昼|[{_WD}第毎]))|{N}回目(?:は|:|、)?|第\d{{1,2}}回目?(?= *[\d:(])|(?:第)?[1-5一二三四五]部(?:は|:|、)?(?= ?[\d午(])",
    "ONLY": r"のみ|だけ|限定|限り",
    "BUT": r"※|(?:ただし|但し|ただ)(?:、)?|なお、?|尚、?|また、",
    "EACH": rf"(?:各[回日]?|毎回|それぞれ|いずれも|すべて|全て|両日(?:とも)?)(?=[ 、:]*(?:[\d祝午正朝夜]|[{_WD}]曜))",
    "MAKES": rf"(?:を|も)?含(?:む|みます)|(?:を|も)?(?:定例|定期(?:的に)?)?(?:開催|実施|活動|開所|開設|開館|営業|開店|オープン|練習|集合|開放|運営|利用)(?:{_DOING}?(?:ます|る|た|ている)|中|でき(?:る|ます))?"
    r"|(?:を)?(?:行|おこな)(?:います|って(?:います|おります|いる)|う|われ(?:ます|て(?:います|いる)))|(?:を)?や(?:ります|って(?:います|おります|いる))"
    r"|(?:を)?開(?:いて(?:います|おります|いる)|きます|かれ(?:ます|て(?:います|いる)))|集ま(?:ります|って(?:います|いる))|になります|となります|です|ます|定期的(?:に)?|あります|あり",
    "TILDE": r"〜|-|(?<![ぁ-ヺ])ー",
    "FROM": r"から(?!だ|あげ|揚)|より(?!み|そ|道|添|あ|合)|スタート|開始|開演|開会",
    "TO": r"まで(?:の)?|迄|終了|閉店|閉会",
    "OPEN": r"\(",
    "CLOSE": r"\)",
    "QUOTE": r"「",
    "UNQUOTE": r"」",
    "COLON": r":|=",
    "STOP": r"[。;/]|→|⇒",
    "SEP": r"[、・.&+]|＋",
    "CAPACITY": r"(?:各|定員|先着)?(?:約)?\d{1,4}(?:組|名|人|食|台|席)(?:様)?(?:限定|まで|程度|ほど|以内)?",
    "NUM": N,
    "PARTICLE": r"及び|および|並びに|にて|において|につき|ならびに|または|又は|もしくは|若しくは|どちらか|いずれか|[のにはともでをがへやか]",
}
_MASTER = re.compile("|".join(f"(?P<{kind}>{pattern})" for kind, pattern in _PATTERNS.items()))
_PARTS = {kind: re.findall(r"\?P<(\w+)>", pattern) for kind, pattern in _PATTERNS.items()}
_BARE_WEEKDAY = re.compile(
    rf"[{_WD}](?=$|[ ・、./〜()と\-:を。;※\d&+」はも祝午朝夜昼夕正第毎曜休除及並又隔]|[{_WD}](?:$|[^本曜常])|から|以外|および|ならびに|または|もしくは|か[{_WD}第]|の(?:\d|午|朝|昼|夜|夕|第|み|正|週)|の場合|のとき|の時|にあた|に当た|と重|に(?:$|[、 開実活\d午]))"
)
_ATOM = re.compile(
    r"おはなし|子ども|こども|子供|からだ|はつらつ|のびのび|ともだち|なかま|はなみずき|やすらぎ|にこにこ|ものづくり"
)
# These end no word: they may stand inside one.
WEAK = frozenset(
    {"PARTICLE", "FROM", "TO", "ONLY", "NUM", "MAKES", "TILDE", "RECEPTION", "HEAD", "MERIDIEM", "PRINCIPLE"}
)
_BEFORE_BARE = frozenset(
    [
        "SPACE",
        "SEP",
        "STOP",
        "OPEN",
        "CLOSE",
        "QUOTE",
        "COLON",
        "NTH",
        "LAST",
        "EVERYWEEK",
        "EVERYMONTH",
        "ALTWEEK",
        "ALTMONTH",
        "WD",
        "TILDE",
        "PARTICLE",
        "BUT",
        "EACH",
        "ENUM",
        "FREQ",
        "PARITY",
        "MONTH",
        "YEAR",
        "PRINCIPLE",
        "CLOSEDHEAD",
        "HEAD",
        "EXCEPT",
        "FROM",
        "TO",
        "HOLIDAY",
        "NUM",
        "WEEKDAYS",
        "DAY",
        "SLASH",
        "NEXTTIME",
    ]
)


class Token(NamedTuple):
    """One word: its kind, its place in the normal text, and what its pattern caught."""

    kind: str
    text: str
    start: int
    end: int
    parts: dict[str, str]


def tokenise(normal: Normal) -> list[Token]:
    """The whole text as tokens, without a gap.

    >>> from .normal import normalise
    >>> [(token.kind, token.text) for token in tokenise(normalise("毎月第2火曜日に体操 10時〜"))]
    [('EVERYMONTH', '毎月'), ('NTH', '第2'), ('WD', '火曜日'), ('PARTICLE', 'に'), ('WORD', '体操'), ('SPACE', ' '), \
('CLOCK', '10時'), ('TILDE', '〜')]
    """
    text, tokens, at = normal.text, list[Token](), 0
    while at < len(text):
        token = _known(text, at, tokens[-1].kind if tokens else "SPACE")
        if token is None:
            start = _word_start(tokens, at)
            end, at = _word_end(text, at)
            tokens.append(Token("WORD", text[start:end], start, end, {}))
            at = end
        else:
            tokens.append(token)
            at = token.end
    return tokens


def _known(text: str, at: int, before: str) -> Token | None:
    """The schedule word that begins here, if one does."""
    if _ATOM.match(text, at):
        return None
    match = _MASTER.match(text, at)
    if match is None or (
        match.lastgroup == "NUM" and text[at] in "一二三四五六七八九十" and before == "WORD"
    ):
        joins = before != "PARTICLE" or text[at - 1] in "とやびのが"
        if before in _BEFORE_BARE and joins and (bare := _BARE_WEEKDAY.match(text, at)):
            return Token("WD", bare.group(), at, bare.end(), {"wd": bare.group(), "bare": "1"})
        return None
    kind = match.lastgroup or ""  # the outermost group closes last
    parts = {name: value for name in _PARTS[kind] if (value := match.group(name)) is not None}
    return Token(kind, match.group(), at, match.end(), parts)


def _word_end(text: str, at: int) -> tuple[int, int]:
    """A word runs to the next schedule word that cannot stand inside one; weak ones at its end are left out."""
    end = at
    while at < len(text):
        token = _known(text, at, "WORD")
        if token is None:
            atom = _ATOM.match(text, at)
            at = end = atom.end() if atom else at + 1
        elif token.kind in WEAK:
            at = token.end
        else:
            break
    return end, at


def _word_start(tokens: list[Token], at: int) -> int:
    """Weak words at the very beginning of a phrase belong to the word that follows them: のどか会."""
    index = len(tokens)
    while index and tokens[index - 1].kind in {"PARTICLE", "FROM", "TO"}:
        index -= 1
    if index == len(tokens) or (
        index and tokens[index - 1].kind not in {"SPACE", "OPEN", "QUOTE", "STOP", "SEP", "BUT"}
    ):
        return at
    start = tokens[index].start
    del tokens[index:]
    return start
