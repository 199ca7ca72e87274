"""The programme itself, in the words staff give it: its row, its sections, pages, notices and office."""

from __future__ import annotations

from typing import ClassVar

from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator, URLValidator
from django.db import models
from django.db.models import Q, Subquery
from django.urls import reverse

from fujimino_support.editing.constraints import one_of
from fujimino_support.editing.fields import DayField, LineField, OrderField, PhoneField, ProseField
from fujimino_support.editing.models import ContentVersion, LastChange
from fujimino_support.editing.natural_keys import NaturallyKeyed, NaturalManager
from fujimino_support.editing.version import Content

web_address = URLValidator(
    schemes=["http", "https"],
    message="https:// から始まるアドレスを入力してください。例：https://example.jp/",
)
slug_characters = RegexValidator(
    r"^[a-z][a-z0-9]*(-[a-z0-9]+)*\Z", "小文字のローマ字と数字で入力してください。例：about"
)

STALE_AFTER = (1, 3650)  # days: a note on the day after is the least, ten years are as good as never
INQUIRY_KEPT = (1, 3650)  # days
BACKUP_KEPT = (1, 3650)  # days


class ContactOffice(NaturallyKeyed):
    """The office to call."""

    natural_key_fields = ("name",)
    content = Content(unshown=("inbox",))

    name = LineField("部署の名前", max_length=80, unique=True, help_text="例：地域福祉課 福祉総合支援チーム")
    short_name = LineField(
        "短い名前", max_length=20, help_text="ページの上に電話番号と並べます。例：地域福祉課"
    )
    postal_code = models.CharField(
        "郵便番号",
        max_length=8,
        blank=True,
        validators=[RegexValidator(r"^[0-9]{3}-[0-9]{4}\Z", "例：356-8501 のように入力してください。")],
    )
    address = LineField("住所", blank=True, help_text="例：埼玉県ふじみ野市福岡1-1-1")
    phone = PhoneField("電話番号", blank=False, help_text="例：049-262-8130")
    fax = PhoneField("ファクス番号")
    mail = models.EmailField("メール", blank=True, help_text="公開してよいアドレスだけを書きます。")
    inbox = models.EmailField(
        "問い合わせを知らせるメール",
        blank=True,
        help_text="メールフォームから届いたことを、ここへ知らせます。ページには出ません。空けておくと、上の「メール」へ送ります。",
    )
    hours = LineField("受付時間", blank=True, help_text="例：平日 8時30分から17時15分")

    class Meta:
        verbose_name = "問い合わせ先"
        verbose_name_plural = "問い合わせ先"
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name


class Licence(models.TextChoices):
    """Under what terms others may use the data; none is chosen until the city decides."""

    NONE = "", "まだ決めていない（データを公開しない）"
    CC_BY_4 = "cc-by-4.0", "クリエイティブ・コモンズ 表示 4.0 国際（CC BY 4.0）"
    CC0 = "cc0-1.0", "CC0 1.0（著作権の放棄）"
    PDL_1 = "pdl-1.0", "公共データ利用規約（第1.0版）"


class ProgrammeQuerySet(models.QuerySet):
    def framed(self) -> ProgrammeQuerySet:
        """With its office, `changed_on`, the day of the last change of anything public, and the `version` and `serial` of it all."""
        return self.select_related("office").annotate(
            changed_on=Subquery(LastChange.objects.values("on")),
            version=Subquery(ContentVersion.objects.values("token")),
            serial=Subquery(ContentVersion.objects.values("serial")),
        )


