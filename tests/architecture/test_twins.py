"""Every module with code has its own unit tests, where one looks for them."""

from functools import cache
from pathlib import Path

from tests.architecture.source import PACKAGE, ROOT, Module, modules

WITHOUT_TWIN = frozenset(
    f"smockproxy/{name}.py"
    for name in (
        "app/sessions/instance",
        "assembly/running",
    )
)
"""Modules that only tests of their neighbours and acceptance tests reach. The list may only get shorter."""


def twins(module: Module) -> list[Path]:
    """Where a module's tests may stand; those of `cli/__init__.py` are in `cli/test_cli.py`."""
    inside = module.file.relative_to(PACKAGE)
    name = inside.parent.name if inside.stem == "__init__" else inside.stem
    return [ROOT / "tests" / kind / inside.parent / f"test_{name}.py" for kind in ("unit", "addon")]


@cache
def alone() -> set[str]:
    """The modules with code whose tests are nowhere."""
    with_code = (module for module in modules() if module.functions or module.classes)
    return {module.shown for module in with_code if not any(twin.is_file() for twin in twins(module))}


def test_every_module_has_its_twin():
    assert alone() - WITHOUT_TWIN == set(), "write the tests of these modules"


def test_the_list_only_gets_shorter():
    assert WITHOUT_TWIN - alone() == set(), "these have tests now, or are gone: take them off the list"
