"""The portal's own settings, for processes whose mail server is often away: they wait for it one second, not ten."""

import os
from pathlib import Path

from fujimino_support.settings import *  # noqa: F403

EMAIL_TIMEOUT = 1
STATIC_ROOT = Path(os.environ.get("GATHERED", ""))
