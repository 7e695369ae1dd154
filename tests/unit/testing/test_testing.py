"""The package can be imported beside any application."""

import subprocess
import sys

import pytest

from smockproxy import testing

SHOWN = "print(*sorted({name.partition('.')[0] for name in sys.modules} - sys.stdlib_module_names))"
OURS = "print(*sorted(name for name in sys.modules if name.startswith('smockproxy.')))"
USED = (
    "smockproxy.testing.AsyncClient",
    "try: smockproxy.testing.assert_passed({'outcome': 'x', 'mocks': [], 'exchanges': 0})",
    "except Exception: pass",
)


def printed(*lines: str) -> list[str]:
    program = "\n".join(("import sys", "before = set(sys.modules)", "import smockproxy.testing", *lines))
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    return done.stdout.split()


def test_it_needs_the_standard_library_alone():
    assert "smockproxy" in printed(*USED, SHOWN)
    assert set(printed(*USED, SHOWN)) <= {"smockproxy", "__main__", *beside_it()}


def beside_it() -> set[str]:
    """What this interpreter imports at its start, whatever it runs."""
    program = f"import sys\n{SHOWN}"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    return set(done.stdout.split())


def test_of_the_rest_of_the_package_it_has_words_alone():
    ours = {name for name in printed(*USED, OURS) if not name.startswith("smockproxy.testing")}
    of_the_root = {"smockproxy.engines", "smockproxy.engines.declared", "smockproxy.version"}
    rooms = {"smockproxy.app", "smockproxy.app.verdicts", "smockproxy.app.why"}
    words = {"smockproxy.app.verdicts.text", "smockproxy.app.visible", "smockproxy.app.why.text"}
    assert ours - of_the_root == rooms | words


def test_commands_do_without_an_event_loop():
    assert printed("print('asyncio' in sys.modules)") == ["False"]


def test_a_wrong_name_is_none():
    with pytest.raises(AttributeError, match="has no attribute 'Clients'"):
        _ = testing.Clients
