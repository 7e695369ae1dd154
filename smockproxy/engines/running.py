"""One run of a script in this process: what it is given, what comes of it, how it failed."""

from dataclasses import replace
from functools import lru_cache, partial

from smockproxy.core.delay import delay_of_shape, longest_of
from smockproxy.core.duration import format_duration
from smockproxy.engines.contract import Call, Compiled, Program, Result, ScriptError, Surroundings
from smockproxy.engines.functions import Deferred, functions
from smockproxy.engines.limits import Limits, ScriptOverrun, out_of_memory, size_text
from smockproxy.engines.log import ScriptLog
from smockproxy.engines.scriptstate import ScriptState
from smockproxy.engines.seededlater import SeededLater
from smockproxy.engines.table import IN_PROCESS, engine

KEPT_PROGRAMS = 64
LONGEST_CHARACTER = 4
"""Bytes, in UTF-8."""
KEPT_SMALL_PROGRAMS = 4096
"""Templates in the texts of mocks: they are many, and have no interpreter of their own."""


def run_here(call: Call, limits: Limits) -> Result:
    """Run a call without a worker: only for programs of which it is known that they end soon.

    Raises `ScriptError`.
    """
    lines: list[str] = []
    try:
        result = outcome(call, ScriptLog(limits.log, lines.append), limits)
        check_answer(result, limits)
    except Exception as error:
        failure = failure_of(error, limits)
        raise type(failure)(failure.message, failure.line, tuple(lines)) from error
    return replace(result, log=tuple(lines)) if lines else result


def outcome(call: Call, log: ScriptLog, limits: Limits) -> Result:
    """Run a call's program in this process."""
    random = SeededLater(call.seed)  # what it draws can be repeated, and guards nothing
    state = ScriptState(call.state, limits.state)
    surroundings = Surroundings(
        request=call.request,
        state=state,
        session=call.session,
        mock=call.mock,
        now=call.now,
        random=random,
        log=log,
        functions=Deferred(partial(functions, call.now, random, call.tables)),
        memory=limits.memory,
        response=call.response,
    )
    response = compiled(call.program)(surroundings)
    if state.is_untouched:
        return Result(response)
    return Result(response, (), state.operations, state.reads, state.growth)


def compiled(program: Program) -> Compiled:
    """The program ready to run; the newest are kept."""
    return _compiled_small(program) if program.engine in IN_PROCESS else _compiled(program)


@lru_cache(maxsize=KEPT_PROGRAMS)
def _compiled(program: Program) -> Compiled:
    return engine(program.engine)(program)


@lru_cache(maxsize=KEPT_SMALL_PROGRAMS)
def _compiled_small(program: Program) -> Compiled:
    return engine(program.engine)(program)


def prepare_next(program: Program) -> None:
    """Do beforehand what the program's next run can begin with. Raises `ScriptError`."""
    ready = compiled(program)
    if hasattr(ready, "prepare"):
        ready.prepare()


def failure_of(error: BaseException, limits: Limits) -> ScriptError:
    """The words for a script's author on how it failed."""
    match error:
        case ScriptError():
            return error
        case MemoryError():
            return out_of_memory(limits.memory)
        case RecursionError():
            return ScriptError("it calls itself too deeply, or its values are nested too deeply")
        case _:
            return ScriptError(f"{type(error).__name__}: {error}")


def check_answer(result: Result, limits: Limits) -> None:
    """Raises `ScriptOverrun` for a body that is too large, and `ScriptError` for a delay that is too long."""
    _check_size(result, limits)
    delay = result.response.get("delay")
    if not limits.delay or not delay:
        return
    longest = longest_of(delay_of_shape(delay))
    if longest > limits.delay:
        raise ScriptError(
            f"the delay of its answer is {format_duration(longest)}: "
            f"{format_duration(limits.delay)} at most is allowed (--longest-delay)"
        )


def _check_size(result: Result, limits: Limits) -> None:
    text, coded = result.response.get("body", ""), result.response.get("body_base64", "")
    if LONGEST_CHARACTER * len(text) + len(coded) <= limits.answer:
        return
    size = len(text.encode("utf-8", "surrogatepass")) + len(coded) * 3 // 4 - coded[-2:].count("=")
    if size > limits.answer:
        raise ScriptOverrun(
            f"the body of its answer has {size:,} bytes: {size_text(limits.answer)} are allowed"
        )
