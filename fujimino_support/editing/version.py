"""The content version: one value that every committed change to public content moves, in the same transaction.

A public page is a pure function of (content version, day, tick, URL), so a kept page is right for as long as the version
stands. The database itself moves it, by triggers: whatever writes (a form, `update()`, a bulk write, a fixture, a line of
SQL by hand) writes past no trigger. A rollback takes the move back with it.

The triggers follow from what models say of themselves in an attribute `content`, and are laid anew after every migration,
because SQLite drops those of a table that a migration rebuilds.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from django.apps import apps
from django.db import connections, models
from django.db.backends.base.base import BaseDatabaseWrapper

PREFIX = "moves_"
VERSION, DAY = "editing_contentversion", "editing_lastchange"
ROWS = {"INSERT": ["NEW"], "UPDATE": ["OLD", "NEW"], "DELETE": ["OLD"]}
TODAY = {"sqlite": "date('now', '+9 hours')", "postgresql": "(now() AT TIME ZONE 'Asia/Tokyo')::date"}
TOKEN = {"sqlite": "lower(hex(randomblob(16)))", "postgresql": "replace(gen_random_uuid()::text, '-', '')"}
DIFFERS = {"sqlite": "IS NOT", "postgresql": "IS DISTINCT FROM"}


@dataclass(frozen=True)
class Content:
    """What residents see of a model's rows: all of each row, but for what is named here."""

    unshown: tuple[str, ...] = ()
    """Fields for staff, search or files alone: a change of them changes no page."""
    undated: tuple[str, ...] = ()
    """Fields that pages show and that are not news: 確認日 is not 更新日."""
    hidden_while: Mapping[str, Any] = field(default_factory=dict)
    """Values with any of which a row is out of sight."""
    part_of: str = ""
    """A foreign key to the row without which this one is not shown."""


class Table(NamedTuple):
    """One table whose changes count, in the words of the database."""

    name: str
    key: str
    shown: list[str]
    dated: list[str]
    hidden: dict[str, str]
    parent: tuple[str, Table] | None


def content_of(model: type[models.Model]) -> Content | None:
    return getattr(model, "content", None)


def lay(using: str, **_: Any) -> None:
    """Lay the triggers of every table of public content that exists, and the rows that they move."""
    connection = connections[using]
    existing = set(connection.introspection.table_names())
    if not {VERSION, DAY} <= existing:
        return
    laid = dict(_laid(connection))
    vendor = connection.vendor
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {VERSION} (id, token, serial) SELECT 1, {TOKEN[vendor]}, 1 {_unless(VERSION)}"
        )
        cursor.execute(f'INSERT INTO {DAY} (id, "on") SELECT 1, {TODAY[vendor]} {_unless(DAY)}')
        for trigger in triggers(vendor):
            if trigger.table in existing and laid.get(trigger.name) != trigger.body:
                for statement in trigger.statements(vendor):
                    cursor.execute(statement)


def lift(using: str, **_: Any) -> None:
    """Take all triggers away: SQLite renames no table while a trigger names one that is being rebuilt."""
    connection = connections[using]
    with connection.cursor() as cursor:
        for name, table in _laid_on(connection):
            cursor.execute(
                f"DROP TRIGGER {name}" + ("" if connection.vendor == "sqlite" else f' ON "{table}"')
            )


def tables() -> list[Table]:
    """Every table of content, those of many-to-many fields among them."""
    found = []
    for model in apps.get_models():
        content = content_of(model)
        if content is None:
            continue
        found.append(_table(model, content))
        for relation in model._meta.local_many_to_many:
            through = relation.remote_field.through
            if through._meta.auto_created and relation.name not in content.unshown:  # type: ignore[union-attr]
                found.append(_table(through, Content(part_of=relation.m2m_field_name())))  # type: ignore[arg-type]
    return found


class Trigger(NamedTuple):
    name: str
    table: str
    event: str
    when: str
    body: str

    def statements(self, vendor: str) -> list[str]:
        each = f'{self.name} AFTER {self.event} ON "{self.table}" FOR EACH ROW'
        if vendor == "sqlite":
            return [
                f"DROP TRIGGER IF EXISTS {self.name}",
                f"CREATE TRIGGER {each} WHEN {self.when} {self.body}",
            ]
        return [
            f'DROP TRIGGER IF EXISTS {self.name} ON "{self.table}"',
            f"CREATE OR REPLACE FUNCTION {self.name}() RETURNS trigger LANGUAGE plpgsql AS $$ {self.body} $$",
            f"CREATE TRIGGER {each} WHEN ({self.when}) EXECUTE FUNCTION {self.name}()",
        ]


