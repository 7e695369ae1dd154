"""Scripts of a file of mocks: where they stand, and what is wrong with them before they are run."""

from collections.abc import Iterable, Iterator, Sequence
from collections.abc import Mapping as AnyMapping
from dataclasses import dataclass, replace
from json import loads
from posixpath import dirname, join, normpath
from typing import Any

from smockproxy.core.fixtures import Fixtures
from smockproxy.core.mock import Mock, Responder
from smockproxy.core.problem import Severity
from smockproxy.core.responders import SMOCKERS_ENGINES, TEMPLATE, Fixed, ForwardTo, Scripted
from smockproxy.core.sequence import InTurn
from smockproxy.files.places import Step
from smockproxy.files.reading import CompileFlaw, Complaint, Inspector
from smockproxy.files.scalars import Mapping

_IN_FILE = ("dynamic_response", "file")
_INLINE = ("dynamic_response", "script")
_TEMPLATE = ("response",)
_FIXTURES = ("fixtures", "root")
_ITEMS = ("responses",)
_PATCH = ("proxy", "patch")
_ON_ERROR = ("proxy", "on_error")
LANGUAGES = {
    "go_template": "a Go template",
    "go_template_yaml": "a Go template",
    "go_template_json": "a Go template",
    "lua": "Lua",
    "jinja2": "a Jinja2 template",
    "javascript": "JavaScript",
    "python": "Python",
}
_BODY = "a script is the body of a function"
HINTS = {
    "javascript": f"{_BODY}: it may say `return {{status: 201}}`",
    "python": f"{_BODY}: it may say `return 201, {{}}`",
    "jinja2": "what shall be printed as it stands goes between {% raw %} and {% endraw %}",
}
SMOCKERS_HINT = "the mock is taken, as Smocker takes it, and answers 601"


@dataclass(frozen=True, slots=True)
class PlacedScript:
    """A script, or a text that is a template, and where it stands in its mock."""

    engine: str
    text: str
    steps: tuple[Step, ...]
    file: str = ""
    """The file of its own that it is in, if it is in one."""

    def complaint(self, flaw: CompileFlaw) -> Complaint:
        """What a flaw means for the author; in Smocker's languages it is a warning."""
        message, line = flaw
        line = min(line, self.text.rstrip("\n").count("\n") + 1)  # some are found behind the end
        told = f"not {LANGUAGES[self.engine]}: {message}"
        if self.file:
            told, line = f"{self.file}:{line}: {told}" if line else f"{self.file}: {told}", 0
        is_smockers = self.engine in SMOCKERS_ENGINES
        return Complaint(
            message=told,
            steps=self.steps,
            line=line,
            hint=SMOCKERS_HINT if is_smockers else HINTS[self.engine],
            severity=Severity.WARNING if is_smockers else Severity.ERROR,
            code="script",
        )


def scripts_of(responder: Responder) -> Iterator[PlacedScript]:
    """The scripts of a responder: one, or each text of a response that is a template."""
    if isinstance(responder, InTurn):
        for at, item in enumerate(responder.items):
            yield from _templates_of(item, (*_ITEMS, at))
    elif isinstance(responder, ForwardTo):
        yield from _templates_of_forward(responder)
    elif isinstance(responder, Scripted) and responder.engine == TEMPLATE:
        yield from _templates_of(responder, _TEMPLATE)
    elif isinstance(responder, Fixtures):
        for name, text in responder.templates.items():
            yield PlacedScript("jinja2", text, _FIXTURES, responder.shown(name))
    elif isinstance(responder, Scripted):
        steps = _IN_FILE if responder.file else _INLINE
        yield PlacedScript(responder.engine, responder.script, steps, responder.file)


def _templates_of_forward(forward: ForwardTo) -> Iterator[PlacedScript]:
    """What a mock that forwards makes by templates: of the real answer, and when there is none."""
    if forward.patch is not None and "{" in forward.patch.template:
        yield PlacedScript("jinja2", forward.patch.template, (*_PATCH, "template"))
    if forward.on_error is not None:
        yield from _templates_of(forward.on_error, _ON_ERROR)


def _templates_of(answer: Fixed | Scripted, steps: tuple[Step, ...]) -> Iterator[PlacedScript]:
    """The texts of a response that is a template."""
    if isinstance(answer, Scripted):
        for inner, text in _texts(loads(answer.script), steps):
            if "{" in text:
                yield PlacedScript("jinja2", text, inner)


def script_complaints(
    responders: Sequence[Responder], inspector: Inspector
) -> Iterator[tuple[Complaint, ...]]:
    """What is wrong with the scripts of each responder, at the paths of its mock."""
    scripts = [tuple(scripts_of(responder)) for responder in responders]
    asked = [(script.engine, script.text) for some in scripts for script in some]
    flaws = iter(inspector.compile_flaws(asked) if asked else ())
    for some in scripts:
        found = [(script, next(flaws)) for script in some]
        yield tuple(script.complaint(flaw) for script, flaw in found if flaw is not None)


def _texts(value: Any, steps: tuple[Step, ...]) -> Iterator[tuple[tuple[Step, ...], str]]:
    """All texts inside a value, with their paths."""
    if isinstance(value, str):
        yield steps, value
    elif isinstance(value, dict):
        for key, each in value.items():
            yield from _texts(each, (*steps, key))
    elif isinstance(value, list):
        for index, each in enumerate(value):
            yield from _texts(each, (*steps, index))


def placed(mock: Mock, trees: Iterable[AnyMapping[str, Any]]) -> Mock:
    """The mock of a file with the place of its script, if any; the trees are those that it was made of."""
    responder, source = mock.responder, mock.source
    if source is not None and isinstance(responder, InTurn):
        return replace(mock, responder=_placed_answers(responder, source.file, trees))
    if source is None or not isinstance(responder, Scripted):
        return mock
    if responder.file:
        return replace(mock, responder=replace(responder, file=_beside(source.file, responder.file)))
    lines = map(_before_template if responder.engine == TEMPLATE else _before_script, trees)
    line = next((line for line in lines if line >= 0), 0)
    return replace(mock, responder=replace(responder, file=source.file, line=line))


def _placed_answers(turns: InTurn, file: str, trees: Iterable[AnyMapping[str, Any]]) -> InTurn:
    """The answers of a sequence, templates with their places."""
    lists: Iterator[Any] = (tree.get("responses") for tree in trees)
    written = next((listed for listed in lists if isinstance(listed, list)), [])
    items = [
        replace(item, file=file, line=max(0, _line_before(tree))) if isinstance(item, Scripted) else item
        for item, tree in zip(turns.items, written, strict=True)
    ]
    return replace(turns, items=tuple(items))


def _before_script(tree: AnyMapping[str, Any]) -> int:
    """The line before the first one of a mock's script; -1 when the tree has none."""
    dynamic = tree.get("dynamic_response")
    return dynamic.line_before_script if isinstance(dynamic, Mapping) else -1


def _before_template(tree: AnyMapping[str, Any]) -> int:
    """The line before the first one of a mock's response; -1 when the tree has none."""
    return _line_before(tree.get("response"))


def _line_before(response: Any) -> int:
    return response.line - 1 if isinstance(response, Mapping) else -1


def _beside(file: str, name: str) -> str:
    """The path of a file that another one names, as paths are shown."""
    return normpath(join(dirname(file), name))
