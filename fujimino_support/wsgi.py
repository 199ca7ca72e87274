import os

import django

from fujimino_support.web.environment import BadEnvironment
from fujimino_support.web.requests import Handler

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "fujimino_support.settings")

try:
    django.setup(set_prefix=False)
    application = Handler()
except BadEnvironment as problem:
    raise SystemExit(str(problem)) from None