def triggers(vendor: str) -> list[Trigger]:
    return [_trigger(table, event, vendor) for table in tables() for event in ROWS]


def _table(model: type[models.Model], content: Content) -> Table:
    columns = {row.name: str(row.column) for row in model._meta.concrete_fields}
    parent = None
    if content.part_of:
        above = model._meta.get_field(content.part_of).remote_field.model  # type: ignore[union-attr]
        parent = (columns[content.part_of], _table(above, content_of(above) or Content()))
    return Table(
        name=model._meta.db_table,
        key=columns[model._meta.pk.name],
        shown=[columns[name] for name in columns if name not in content.unshown],
        dated=[columns[name] for name in columns if name not in (*content.unshown, *content.undated)],
        hidden={columns[name]: _literal(value) for name, value in content.hidden_while.items()},
        parent=parent,
    )


def _literal(value: object) -> str:
    return str(value).upper() if isinstance(value, bool) else f"'{value}'"


def _trigger(table: Table, event: str, vendor: str) -> Trigger:
    visible = " OR ".join(_shown(table, row) for row in ROWS[event])
    body = f"UPDATE {VERSION} SET token = {TOKEN[vendor]}, serial = serial + 1 WHERE {visible};"
    if table.name != DAY and table.dated:
        news = _differs(table.dated, vendor) if event == "UPDATE" else "TRUE"
        body += f' UPDATE {DAY} SET "on" = {TODAY[vendor]} WHERE "on" <> {TODAY[vendor]} AND ({news}) AND ({visible});'
    return Trigger(
        name=f"{PREFIX}{table.name}_{event.lower()}",
        table=table.name,
        event=event,
        when=_differs(table.shown, vendor) if event == "UPDATE" else "TRUE",
        body=f"BEGIN {body} END" if vendor == "sqlite" else f"BEGIN {body} RETURN NULL; END",
    )


def _differs(columns: list[str], vendor: str) -> str:
    return " OR ".join(f'OLD."{column}" {DIFFERS[vendor]} NEW."{column}"' for column in columns)


def _shown(table: Table, row: str) -> str:
    """Whether residents can see `row`: OLD, NEW, or p, the row it is part of."""
    conditions = ["TRUE", *(f'{row}."{column}" <> {value}' for column, value in table.hidden.items())]
    if table.parent is not None:
        column, above = table.parent
        its = f'p."{above.key}" = {row}."{column}" AND {_shown(above, "p")}'
        conditions.append(f'EXISTS (SELECT 1 FROM "{above.name}" p WHERE {its})')
    return f"({' AND '.join(conditions)})"


def _unless(table: str) -> str:
    return f"WHERE NOT EXISTS (SELECT 1 FROM {table})"


def _laid(connection: BaseDatabaseWrapper) -> list[tuple[str, str]]:
    """The name and body of each trigger that the database has."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute(
                "SELECT name, substr(sql, instr(sql, ' BEGIN ') + 1) FROM sqlite_master"
                f" WHERE type = 'trigger' AND name LIKE '{PREFIX}%'"
            )
        else:
            cursor.execute(
                "SELECT tgname, btrim(prosrc) FROM pg_trigger JOIN pg_proc ON pg_proc.oid = tgfoid"
                f" WHERE tgname LIKE '{PREFIX}%'"
            )
        found: list[tuple[str, str]] = cursor.fetchall()
        return found


def _laid_on(connection: BaseDatabaseWrapper) -> list[tuple[str, str]]:
    """The name of each trigger that the database has, and of its table."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute(
                f"SELECT name, tbl_name FROM sqlite_master WHERE type = 'trigger' AND name LIKE '{PREFIX}%'"
            )
        else:
            cursor.execute(f"SELECT tgname, tgrelid::regclass FROM pg_trigger WHERE tgname LIKE '{PREFIX}%'")
        found: list[tuple[str, str]] = cursor.fetchall()
        return found
