"""The two groups of staff, made from the matrix after every migrate."""

from __future__ import annotations

from typing import Any

from django.apps import AppConfig
from django.apps import apps as all_apps
from django.contrib.auth.management import create_permissions
from django.db.models.signals import post_migrate

from . import rights


def connect() -> None:
    post_migrate.connect(make_groups)


def make_groups(sender: AppConfig, using: str, apps: Any = all_apps, **kwargs: Any) -> None:
    """Give both groups what the matrix says of the app just migrated, and take away the rest."""
    try:
        group_model = apps.get_model("auth", "Group")
        permission_model = apps.get_model("auth", "Permission")
    except LookupError:
        return  # migrated back to before there were groups
    # Django makes them after this same signal, and this receiver may come first.
    create_permissions(sender, verbosity=0, using=using, apps=apps)
    ours = {label.partition(".")[0] for label in rights.MATRIX}
    of_app = permission_model.objects.using(using).filter(content_type__app_label=sender.label)
    found = {
        (f"{sender.label}.{model}", codename): key
        for key, model, codename in of_app.values_list("pk", "content_type__model", "codename")
    }
    for role in rights.GROUPS:
        group, _ = group_model.objects.using(using).get_or_create(name=role.value)
        due = {
            key
            for (label, codename), key in found.items()
            if codename.partition("_")[0] in rights.permissions(role, label)
        }
        held = group.permissions.values_list("pk", "content_type__app_label")
        present = {key for key, label in held if label == sender.label}
        stray = {key for key, label in held if label not in ours}
        group.permissions.remove(*(present - due), *stray)
        group.permissions.add(*(due - present))
