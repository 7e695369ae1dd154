import pytest

from smockproxy.engines.blame import line_in, script_error
from smockproxy.engines.contract import ScriptError

SOURCE = """
def inner(kind):
    raise kind

def outer(kind):
    inner(kind)
"""


def raised(error: BaseException) -> BaseException:
    """The error as it comes out of a script."""
    space: dict[str, object] = {}
    exec(compile(SOURCE, "a.py", "exec"), space)
    with pytest.raises(type(error)) as caught:
        space["outer"](error)
    return caught.value


def test_an_error_has_its_innermost_line_in_the_script():
    error = script_error(raised(KeyError("x")), "a.py")
    assert (error.message, error.line) == ("KeyError: 'x'", 3)


def test_an_error_without_words_has_its_name():
    assert script_error(raised(AssertionError()), "a.py").message == "AssertionError: no reason given"


def test_an_error_of_a_function_gets_the_line():
    error = script_error(raised(ScriptError("boom")), "a.py")
    assert (error.message, error.line) == ("boom", 3)


def test_a_line_that_is_known_stays():
    assert script_error(raised(ScriptError("boom", 7)), "a.py").line == 7


def test_a_syntax_error_has_its_own_line():
    with pytest.raises(SyntaxError) as caught:
        compile("\n\nx =", "a.py", "exec")
    assert script_error(caught.value, "a.py").line == 3


@pytest.mark.parametrize("error", [MemoryError(), RecursionError()])
def test_what_is_the_workers_to_tell_goes_on(error):
    with pytest.raises(type(error)):
        script_error(error, "a.py")


def test_without_the_script_there_is_no_line():
    assert line_in(None, "a.py") == 0
    assert line_in(raised(KeyError()).__traceback__, "b.py") == 0
