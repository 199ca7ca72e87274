import django.core.validators
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("councils", "0002_updated_on_becomes_last_change"),
    ]

    operations = [
        migrations.AddField(
            model_name="programme",
            name="stale_after_days",
            field=models.PositiveSmallIntegerField(
                default=180,
                help_text="確認日からこの日数が過ぎた活動に「お出かけ前に電話でお確かめください」と出し、確認電話リストに載せます。例：180（およそ半年）",
                validators=[
                    django.core.validators.MinValueValidator(1, "1からの数を入力してください。"),
                    django.core.validators.MaxValueValidator(3650, "3650までの数を入力してください。"),
                ],
                verbose_name="確認から何日で注意書きを出すか",
            ),
        ),
        migrations.AddConstraint(
            model_name="programme",
            constraint=models.CheckConstraint(
                condition=models.Q(("stale_after_days__range", (1, 3650))),
                name="programme_stale_after_days",
                violation_error_message="1から3650までの数を入力してください。",
            ),
        ),
    ]
