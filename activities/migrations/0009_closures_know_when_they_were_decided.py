import django.utils.timezone
import fujimino_support.editing.moments
from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('activities', '0008_benches'),
    ]

    operations = [
        # Of those that are there nobody knows when: until they are saved again, every decision holds against them as before.
        migrations.AddField(
            model_name='closure',
            name='decided_at',
            field=fujimino_support.editing.moments.MomentField(editable=False, null=True, verbose_name='決めた日時'),
        ),
        migrations.AlterField(
            model_name='closure',
            name='decided_at',
            field=fujimino_support.editing.moments.MomentField(default=django.utils.timezone.localtime, editable=False, null=True, verbose_name='決めた日時'),
        ),
        migrations.AlterField(
            model_name='sessionchange',
            name='decided_at',
            field=fujimino_support.editing.moments.MomentField(auto_now=True, verbose_name='決めた日時'),
        ),
    ]
