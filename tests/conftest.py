"""Makes the tests' own packages importable however pytest was started; an example may take its time."""

import sys
from pathlib import Path

from hypothesis import settings

ROOT = str(Path(__file__).resolve().parent.parent)
if ROOT not in sys.path:
    sys.path.insert(0, ROOT)

settings.register_profile("unhurried", deadline=None, database=None)
settings.load_profile("unhurried")
