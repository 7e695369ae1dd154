"""The arrows of ARCHITECTURE.md, and what the public names are."""

import subprocess
import sys
from importlib import import_module

import smockproxy
from tests.architecture.source import ROOT, modules

LINT = "import sys; from importlinter.cli import lint_imports; sys.exit(lint_imports(no_cache=True))"


def test_the_import_contracts_hold():
    done = subprocess.run(
        [sys.executable, "-c", LINT], cwd=ROOT, capture_output=True, text=True, timeout=100, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "0 broken" in done.stdout


def test_public_names_of_the_package():
    assert smockproxy.__all__ == ["VERSION", "mock"]


def test_every_name_in_all_is_there():
    declaring = [module for module in modules() if "\n__all__ = " in module.text]
    assert declaring
    for module in declaring:
        name = module.shown.removesuffix(".py").removesuffix("/__init__").replace("/", ".")
        imported = import_module(name)
        missing = [public for public in imported.__all__ if not hasattr(imported, public)]
        assert missing == [], name
