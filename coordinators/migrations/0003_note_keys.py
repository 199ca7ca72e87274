from django.db import migrations, models

import fujimino_support.editing.models


class Migration(migrations.Migration):
    # No note has been written before this: the notes came with the migration before it.

    dependencies = [
        ('coordinators', '0002_inquiries'),
    ]

    operations = [
        migrations.AddField(
            model_name='inquirynote',
            name='key',
            field=models.CharField(default=fujimino_support.editing.models.fresh_token, editable=False, max_length=32, unique=True, verbose_name='目印'),
        ),
        migrations.RemoveConstraint(
            model_name='inquirynote',
            name='inquirynote_kind',
        ),
        migrations.AlterField(
            model_name='inquirynote',
            name='kind',
            field=models.CharField(choices=[('note', 'メモ'), ('answer', '返事（メール）'), ('call', '返事（電話・窓口）')], default='note', max_length=10, verbose_name='種類'),
        ),
        migrations.AddConstraint(
            model_name='inquirynote',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['note', 'answer', 'call'])), name='inquirynote_kind', violation_error_message='一覧にない値です。一覧から選んでください。'),
        ),
    ]
