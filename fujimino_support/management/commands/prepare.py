import secrets
from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.auth.password_validation import validate_password
from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.db import transaction
from django.utils import timezone

from activities.telling import tell
from councils.models import Programme


class Command(BaseCommand):
    help = "空のデータベースに、最初の内容と管理者 admin を入れます。二度目は何も変えません。"

    def handle(self, *args: Any, **options: Any) -> None:
        with transaction.atomic():
            load_first_content()
            password = make_first_administrator()
        tell(timezone.localtime())  # so that the very first change is news against what stands now
        if password:
            self.stdout.write("利用者名: admin")
            self.stdout.write(f"初回パスワード: {password}")
            self.stdout.flush()


def load_first_content() -> None:
    if not Programme.objects.exists():
        call_command("loaddata", "towns", "programme", verbosity=0)


def make_first_administrator() -> str | None:
    """The new password, or None when there is somebody already."""
    users = get_user_model().objects
    if users.exists():
        return None
    password = secrets.token_urlsafe(15)
    validate_password(password, get_user_model()(username="admin"))
    users.create_superuser(username="admin", password=password)
    return password
