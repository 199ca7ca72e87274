import pytest
from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.core.management import call_command
from django.db import connection
from django.db.migrations.loader import MigrationLoader

OURS = ["coordinators", "activities", "councils", "editing"]  # the topmost of the house first


def migrations():
    graph = MigrationLoader(None).graph
    return sorted(key for key in graph.nodes if key[0] in OURS)


def tables():
    """Each table of the database, with its columns and rules in the words of the database."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT name, sql FROM sqlite_master ORDER BY name")
            return dict(cursor.fetchall())
        cursor.execute(
            "SELECT table_name, json_agg((column_name, data_type, is_nullable, character_maximum_length)"
            " ORDER BY ordinal_position) FROM information_schema.columns"
            " WHERE table_schema = 'public' GROUP BY table_name"
        )
        columns = cursor.fetchall()
        cursor.execute(
            "SELECT conname, pg_get_constraintdef(oid) FROM pg_constraint"
            " WHERE connamespace = 'public'::regnamespace"
            " UNION SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = 'public'"
        )
        return {**dict(columns), "rules": sorted(cursor.fetchall())}


def our_tables():
    return {
        table
        for app in OURS
        for model in apps.get_app_config(app).get_models(include_auto_created=True)
        for table in [model._meta.db_table]
    }


@pytest.fixture
def migrated_again(transactional_db):
    """Whatever happens in the test, the next one finds every table."""
    yield
    call_command("migrate", verbosity=0)
    ContentType.objects.clear_cache()


def test_every_migration_goes_down_and_up_again(migrated_again):
    before = tables()

    for app in OURS:
        call_command("migrate", app, "zero", verbosity=0)
    emptied = set(tables())
    call_command("migrate", verbosity=0)

    assert emptied & our_tables() == set()
    assert set(before) >= our_tables()
    assert tables() == before


def test_the_models_need_no_migration_that_is_not_written(db):
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


def test_migrations_have_names():
    assert [name for _, name in migrations() if "auto" in name] == []
