from django.db import migrations, models


def keep_the_day(apps, schema_editor):
    programme = apps.get_model("councils", "Programme").objects.first()
    if programme is not None:
        last_change = apps.get_model("editing", "LastChange")
        last_change.objects.update_or_create(pk=1, defaults={"on": programme.updated_on})


def give_the_day_back(apps, schema_editor):
    last_change = apps.get_model("editing", "LastChange").objects.first()
    if last_change is not None:
        apps.get_model("councils", "Programme").objects.update(updated_on=last_change.on)


class Migration(migrations.Migration):
    dependencies = [
        ("councils", "0001_initial"),
        ("editing", "0002_content_version"),
    ]

    operations = [
        migrations.RunPython(keep_the_day, migrations.RunPython.noop),
        # Empty for a moment, so that the way back finds room for the day in rows that exist.
        migrations.AlterField("programme", "updated_on", models.DateField(null=True)),
        migrations.RunPython(migrations.RunPython.noop, give_the_day_back),
        migrations.RemoveField("programme", "updated_on"),
    ]
