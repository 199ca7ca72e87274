from django.apps import AppConfig
from django.contrib.admin import apps as admin


class EditingConfig(AppConfig):
    name = "fujimino_support.editing"
    label = "editing"
    verbose_name = "職員"
    default = True


class PortalAdminConfig(admin.AdminConfig):
    default = False
    default_site = "fujimino_support.editing.site.PortalAdminSite"
