"""Model fields that know how a clerk types: Japanese text, readings, phone numbers, days.

Each field normalises what can be normalised without doubt and refuses the rest
with a message that says what to do next.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from functools import partial
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import (
    MaxLengthValidator,
    MaxValueValidator,
    MinValueValidator,
    ProhibitNullCharactersValidator,
)
from django.db import models

from fujimino_support.japanese.characters import (
    ascii_phone,
    fold_width,
    forbidden_characters,
    is_blank,
    is_kana,
    printable,
    to_hiragana,
)
from fujimino_support.web.mailboxes import mailbox

PROSE_LIMIT = 10_000
PHONE_PATTERN = re.compile(r"0[0-9]{1,4}-[0-9]{1,4}-[0-9]{3,4}")
CALLABLE_PATTERN = re.compile(r"0[0-9]{9,10}|\+[1-9][0-9]{7,14}")
LONGEST_NUMBER = 40  # as it is typed, with spaces and brackets
# What stands between the parts of a number where others write a hyphen.
_POINTS = str.maketrans("./・", "---")
# A key as a box may give it: any larger number is more than a database can compare.
KEY = re.compile("[0-9]{1,18}")
EARLIEST_DAY = date(1900, 1, 1)
LATEST_DAY = date(2100, 12, 31)


def refuse_forbidden(text: str, newlines: bool = False) -> None:
    """Raise ValidationError naming the characters of `text` that no page can show safely."""
    found = forbidden_characters(text, newlines=newlines)
    if found:
        raise ValidationError(
            "使えない文字が入っています（%(found)s）。その文字を消して、もう一度保存してください。",
            code="forbidden",
            params={"found": "、".join(found[:3])},
        )


def one_line(text: str) -> None:
    refuse_forbidden(text)


def several_lines(text: str) -> None:
    refuse_forbidden(text, newlines=True)


def kana_only(text: str) -> None:
    if not is_kana(text):
        raise ValidationError("よみは、ひらがなで入力してください。例：つるがおかまるしぇ", code="kana")


def phone_number(text: str) -> None:
    digits = text.replace("-", "")
    if not PHONE_PATTERN.fullmatch(text) or len(digits) not in (10, 11):
        raise ValidationError(
            "電話番号は、市外局番からハイフンで区切って入力してください。例：049-262-8130", code="phone"
        )


def number_to_call(text: str) -> None:
    if not CALLABLE_PATTERN.fullmatch(text.replace("-", "")):
        raise ValidationError("市外局番から、数字で入力してください。例：090-0000-0000", code="phone")


def mail_address(text: str) -> None:
    """What a header and an envelope can hold, and no more than the address."""
    try:
        if text.endswith(">"):
            raise ValueError
        mailbox(text)
    except ValueError:
        raise ValidationError(
            "メールアドレスの形が正しくありません。例：hanako@example.jp", code="invalid"
        ) from None


class TextFormField(forms.CharField):
    """Leaves NUL to the model field, of which Django's own message asks for "some characters"; what nobody can see is nothing."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.validators = [
            check for check in self.validators if not isinstance(check, ProhibitNullCharactersValidator)
        ]

    def to_python(self, value: Any) -> Any:
        text = super().to_python(value)
        return "" if isinstance(text, str) and is_blank(text) else text


class MailFormField(TextFormField, forms.EmailField):
    """An address, also where an input method made it full-width."""

    default_validators = [mail_address]

    def to_python(self, value: Any) -> Any:
        return fold_width(str(super().to_python(value)))


def number_of(text: str) -> str:
    # What is copied from an address book has marks around it that nobody sees.
    return ascii_phone(printable(text).translate(_POINTS))


class CallBackFormField(TextFormField):
    def to_python(self, value: Any) -> Any:
        return number_of(str(super().to_python(value)))


class LineField(models.CharField):
    """One line of Japanese text without control characters; at most 200 characters unless told."""

    default_validators = [one_line]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", 200)
        super().__init__(*args, **kwargs)

    def formfield(self, **kwargs: Any) -> Any:
        return super().formfield(**{"form_class": TextFormField, "validators": self._of_a_form(), **kwargs})

    def _of_a_form(self) -> list[Callable[[str], None]]:
        """What is refused here is refused by a form already: behind one that is no model's nobody else looks."""
        return [partial(self._refuse, check) for check in self.default_validators]

    def _refuse(self, check: Callable[[str], None], text: str) -> None:
        check(self.to_python(text))


def plain_newlines(text: str) -> str:
    """Browsers send CR LF, and count it as one character."""
    return text.replace("\r\n", "\n").replace("\r", "\n")


