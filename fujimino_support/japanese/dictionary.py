"""The words of Japanese: how a text is divided into them, how they are read and how they are usually spelled.

From SudachiDict, which knows nothing of this town: what it says of names are guesses, for searching only.
"""

from __future__ import annotations

import re
import threading
from functools import cache, lru_cache
from importlib.metadata import version
from itertools import accumulate, islice, takewhile
from typing import NamedTuple

from sudachipy import Config, Dictionary, SplitMode
from sudachipy import Tokenizer as Sudachi

from .characters import printable, to_hiragana
from .folding import fold

# Letters that are divided at once: Sudachi takes 65,535 bytes, when one sign may have become eighteen letters (ﷺ).
LONGEST = 1900

# As it is by default, but for what takes kana in brackets for a reading: 体操（ヨガ） is both.
_READ_AS_WRITTEN = [
    {"class": "com.worksap.nlp.sudachi.DefaultInputTextPlugin"},
    {
        "class": "com.worksap.nlp.sudachi.ProlongedSoundMarkPlugin",
        "prolongedSoundMarks": ["ー", "-", "⁓", "〜", "〰"],
        "replacementSymbol": "ー",
    },
]
EDITION = version("sudachidict-small")
_NOUNS = ("名詞", "接頭辞", "接尾辞")
_TELLING = ("名詞", "形状詞", "動詞", "形容詞")
LONGEST_RUN = 4  # words of which a longer one may be made
IN_KANA = "="  # before a word that is written in kana, and not only read so
_KANA = re.compile("[ぁ-ゖァ-ヺー・]+")
_IS_READ = re.compile("[ぁ-ゖー]+")
_here = threading.local()  # a tokenizer serves one thread at a time


class Word(NamedTuple):
    """A word as it stands, in the hiragana it is read by, and as it is usually spelled."""

    text: str
    reading: str
    usual: str
    part: tuple[str, ...]  # of speech: 名詞, 普通名詞, 一般 …
    is_listed: bool  # whether it stands in the dictionary

    @property
    def is_noun(self) -> bool:
        return self.part[0] in _NOUNS

    @property
    def is_telling(self) -> bool:
        return self.part[0] in _TELLING and "数詞" not in self.part

    @property
    def is_around(self) -> bool:
        """Whether it tells when and how many, rather than what: 昼, 日, 三."""
        return "数詞" in self.part or "副詞可能" in self.part or "助数詞可能" in self.part


def words(text: str, compounds: bool = False) -> list[Word]:
    """The words of `text`, in their order; `compounds` are not divided.

    >>> [(word.text, word.reading, word.usual) for word in words("凧上げとつえの相談")]
    [('凧上げ', 'たこあげ', '凧揚げ'), ('と', 'と', 'と'), ('つえ', 'つえ', '杖'), ('の', 'の', 'の'), ('相談', 'そうだん', '相談')]
    """
    text, mode = printable(text), SplitMode.C if compounds else SplitMode.A
    return [
        Word(
            one.surface(),
            _reading(one.surface(), one.reading_form()),
            one.normalized_form(),
            tuple(one.part_of_speech()[:3]),
            not one.is_oov(),
        )
        for start in range(0, len(text), LONGEST)
        for one in _tokenizer().tokenize(text[start : start + LONGEST], mode)
        if one.surface()  # ㍿ is divided into four words, three of them of no letters
    ]


def spellings(text: str) -> list[str]:
    """Folded: how the nouns, verbs and adjectives of `text` are usually spelled, and how they and runs of nouns are read;
    and the nouns that are written in kana, marked so.

    >>> spellings("つえで歩く体操教室です")
    ['杖', 'つえ', '歩く', 'あるく', '体操', 'たいそう', 'たいそうきょうしつ', '教室', 'きょうしつ', '=つえ']
    """
    found: list[str] = []
    in_kana: list[str] = []
    for divided in (words(text), words(text, compounds=True)):
        for at, word in enumerate(divided):
            if word.is_telling:
                found += [word.usual, word.reading]
                run = takewhile(_is_part, islice(divided, at, at + LONGEST_RUN))
                found += list(accumulate(one.reading for one in run))[1:]
            if word.is_noun and _KANA.fullmatch(word.text):
                in_kana.append(f"{IN_KANA}{fold(word.text)}")
    return list(dict.fromkeys([*filter(_tells, map(fold, found)), *in_kana]))


def usual(text: str) -> dict[str, str]:
    """The usual spelling of each word of `text`, by the word itself; all folded.

    >>> usual("凧上げとつえ")["つえ"], usual("こどもの凧上げ")["凧上"]
    ('杖', '凧揚')
    """
    divided = [*words(text, compounds=True), *words(text)]
    return {name: fold(word.usual) for word in divided if word.is_telling and (name := fold(word.text))}


def meant_as_typed(text: str) -> frozenset[str]:
    """The nouns of `text`, folded, that stand in the dictionary; but for those in hiragana, which may be anything.

    >>> meant_as_typed("チョコレートの会とムヒュ, あさがお") == {"ちょこれーと", "会"}
    True
    """
    return frozenset(
        name
        for word in words(text, compounds=True)
        if word.is_noun and word.is_listed and not _IS_READ.fullmatch(word.text) and (name := fold(word.text))
    )


@lru_cache(maxsize=30_000)
def readings_of(word: str) -> tuple[str, ...]:
    """All readings of one word, in no order of likelihood; none of one that is not in the dictionary, or is kana.

    >>> readings_of("大原"), readings_of("ひまわり")
    (('おおはら', 'おはら'), ())
    """
    if _KANA.fullmatch(word):
        return ()
    found = (_reading(word, one.reading_form()) for one in _dictionary().lookup(word))
    return tuple(dict.fromkeys(one for one in found if _IS_READ.fullmatch(one)))


def _is_part(word: Word) -> bool:
    """Whether it may be part of a longer noun."""
    return word.is_noun and not word.text.isdecimal()


def _tells(word: str) -> bool:
    return len(word) > 1 or not _KANA.fullmatch(word)


def _reading(text: str, reading: str) -> str:
    """In hiragana; of kana and of what has no reading, the text itself."""
    return to_hiragana(text if _KANA.fullmatch(text) else reading or text)


@cache
def _dictionary() -> Dictionary:
    return Dictionary(config=Config(system="small", inputTextPlugin=_READ_AS_WRITTEN))


def _tokenizer() -> Sudachi:
    if not hasattr(_here, "tokenizer"):
        _here.tokenizer = _dictionary().tokenizer()
    found: Sudachi = _here.tokenizer
    return found
