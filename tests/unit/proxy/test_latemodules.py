import subprocess
import sys
import threading
from importlib import import_module

import pytest

from smockproxy.proxy.latemodules import LATE, LateModule, import_late

NAME = "late_example_module"


@pytest.fixture
def module(tmp_path, monkeypatch):
    """Writes a module that notes when it is run."""
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.setattr(sys, "late_example_runs", 0, raising=False)

    def write(text: str) -> None:
        lines = f"import sys\nsys.late_example_runs += 1\n{text}\n"
        (tmp_path / f"{NAME}.py").write_text(lines)
        import_late({NAME: ("asked",)})

    yield write
    sys.modules.pop(NAME, None)


def test_a_module_is_run_when_something_is_asked_of_it(module):
    module("VALUE = 7")
    late = import_module(NAME)
    assert isinstance(late, LateModule)
    assert late.__spec__.name == NAME
    assert not hasattr(late, "__path__")
    assert sys.late_example_runs == 0
    assert (late.VALUE, late.VALUE, sys.late_example_runs) == (7, 7, 1)
    with pytest.raises(AttributeError, match="'nothing'"):
        _ = late.nothing
    assert sys.late_example_runs == 1


def test_a_function_that_is_imported_by_name_runs_it_when_it_is_called(module):
    module("def asked(value, *, more):\n    return value + more")
    asked = import_module(NAME).asked
    assert sys.late_example_runs == 0
    assert (asked(1, more=2), asked(2, more=2), sys.late_example_runs) == (3, 4, 1)


def test_one_that_breaks_says_so_each_time(module):
    module("import late_example_of_nobody")
    late = import_module(NAME)
    for _ in range(2):
        with pytest.raises(ModuleNotFoundError, match="late_example_of_nobody"):
            _ = late.VALUE


def test_other_threads_wait_until_it_is_run(module, monkeypatch):
    begun, may = threading.Event(), threading.Event()
    monkeypatch.setattr(sys, "late_example_events", (begun, may), raising=False)
    module("sys.late_example_events[0].set()\nsys.late_example_events[1].wait(10)\nVALUE = 7")
    late, seen = import_module(NAME), []
    threads = [threading.Thread(target=lambda: seen.append(late.VALUE)) for _ in range(3)]
    for each in threads:
        each.start()
    begun.wait(10)
    may.set()
    for each in threads:
        each.join(10)
    assert (seen, sys.late_example_runs) == ([7, 7, 7], 1)


def test_what_is_imported_or_not_there_stays_as_it_is(module):
    module("VALUE = 7")
    late = sys.modules[NAME]
    import_late({NAME: (), "late_example_of_nobody": (), "late_example_of_nobody.below": ()})
    assert sys.modules[NAME] is late
    assert "late_example_of_nobody" not in sys.modules


def test_mitmproxy_asks_nothing_of_them_while_it_is_imported():
    program = (
        "import sys, smockproxy.proxy.run\n"
        f"print([name for name in {list(LATE)!r} if '__was_run__' in vars(sys.modules[name])])\n"
        "from mitmproxy.command_lexer import expr, quote, unquote\n"
        "print(list(expr.parseString('set a', parseAll=True)), unquote(quote('a b')))\n"
        "import ruamel.yaml\n"
        "print(ruamel.yaml.YAML(typ='safe').load('a: 1'))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, timeout=60, check=True
    )
    assert done.stdout == "[]\n['set', ' ', 'a'] a b\n{'a': 1}\n"
