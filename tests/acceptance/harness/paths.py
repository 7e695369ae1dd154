"""Where things are in this checkout."""

import os
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
NODE = ROOT / "tests" / "node"
PYTHON = sys.executable

FOREIGN_VARIABLES = ("http_proxy", "https_proxy", "all_proxy", "no_proxy", "ws_proxy", "wss_proxy", "ci")
OWN_VARIABLES = ("SMOCKPROXY_", "SMOCKER_", "COV_", "PYTEST_", "PYTHONDONTWRITE")
"""Beginnings of those that this program or its test run understands."""


def clean_environment() -> dict[str, str]:
    """This process's variables, less those that would change what is tested."""
    return {
        name: value
        for name, value in os.environ.items()
        if name.lower() not in FOREIGN_VARIABLES and not name.startswith(OWN_VARIABLES)
    }
