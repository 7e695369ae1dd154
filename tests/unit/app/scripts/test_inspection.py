"""What the engines tell of scripts, for those who read files."""

import pytest

from smockproxy.app.scripts.inspection import inspector
from smockproxy.engines.contract import ScriptError
from smockproxy.engines.inspection import Inspection
from smockproxy.files.reading import Declaration, ModuleError


class MadeUp(Inspection):
    """Knows what it is told to know."""

    def complaints(self, scripts):
        return [("bad", 1) if text == "bad" else None for _, text in scripts]

    def declared(self, module, file, path):
        if module == "bad":
            raise ScriptError("boom", 3)
        return [{"line": 1, "function": f"{module} {file} {path}"}]


def test_scripts():
    assert inspector(MadeUp()).compile_flaws([("lua", "bad"), ("lua", "good")]) == [("bad", 1), None]


def test_modules():
    read_module = inspector(MadeUp()).read_module
    assert read_module is not None
    assert read_module("text", shown_as="a.py", path="/a.py") == [Declaration(1, "text a.py /a.py")]
    with pytest.raises(ModuleError) as failed:
        read_module("bad", shown_as="a.py", path="/a.py")
    assert (failed.value.message, failed.value.line) == ("boom", 3)


def test_modules_are_not_always_read():
    assert inspector(MadeUp(), reads_modules=False).read_module is None


def test_the_longest_delay_is_passed_on():
    assert (inspector(MadeUp()).longest_delay, inspector(MadeUp(), longest_delay=5).longest_delay) == (0, 5)