class ProseFormField(TextFormField):
    """Counts the characters of a text as the browser does."""

    def to_python(self, value: Any) -> Any:
        return plain_newlines(str(super().to_python(value)))


class ProseField(models.TextField):
    """Several paragraphs of plain text for the staff text renderer; at most 10,000 characters."""

    default_validators = [several_lines]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", PROSE_LIMIT)
        super().__init__(*args, **kwargs)
        # Django's TextField tells only the browser of its limit.
        self.validators.append(MaxLengthValidator(self.max_length))

    def to_python(self, value: Any) -> Any:
        text = super().to_python(value)
        return plain_newlines(text) if isinstance(text, str) else text

    def formfield(self, **kwargs: Any) -> Any:
        return super().formfield(
            **{"form_class": ProseFormField, "validators": self.default_validators, **kwargs}
        )


class KanaField(LineField):
    """A reading in hiragana, always optional; katakana of either width is turned into hiragana."""

    default_validators = [one_line, kana_only]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("blank", True)
        kwargs.setdefault("help_text", "ひらがなで。分からないときは空けておきます。")
        super().__init__(*args, **kwargs)

    def to_python(self, value: Any) -> Any:
        text = super().to_python(value)
        return to_hiragana(fold_width(text)) if isinstance(text, str) else text


class PhoneField(LineField):
    """A Japanese phone number in ASCII digits and hyphens, always optional."""

    default_validators = [one_line, phone_number]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("blank", True)
        kwargs.setdefault("max_length", 20)
        kwargs.setdefault("help_text", "例：049-262-8130。分からないときは空けておきます。")
        super().__init__(*args, **kwargs)

    def to_python(self, value: Any) -> Any:
        text = super().to_python(value)
        return ascii_phone(text) if isinstance(text, str) else text


class CallBackField(LineField):
    """A number that somebody gave to be called back, with or without hyphens, always optional."""

    default_validators = [one_line, number_to_call]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("blank", True)
        kwargs.setdefault("max_length", 20)
        super().__init__(*args, **kwargs)

    def to_python(self, value: Any) -> Any:
        text = super().to_python(value)
        return number_of(text) if isinstance(text, str) else text

    def formfield(self, **kwargs: Any) -> Any:
        return super().formfield(
            **{"form_class": CallBackFormField, "validators": (), **kwargs, "max_length": LONGEST_NUMBER}
        )


class MailField(models.EmailField):
    """A mail address to which the portal writes."""

    default_validators = [mail_address]

    def formfield(self, **kwargs: Any) -> Any:
        return super().formfield(**{"form_class": MailFormField, **kwargs})


class DayField(models.DateField):
    """A day between 1900 and 2100."""

    default_validators = [
        MinValueValidator(EARLIEST_DAY, "1900年以降の日付を入力してください。"),
        MaxValueValidator(LATEST_DAY, "2100年までの日付を入力してください。"),
    ]


class OrderField(models.PositiveSmallIntegerField):
    """Where a row stands among its like: the smaller, the earlier."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("default", 100)
        kwargs.setdefault("verbose_name", "並び順")
        kwargs.setdefault("help_text", "小さい数が先に並びます。")
        kwargs.setdefault("validators", [MaxValueValidator(30_000, "30000までの数を入力してください。")])
        super().__init__(*args, **kwargs)


class DegreesFormField(forms.DecimalField):
    """Rounds to six decimals, about ten centimetres: maps on the web give fourteen."""

    def to_python(self, value: Any) -> Any:
        degrees = super().to_python(value)
        if degrees is None or not degrees.is_finite() or abs(degrees) >= 1000:
            return degrees
        return degrees.quantize(Decimal("0.000001"))


class DegreesField(models.DecimalField):
    """Degrees of WGS 84 with six decimals, or None while nobody knows."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.update(max_digits=9, decimal_places=6, null=True, blank=True)
        super().__init__(*args, **kwargs)

    def formfield(self, **kwargs: Any) -> Any:
        return super().formfield(**{"form_class": DegreesFormField, "widget": forms.TextInput, **kwargs})


class LatitudeField(DegreesField):
    """Degrees north; the bounds are Japan's."""

    default_validators = [
        MinValueValidator(20, "緯度は20から46の数です。例：35.871056"),
        MaxValueValidator(46, "緯度は20から46の数です。例：35.871056"),
    ]


class LongitudeField(DegreesField):
    """Degrees east; the bounds are Japan's."""

    default_validators = [
        MinValueValidator(122, "経度は122から154の数です。例：139.515774"),
        MaxValueValidator(154, "経度は122から154の数です。例：139.515774"),
    ]
