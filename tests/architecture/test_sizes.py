"""Files and functions stay small enough to be read as one idea."""

from tests.architecture.source import modules

FILE_LINES = 400
FUNCTION_LINES = 60


def test_no_file_is_too_long():
    lines = {module.shown: len(module.text.splitlines()) for module in modules()}
    assert {name: count for name, count in lines.items() if count > FILE_LINES} == {}


def test_no_function_is_too_long():
    long = {
        f"{module.shown}:{function.lineno} {function.name}": lines
        for module in modules()
        for function in module.functions
        if (lines := (function.end_lineno or 0) - function.lineno + 1) > FUNCTION_LINES
    }
    assert long == {}


def test_the_package_was_read():
    assert len(modules()) > 40
    assert sum(len(module.functions) for module in modules()) > 300
