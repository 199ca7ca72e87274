"""The portal's own settings, in a process that may not write where the portal keeps its files."""

import os
from pathlib import Path

from fujimino_support.settings import *  # noqa: F403

STATIC_ROOT = Path(os.environ["GATHERED"])
