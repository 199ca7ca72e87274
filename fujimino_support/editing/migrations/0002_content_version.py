import fujimino_support.editing.fields
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("editing", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="ContentVersion",
            fields=[
                (
                    "id",
                    models.PositiveSmallIntegerField(
                        default=1, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("token", models.CharField(max_length=32)),
            ],
            options={"verbose_name": "内容の版", "verbose_name_plural": "内容の版"},
        ),
        migrations.CreateModel(
            name="LastChange",
            fields=[
                (
                    "id",
                    models.PositiveSmallIntegerField(
                        default=1, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("on", fujimino_support.editing.fields.DayField(verbose_name="更新日")),
            ],
            options={"verbose_name": "更新日", "verbose_name_plural": "更新日"},
        ),
    ]
