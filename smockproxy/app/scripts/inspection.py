"""Scripts looked into for those who read files of mocks: what is wrong with them, what modules declare."""

from collections.abc import Sequence

from smockproxy.engines.contract import ScriptError
from smockproxy.engines.inspection import Inspection
from smockproxy.files.reading import Declaration, Inspector, ModuleError


def inspector(inspection: Inspection, *, reads_modules: bool = True, longest_delay: int = 0) -> Inspector:
    """What the engines can tell; modules of mocks are run for that, unless they are not to be read.

    `longest_delay`, in nanoseconds, is what a run allows; 0: any.
    """

    def read_module(text: str, *, shown_as: str, path: str) -> Sequence[Declaration]:
        try:
            return [Declaration(**told) for told in inspection.declared(text, shown_as, path)]
        except ScriptError as error:
            raise ModuleError(error.message, error.line) from error

    return Inspector(inspection.complaints, read_module if reads_modules else None, longest_delay)
