"""Who takes part: organisations, and the people to ring behind them."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from fujimino_support.editing.constraints import one_of
from fujimino_support.editing.fields import DayField, KanaField, LineField, OrderField, PhoneField, ProseField
from fujimino_support.editing.natural_keys import NaturallyKeyed, NaturalManager
from fujimino_support.editing.version import Content

from .areas import Area


class Kind(models.TextChoices):
    NEIGHBOURHOOD = "neighbourhood", "自治会・町会"
    WELFARE_VOLUNTEER = "welfare_volunteer", "民生委員・児童委員"
    COUNCIL_BRANCH = "council_branch", "社会福祉協議会の支部"
    CONSULTATION = "consultation", "相談センター"
    UNIVERSITY = "university", "大学・学校"
    NURSERY = "nursery", "保育園・幼稚園"
    CARE = "care", "医療・介護の事業所"
    BUSINESS = "business", "企業・店舗"
    GROUP = "group", "団体・サークル"
    PUBLIC = "public", "行政"
    OTHER = "other", "その他"


class OrganisationQuerySet(models.QuerySet):
    def public(self) -> OrganisationQuerySet:
        return self.filter(is_public=True)


class Organisation(NaturallyKeyed):
    """A neighbourhood association, a school, a firm: anyone who takes part as a body."""

    natural_key_fields = ("name",)
    content = Content(unshown=("kind",), hidden_while={"is_public": False})

    name = LineField("名前", max_length=100, unique=True, help_text="例：霞ヶ丘自治会")
    kana = KanaField("よみ", max_length=150)
    kind = models.CharField("種類", max_length=20, choices=Kind, default=Kind.OTHER)
    areas = models.ManyToManyField(
        Area,
        verbose_name="地域",
        blank=True,
        related_name="organisations",
        help_text="関わっている地域をすべて選びます。",
    )
    is_public = models.BooleanField(
        "ページに名前を出す", default=True, help_text="名前を出す了解がないときは、外します。"
    )
    order = OrderField()

    objects = NaturalManager.from_queryset(OrganisationQuerySet)()

    class Meta:
        verbose_name = "団体"
        verbose_name_plural = "団体"
        ordering = ("order", "kana", "name")
        constraints: ClassVar = [
            one_of("kind", Kind, "organisation_kind"),
        ]

    def __str__(self) -> str:
        return self.name


class ContactPerson(NaturallyKeyed):
    """Whom staff ring about an organisation or an activity. Never public; erased by deleting."""

    natural_key_fields = ("name", "phone")
    is_personal = True  # no version of it is kept, so that deleting erases

    name = LineField("氏名", max_length=60)
    phone = PhoneField("電話")
    organisation = models.ForeignKey(
        Organisation,
        models.SET_NULL,
        verbose_name="団体",
        null=True,
        blank=True,
        related_name="contact_people",
        help_text="団体の連絡係のときに選びます。活動の連絡係は、活動の画面で選びます。",
    )
    consented_on = DayField(
        "同意を得た日", null=True, blank=True, help_text="連絡先を控えることに、本人が同意した日。"
    )
    note = ProseField(
        "メモ", blank=True, max_length=1000, help_text="職員だけが見ます。例：午前中は畑にいる。"
    )

    class Meta:
        verbose_name = "連絡係"
        verbose_name_plural = "連絡係（職員だけが見る名簿）"
        ordering = ("name", "phone")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["name", "phone"],
                name="contact_person_once",
                violation_error_message="同じ氏名と電話の連絡係が、もう登録されています。",
            ),
        ]

    def __str__(self) -> str:
        return self.name
