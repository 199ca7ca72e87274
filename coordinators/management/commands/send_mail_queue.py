from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from coordinators import letters, outbox
from coordinators.alone import alone
from coordinators.models import Mail


class Command(BaseCommand):
    help = (
        "待っているメールを送ります。3開庁日のあいだ、だれも手をつけていない問い合わせは、一度だけ職員に知らせます。"
        "1分ごとに動かしてください。同時に二つ動かしても、同じメールは一度だけ送ります。"
    )

    def handle(self, *args: Any, **options: Any) -> None:
        if not letters.is_set_up():
            self.stdout.write(
                "メールは送りません。送るには、環境変数 EMAIL_URL と DEFAULT_FROM_EMAIL を設定してください。"
                f"待っているメール：{Mail.objects.waiting().count()}通"
            )
            return
        with alone("send_mail_queue") as free:
            if not free:
                self.stdout.write("ほかの send_mail_queue が送っているところです。何もしませんでした。")
                return
            letters.remind(timezone.localtime())
            run = outbox.deliver(timezone.localtime)
            left = Mail.objects.waiting().count()
        problem = f"　途中でやめました：{run.problem}" if run.problem else ""
        self.stdout.write(
            f"送った：{run.sent}通　あとで送る：{run.put_off}通　送るのをやめた：{run.given_up}通"
            f"　待っている：{left}通{problem}"
        )
