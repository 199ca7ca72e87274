import os

from django.core.wsgi import get_wsgi_application

from fujimino_support.web.environment import BadEnvironment

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "fujimino_support.settings")

try:
    application = get_wsgi_application()
except BadEnvironment as problem:
    raise SystemExit(str(problem)) from None
