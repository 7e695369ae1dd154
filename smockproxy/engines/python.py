"""Scripts in Python: the body of a function that returns its response, or changes the one it is given.

`return 201, {"id": 1}`, `return {"status": 201}`, or `response["status"] = 201`. Python is trusted: it may
import and read what it likes, from files alone. Each run is in a process of its own, which can be killed.
"""

import ast
import builtins
from collections.abc import Callable, Mapping
from types import CodeType
from typing import Any

from smockproxy.engines.answer import response_of
from smockproxy.engines.blame import script_error
from smockproxy.engines.contract import Compiled, Program, ScriptError, Surroundings
from smockproxy.engines.pythontraces import may_leave_traces
from smockproxy.engines.shown import known_names, names

FUNCTION = "script"
"""The function around the script."""
ARGUMENTS = ("request", "state", "session", "mock")
"""Names that a script may set without losing what they stood for before."""
GIVEN = frozenset({*ARGUMENTS, "log"})
"""Names that every script is given; the last is for `print`."""
RETURNED = {2: "status, body", 3: "status, headers, body"}
"""What several returned values mean, by their number."""
EXPECTED = (
    'expected a status and a body, such as `return 200, "text"`, or a mapping with status, headers, body'
)
FRAME = f"def {FUNCTION}(response, {', '.join(ARGUMENTS)}): pass"


def compile_program(program: Program) -> Compiled:
    """Compile a script. Raises `ScriptError`."""
    file_name = program.file or "<script>"
    try:
        code = _compiled(program.source, file_name)
    except (SyntaxError, ValueError) as error:
        raise script_error(error, file_name) from error

    wanted = None if may_leave_traces(program.source) else _names_in(code) & known_names() | GIVEN

    def run(surroundings: Surroundings) -> Mapping[str, Any]:
        try:
            return response_of(_called(code, names(surroundings, wanted)))
        except (Exception, SystemExit) as error:
            raise script_error(error, file_name) from error

    return run


def _compiled(source: str, file_name: str) -> CodeType:
    """The script as the body of a function; `response` is its own if it sets it."""
    around = ast.parse(FRAME)
    inside = ast.parse(source, file_name)
    (function,) = around.body
    if isinstance(function, ast.FunctionDef):
        ending = ast.Return(ast.Name("response", ast.Load()))
        function.body = [*inside.body, ending]
    return compile(ast.fix_missing_locations(around), file_name, "exec")


def _names_in(code: CodeType) -> frozenset[str]:
    """All names that a script looks up, and some more: it has no other way to reach what it is given."""
    inside = (each for each in code.co_consts if isinstance(each, CodeType))
    return frozenset(code.co_names).union(*map(_names_in, inside))


def _called(code: CodeType, visible: Mapping[str, Any]) -> Any:
    own = {**vars(builtins), "print": printing(visible["log"])}
    module = {**visible, "__builtins__": own, "__name__": FUNCTION}
    exec(code, module)  # noqa: S102 - that is what it is for: trusted code from a file
    response: dict[str, Any] = {"status": 200, "headers": {}, "body": ""}
    return returned_response(module[FUNCTION](response, *(visible[name] for name in ARGUMENTS)), response)


def returned_response(returned: Any, response: Mapping[str, Any]) -> Any:
    """What a function means that returned this; nothing is the response that it was given."""
    if returned is None:
        return response
    if isinstance(returned, Mapping):
        return returned
    if not isinstance(returned, tuple):
        raise ScriptError(f"it returned {type(returned).__name__} {str(returned)!r:.60}: {EXPECTED}")
    if len(returned) not in RETURNED:
        raise ScriptError(f"it returned {len(returned)} values: expected {' or '.join(RETURNED.values())}")
    return dict(zip(RETURNED[len(returned)].split(", "), returned, strict=True))


def printing(log: Callable[[str], object]) -> Callable[..., None]:
    """`print` as scripts have it: what goes to no file is logged."""

    def printed(*values: object, sep: str | None = None, file: Any = None, **rest: Any) -> None:
        if file is None:
            log((" " if sep is None else sep).join(map(str, values)))
        else:
            print(*values, sep=sep, file=file, **rest)

    return printed
