#!/usr/bin/env python
import os
import sys
from importlib import import_module
from pathlib import Path

from django.core.management import execute_from_command_line

from fujimino_support.web import environment


def main() -> None:
    environment.load(Path(__file__).parent / ".env", os.environ)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "fujimino_support.settings")
    try:
        import_module(os.environ["DJANGO_SETTINGS_MODULE"])
    except environment.BadEnvironment as problem:
        sys.exit(str(problem))
    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
