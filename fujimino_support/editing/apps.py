from django.apps import AppConfig
from django.contrib.admin import apps as admin
from django.db.models.signals import post_migrate, pre_migrate

from . import groups, version


class EditingConfig(AppConfig):
    name = "fujimino_support.editing"
    label = "editing"
    verbose_name = "職員"
    default = True

    def ready(self) -> None:
        pre_migrate.connect(version.lift, sender=self)
        post_migrate.connect(version.lay, sender=self)
        groups.connect()


class PortalAdminConfig(admin.AdminConfig):
    default = False
    default_site = "fujimino_support.editing.site.PortalAdminSite"