class Programme(models.Model):
    """生活支援体制整備事業, as this city runs it: the one row that names everything."""

    content = Content()

    id = models.PositiveSmallIntegerField(primary_key=True, default=1, editable=False)
    site_name = LineField("このサイトの名前", max_length=40, help_text="例：ふじみ野 支え合いの地図")
    name = LineField("事業の名前", max_length=40, help_text="例：生活支援体制整備事業")
    headline = LineField("表紙の見出し", max_length=60, help_text="例：近くに、行ける場所があります。")
    lead = ProseField(
        "表紙の前書き", max_length=400, help_text="2文くらいで。検索サイトの説明文にも使います。"
    )
    prefecture = LineField("都道府県", max_length=10, help_text="例：埼玉県")
    city = LineField("市区町村", max_length=20, help_text="例：ふじみ野市")
    city_code = models.CharField(
        "市区町村コード",
        max_length=6,
        validators=[RegexValidator(r"^[0-9]{6}\Z", "6けたの数字で入力してください。例：112453")],
        help_text="全国地方公共団体コード（6けた）。例：112453",
    )
    operator = LineField(
        "委託先", max_length=60, help_text="事業を受け持つ社会福祉協議会の名前。例：ふじみ野市社会福祉協議会"
    )
    operator_link_label = LineField(
        "委託先のページの名前",
        blank=True,
        help_text="例：ふじみ野市社会福祉協議会 生活支援体制整備事業について",
    )
    operator_link = LineField(
        "委託先のページのアドレス",
        max_length=500,
        blank=True,
        validators=[web_address],
        help_text="分からないうちは空けておくと、名前だけを文字で出します。",
    )
    office = models.ForeignKey(
        ContactOffice, models.PROTECT, verbose_name="問い合わせ先", related_name="programmes"
    )
    as_of = DayField(
        "いつの情報か",
        null=True,
        blank=True,
        help_text="全部の活動をひととおり確かめ終わるまで、この日付を添えた注意書きを出します。終わったら空けます。",
    )
    as_of_note = LineField(
        "注意書きの続き", blank=True, help_text="例：お出かけの前に、電話でお確かめください。"
    )
    stale_after_days = models.PositiveSmallIntegerField(
        "確認から何日で注意書きを出すか",
        default=180,
        validators=[
            MinValueValidator(STALE_AFTER[0], "1からの数を入力してください。"),
            MaxValueValidator(STALE_AFTER[1], "3650までの数を入力してください。"),
        ],
        help_text="確認日からこの日数が過ぎた活動に「お出かけ前に電話でお確かめください」と出し、確認電話リストに載せます。例：180（およそ半年）",
    )
    inquiry_kept_days = models.PositiveSmallIntegerField(
        "問い合わせた人の情報を、完了から何日で消すか",
        default=180,
        validators=[
            MinValueValidator(INQUIRY_KEPT[0], "1からの数を入力してください。"),
            MaxValueValidator(INQUIRY_KEPT[1], "3650までの数を入力してください。"),
        ],
        help_text="対応が終わってこの日数がたつと、名前・連絡先・内容を消し、件数だけを残します。メールフォームにも、この日数を出します。例：180（およそ半年）",
    )
    backup_kept_days = models.PositiveSmallIntegerField(
        "控え（バックアップ）を何日で捨てているか",
        default=35,
        validators=[
            MinValueValidator(BACKUP_KEPT[0], "1からの数を入力してください。"),
            MaxValueValidator(BACKUP_KEPT[1], "3650までの数を入力してください。"),
        ],
        help_text="サーバーの担当者に聞いて、実際に捨てている日数を書きます。消した個人の情報も、この日数だけ控えに残るので、メールフォームに出します。例：35（5週間）",
    )
    licence = models.CharField(
        "データの利用条件", max_length=20, choices=Licence, blank=True, default=Licence.NONE
    )

    objects = ProgrammeQuerySet.as_manager()

    class Meta:
        verbose_name = "事業"
        verbose_name_plural = "事業とサイトの名前"
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(id=1),
                name="programme_only_one",
                violation_error_message="事業は1つだけ登録できます。",
            ),
            one_of("licence", Licence, "programme_licence"),
            models.CheckConstraint(
                condition=Q(stale_after_days__range=STALE_AFTER),
                name="programme_stale_after_days",
                violation_error_message="1から3650までの数を入力してください。",
            ),
            models.CheckConstraint(
                condition=Q(inquiry_kept_days__range=INQUIRY_KEPT),
                name="programme_inquiry_kept_days",
                violation_error_message="1から3650までの数を入力してください。",
            ),
            models.CheckConstraint(
                condition=Q(backup_kept_days__range=BACKUP_KEPT),
                name="programme_backup_kept_days",
                violation_error_message="1から3650までの数を入力してください。",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("home")


class Slot(models.TextChoices):
    """Where a section stands: on the programme page, or on the page that it names."""

    INTRODUCTION = "introduction", "事業の説明"
    COORDINATORS = "coordinators", "コーディネーターの紹介の前"
    ACTIVITIES = "activities", "活動の表の前"
    RECRUITMENTS = "recruitments", "募集の前"
    CLOSING = "closing", "ページの終わり"
    TOWNS = "towns", "「お住まいの町からさがす」の、町の一覧のあと"
    CONTACT = "contact", "メールフォームの前"
    JOIN = "join", "「募集しています」の初め"
    BENCHES = "benches", "「休めるいす」の、いすの一覧のあと"


# Slots that stand on a page of their own; the others are on the programme page.
PAGES_OF_SLOTS = {Slot.TOWNS: "town", Slot.CONTACT: "contact", Slot.JOIN: "join", Slot.BENCHES: "benches"}


class SectionManager(NaturalManager["ProgrammeSection"]):
    def by_slot(self) -> dict[str, list[ProgrammeSection]]:
        """All sections, under the slot each stands in."""
        slots: dict[str, list[ProgrammeSection]] = {slot.value: [] for slot in Slot}
        for section in self.all():
            slots[section.slot].append(section)
        return slots


class ProgrammeSection(NaturallyKeyed):
    """A heading and its paragraphs on a page that is not made of rows alone."""

    natural_key_fields = ("slug",)
    content = Content()

    slug = models.CharField(
        "目印",
        max_length=40,
        unique=True,
        validators=[slug_characters],
        help_text="ページ内の目印。例：about。あとから変えられません。",
    )
    heading = LineField("見出し", max_length=60, help_text="例：生活支援コーディネーターとは")
    body = ProseField(
        "本文", blank=True, help_text="空行で段落が分かれます。行の初めに「・」を付けると箇条書きです。"
    )
    slot = models.CharField("出す場所", max_length=20, choices=Slot, default=Slot.INTRODUCTION)
    order = OrderField()

    objects = SectionManager()

    class Meta:
        verbose_name = "表紙の文章"
        verbose_name_plural = "表紙の文章"
        ordering = ("slot", "order", "slug")
        constraints: ClassVar = [
            one_of("slot", Slot, "section_slot"),
        ]

    def __str__(self) -> str:
        return self.heading

    def get_absolute_url(self) -> str:
        return f"{reverse(PAGES_OF_SLOTS.get(Slot(self.slot), 'home'))}#section-{self.slug}"
