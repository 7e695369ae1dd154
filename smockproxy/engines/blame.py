"""Which line of a script an exception comes from, and what its author is told."""

from types import TracebackType

from smockproxy.engines.contract import ScriptError

WORDLESS = "no reason given"


def script_error(error: BaseException, file_name: str) -> ScriptError:
    """The error of a script that was compiled under a file name, with its line.

    Raises what is the worker's to tell: a lack of memory, and recursion without end.
    """
    if isinstance(error, MemoryError | RecursionError):
        raise error
    if isinstance(error, ScriptError):
        return ScriptError(error.message, error.line or line_in(error.__traceback__, file_name))
    if isinstance(error, SyntaxError):
        return ScriptError(f"{type(error).__name__}: {error.msg}", error.lineno or 0)
    message = f"{type(error).__name__}: {str(error) or WORDLESS}"
    return ScriptError(message, line_in(error.__traceback__, file_name))


def line_in(traceback: TracebackType | None, file_name: str) -> int:
    """The innermost line of that file; 0 when there is none."""
    line = 0
    while traceback is not None:
        if traceback.tb_frame.f_code.co_filename == file_name:
            line = traceback.tb_lineno
        traceback = traceback.tb_next
    return line
