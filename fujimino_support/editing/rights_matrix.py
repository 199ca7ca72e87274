"""The one matrix of rights: role × model × action × own or other area, and field by field. Data only.

"Own" is a row of an area among the person's area assignments. Models are named by label, because
the cellar knows no app. `rights.py` answers from it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum

VIEW, ADD, CHANGE, DELETE = "view", "add", "change", "delete"
PUBLISH = "publish"  # decide what residents see: the state, its days, a draft put before the publisher
DRAFT = "draft"  # lay a change beside a public row, for the publisher
RESTORE = "restore"
EXPORT = "export"
HISTORY = "history"
CONFIRM = "confirm"  # 確認日
CHOOSE = "choose"  # name the row from another row's form, filter or search

Names = frozenset[str]
NOTHING: Names = frozenset()
EDIT: Names = frozenset({VIEW, ADD, CHANGE, EXPORT, HISTORY, CHOOSE})
ALL: Names = EDIT | {DELETE, PUBLISH, DRAFT, RESTORE, CONFIRM}
OF_DJANGO = (VIEW, ADD, CHANGE, DELETE)


class Role(Enum):
    """What a visitor of the admin is; the groups are named by their values."""

    NOBODY = "nobody"  # not signed in, not staff, or the account is closed
    COLLEAGUE = "colleague"  # signed in, in neither group
    OPERATOR = "社協職員"
    CITY = "市職員"
    SUPERUSER = "superuser"


GROUPS = (Role.CITY, Role.OPERATOR)


@dataclass(frozen=True)
class Fields:
    """How the operator's staff write to a row of theirs; names of form fields and of inline prefixes.

    A row that is still a draft they write whole, but for what is `published`.
    """

    live: Names | None = (
        None  # saved at once in a row that is no draft; the rest is laid beside it. None: all
    )
    published: Names = NOTHING  # only for those who publish
    settled: Names = NOTHING  # only for those who publish, once the row is no draft
    values: Mapping[str, Names] = field(default_factory=dict)  # the choices that may be taken and left
    typed: Names = NOTHING  # boxes of the form that are no fields of the model
    parts: Names = NOTHING  # prefixes of the inlines


@dataclass(frozen=True)
class Row:
    """One model: what 市職員 may do, what 社協職員 may do with rows of their own areas and with other rows."""

    city: Names = ALL
    own: Names = NOTHING
    other: Names = NOTHING
    areas: tuple[str, ...] = ()  # the lookups from the model to its areas; a row is own by any of them
    fields: Fields = Fields()

    def actions(self, role: Role, own: bool) -> Names:
        if role is Role.SUPERUSER:
            return ALL
        if role is Role.CITY:
            return self.city
        if role is Role.OPERATOR:
            return self.own if own else self.other
        return NOTHING


SCHEDULE = frozenset(
    {
        *("schedule_words", "words_only"),
        *("pick_weeks", "pick_weekdays", "pick_start", "pick_end", "pick_months"),
    }
)
ACTIVITY = Fields(
    # A schedule, a place and who carries it are facts of the day; so is 休止中.
    live=SCHEDULE | {"status", "place_words", "confirmed_on", "held_at", "roles", "session_changes"},
    published=frozenset({"state", "public_from", "public_until", "order"}),
    settled=frozenset({"council"}),
    # 終了 takes the activity off every page: that is publishing.
    values={"status": frozenset({"preparing", "running", "paused"})},
    typed=SCHEDULE - {"schedule_words"},
    parts=frozenset({"held_at", "roles", "recruitments", "photos", "session_changes"}),
)
PART_OF_ACTIVITY = Row(own=EDIT | {DELETE, DRAFT}, areas=("activity__council__area",))
READ: Names = frozenset({VIEW, EXPORT})
UNDELETED = Row(city=ALL - {DELETE})
KEPT_BY_CODE = Row(city=NOTHING)

MATRIX: Mapping[str, Row] = {
    "activities.activity": Row(
        own=EDIT | {DRAFT, CONFIRM},
        # A colleague on leave must not leave a closed hall announced as open.
        other=frozenset({CONFIRM}),
        areas=("council__area",),
        fields=ACTIVITY,
    ),
    # A hall that is closed is closed, whoever hears of it first.
    "activities.closure": Row(own=EDIT | {DELETE}, other=EDIT | {DELETE}),
    "activities.sessionchange": PART_OF_ACTIVITY,
    # Done on the phone screen, by every role of `PAGES["staff"]` and in any area.
    "activities.act": KEPT_BY_CODE,
    "activities.told": KEPT_BY_CODE,
    "activities.update": KEPT_BY_CODE,
    "activities.searchtext": KEPT_BY_CODE,
    "activities.searchmark": KEPT_BY_CODE,
    "activities.synonym": Row(),
    # What residents look for: those who write the pages read it.
    "activities.vainword": Row(city=READ),
    "activities.headcount": Row(city=READ, own=READ, areas=("activity__council__area",)),
    "activities.activityplace": PART_OF_ACTIVITY,
    "activities.activityrole": PART_OF_ACTIVITY,
    "activities.recruitment": PART_OF_ACTIVITY,
    "activities.photo": PART_OF_ACTIVITY,
    "activities.place": Row(
        own=EDIT,
        other=frozenset({VIEW, ADD, EXPORT, HISTORY, CHOOSE}),
        areas=("activities__council__area",),
    ),
    "activities.bench": Row(own=EDIT, areas=("area",)),
    "activities.category": Row(own=frozenset({CHOOSE}), other=frozenset({CHOOSE})),
    "councils.organisation": Row(
        # Without history: its entries name the people to ring.
        own=EDIT - {HISTORY},
        other=frozenset({VIEW, ADD, EXPORT, CHOOSE}),
        areas=("areas", "activities__council__area"),
        fields=Fields(parts=frozenset({"contact_people"})),
    ),
    "councils.contactperson": Row(own=EDIT, areas=("organisation__areas", "activities__council__area")),
    "councils.programme": UNDELETED,
    "councils.programmesection": Row(),
    "councils.notice": Row(),
    "councils.page": Row(),
    "councils.contactoffice": Row(),
    "councils.relatedlink": Row(),
    "councils.area": Row(city=ALL - {DELETE}, fields=Fields(parts=frozenset({"assignments"}))),
    "councils.areaassignment": Row(),
    "councils.town": Row(),
    "councils.tier": Row(),
    "councils.council": Row(),
    "councils.meeting": Row(),
    "coordinators.coordinator": Row(),
    # It names a person: seen by those who may answer it, kept in no history, deleted by `manage.py forget` alone.
    "coordinators.inquiry": Row(
        city=frozenset({VIEW, ADD, CHANGE}), own=frozenset({VIEW, ADD, CHANGE}), areas=("area",)
    ),
    # Seen on the screen of their inquiry.
    "coordinators.inquirynote": KEPT_BY_CODE,
    "coordinators.inquiryreading": KEPT_BY_CODE,
    "coordinators.mail": KEPT_BY_CODE,
    "coordinators.submission": KEPT_BY_CODE,
    # Accounts are closed, never deleted.
    "editing.user": Row(city=EDIT),
    "editing.signin": Row(city=READ),
    # To delete one is to sign the phone out.
    "editing.fieldsession": Row(city=frozenset({VIEW, DELETE})),
    "editing.tries": KEPT_BY_CODE,
    # A draft is as much one's own as the row beside which it lies: its screen asks of that row.
    "editing.draft": Row(city=frozenset({VIEW, PUBLISH}), own=frozenset({VIEW}), other=frozenset({VIEW})),
    "editing.preview": KEPT_BY_CODE,
    "editing.numberseries": KEPT_BY_CODE,
    "editing.contentversion": KEPT_BY_CODE,
    "editing.lastchange": KEPT_BY_CODE,
    # The log of what was done: nobody edits it.
    "admin.logentry": Row(city=frozenset({VIEW})),
}

# Staff pages that show no one model, and who opens them.
PAGES: Mapping[str, frozenset[Role]] = {
    "handover": frozenset({Role.CITY, Role.SUPERUSER}),
    "words": frozenset({Role.CITY, Role.SUPERUSER}),
    # 確認日 of any area, by telephone.
    "confirm_calls": frozenset({Role.OPERATOR, Role.CITY, Role.SUPERUSER}),
    "import": frozenset({Role.CITY, Role.SUPERUSER}),
    # All that one resident has asked, wherever: to be handed out to her, or erased.
    "inquiries_of_a_person": frozenset({Role.CITY, Role.SUPERUSER}),
    # The phone screen: sessions of any area, at once.
    "staff": frozenset({Role.OPERATOR, Role.CITY, Role.SUPERUSER}),
}
