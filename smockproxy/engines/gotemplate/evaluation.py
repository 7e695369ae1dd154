"""The values of pipelines, as Go's text/template/exec finds them: fields, calls, constants, variables."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from smockproxy.engines.gotemplate.budget import Meter
from smockproxy.engines.gotemplate.calls import EMPTY, Parameters, fits, parameters_of
from smockproxy.engines.gotemplate.errors import FunctionError, TemplateError
from smockproxy.engines.gotemplate.functions import BUILTINS
from smockproxy.engines.gotemplate.literals import quote
from smockproxy.engines.gotemplate.nodes import (
    Bool,
    Chain,
    Command,
    Dot,
    Field,
    Identifier,
    Nil,
    Node,
    NumberConstant,
    Operand,
    Pipe,
    String,
    Variable,
)
from smockproxy.engines.gotemplate.octets import as_unicode
from smockproxy.engines.gotemplate.values import (
    ABSENT,
    INTERFACE,
    MISSING,
    Struct,
    fields,
    is_function,
    method,
    truth,
    type_name,
)

PANICS = (ArithmeticError, AttributeError, LookupError, RuntimeError, TypeError, ValueError)
"""What a function of others may fail with; Go turns a panic into an error too."""
BUILTIN_PARAMETERS = {name: parameters_of(function, hidden=1) for name, function in BUILTINS.items()}
STEPS_A_CALL = 5
"""What a call of a function of others counts for, whatever it does."""
VARIABLES_A_STEP = 16
"""That are looked through for a name."""


@dataclass(frozen=True, slots=True)
class Arguments:
    """What a function, method or field is given."""

    words: tuple[Operand, ...] = ()
    final: Any = ABSENT
    """From the command before it in the pipeline."""

    @property
    def count(self) -> int:
        """How many there are."""
        return len(self.words) + (self.final is not ABSENT)


NOTHING = Arguments()


@dataclass(frozen=True, slots=True)
class Source:
    """A template's text, for messages."""

    name: str
    text: str

    def place(self, node: Node) -> tuple[str, int]:
        """Where a node stands: name, line and byte of the line, as Go writes it, and the line."""
        before = self.text[: node.position]
        line = before.count("\n") + 1
        column = len(before[before.rfind("\n") + 1 :].encode("utf-8", "replace"))
        return f"{self.name}:{line}:{column}", line


class Evaluation:
    """Where a rendering is, and what is known there."""

    def __init__(self, source: Source, functions: Mapping[str, Callable[..., Any]], meter: Meter) -> None:
        self.source, self.functions, self.meter = source, functions, meter
        self.template = source.name
        """The name of the template that is being rendered."""
        self.dot: Any = MISSING
        self.variables: list[tuple[str, Any]] = []
        """The innermost last."""
        self.node: Node | None = None
        """For messages."""

    def fail(self, message: str, kind: type[TemplateError] = TemplateError) -> TemplateError:
        """The error for the place where the evaluation is."""
        if self.node is None:
            return kind(as_unicode(f"template: {self.template}: {message}"))
        place, line = self.source.place(self.node)
        where = f"template: {place}: executing {quote(self.template)} at <{self.node}>"
        return kind(as_unicode(f"{where}: {message}"), line)

    # Variables.

    def variable(self, name: str) -> Any:
        """A variable's value. Raises `TemplateError`."""
        for distance, (known, value) in enumerate(reversed(self.variables)):
            if known == name:
                self.meter.spend(distance // VARIABLES_A_STEP)
                return value
        raise self.fail(f"undefined variable: {name}")

    def assign(self, name: str, value: Any) -> None:
        """Set the innermost variable of that name. Raises `TemplateError`."""
        for place in range(len(self.variables) - 1, -1, -1):
            self.meter.spend(place % VARIABLES_A_STEP == 0)
            if self.variables[place][0] == name:
                self.variables[place] = (name, value)
                return
        raise self.fail(f"undefined variable: {name}")

    # Pipelines and commands.

    def pipe(self, pipe: Pipe) -> Any:
        """A pipeline's value; its variables are set. Raises `TemplateError`, `OverrunError`."""
        self.node = pipe
        value: Any = ABSENT
        for command in pipe.commands:
            value = self._command(command, value)
            if value is None:
                value = MISSING
        for name in pipe.variables:
            if pipe.is_assignment:
                self.assign(name, value)
            else:
                self.variables.append((name, value))
        return value

    def _command(self, command: Command, final: Any) -> Any:
        self.meter.spend()
        first, rest = command.words[0], command.words[1:]
        arguments = Arguments(rest, final) if rest or final is not ABSENT else NOTHING
        if isinstance(first, Pipe):
            self._refuse(first, arguments)
            return self.pipe(first)
        self.node = first
        if isinstance(first, Field | Chain) or (isinstance(first, Variable) and first.names):
            return self._chain(first, arguments)
        if isinstance(first, Identifier):
            return self._function(first.name, command, arguments)
        self._refuse(first, arguments)
        if isinstance(first, Nil):
            raise self.fail("nil is not a command")
        return self._raw(first)

    def _refuse(self, word: Operand, arguments: Arguments) -> None:
        """A value takes no arguments. Raises `TemplateError` when it is given some."""
        if arguments.count:
            raise self.fail(f"can't give argument to non-function {word}")

    # Fields and methods.

    def _chain(self, node: Field | Variable | Chain, arguments: Arguments) -> Any:
        """`.A.B`: the last may be a method, which gets the arguments."""
        match node:
            case Field():
                receiver = self.dot
            case Variable():
                receiver = self.variable(node.name)
            case Chain(start=Nil()):
                raise self.fail(f"indirection through explicit nil in {node}")
            case _:
                receiver = self._raw(node.start)
        shown = type_name(receiver)
        for name in node.names[:-1]:
            owner, receiver = receiver, self._field(receiver, name, node, NOTHING, shown)
            shown = INTERFACE if _is_loose(owner, name) else type_name(receiver)
        return self._field(receiver, node.names[-1], node, arguments, shown)

    def _field(self, receiver: Any, name: str, node: Node, arguments: Arguments, shown: str) -> Any:
        """One step of a chain; `shown` is the receiver's type for messages."""
        if receiver is MISSING:
            return MISSING
        if receiver is None:
            raise self.fail(f"nil pointer evaluating {INTERFACE}.{name}")
        bound = method(receiver, name)
        if bound is not None:
            return self._call(bound, name, node, arguments)
        if isinstance(receiver, dict):
            if arguments.count:
                raise self.fail(f"{name} is not a method but has arguments")
            return receiver.get(name, MISSING)
        members = fields(receiver)
        if members is not None and name in members:
            if arguments.count:
                raise self.fail(f"{name} has arguments but cannot be invoked as function")
            return members[name]
        raise self.fail(f"can't evaluate field {name} in type {shown}")

    # Arguments.

    def _raw(self, node: Operand) -> Any:
        """An operand's value, whatever its type."""
        self.node = node
        match node:
            case Dot():
                return self.dot
            case Field() | Chain():
                return self._chain(node, NOTHING)
            case Variable():
                return self._chain(node, NOTHING) if node.names else self.variable(node.name)
            case Pipe():
                return self.pipe(node)
            case Identifier():
                return self._function(node.name, node, NOTHING)
            case Nil() | Bool() | NumberConstant() | String():
                return self._constant(node, INTERFACE)

    def _argument(self, node: Operand, kind: str) -> Any:
        """An argument for a parameter of a kind. Raises `TemplateError`."""
        if isinstance(node, Bool | NumberConstant | String):
            self.node = node
            return self._constant(node, kind)
        if not isinstance(node, Nil):
            return self._validated(self._raw(node), kind)
        self.node = node
        if kind not in EMPTY:
            raise self.fail(f"cannot assign nil to {kind}")
        return EMPTY[kind]()

    def _constant(self, node: Operand, kind: str) -> Any:
        """What a constant is where a kind is asked for. Raises `TemplateError`."""
        match kind, node:
            case ("interface {}", NumberConstant(number=number)):
                if number.value is None:
                    raise self.fail(f"{node} overflows int")
                return number.value
            case ("interface {}" | "string", String(value=value)) | (
                "interface {}" | "bool",
                Bool(value=value),
            ):
                return value
            case ("int", NumberConstant(number=number)) if number.integer is not None:
                return number.integer
            case ("float64", NumberConstant(number=number)):
                return number.floating
            case _:
                pass
        wanted = {"int": "integer", "float64": "float", "string": "string", "bool": "bool"}.get(kind)
        if wanted is None:
            raise self.fail(f"can't handle {node} for arg of type {kind}")
        raise self.fail(f"expected {wanted}; found {node}")

    def _validated(self, value: Any, kind: str) -> Any:
        """A value that fits a parameter's kind. Raises `TemplateError`."""
        if value is MISSING:
            if kind not in EMPTY:
                raise self.fail(f"invalid value; expected {kind}")
            return EMPTY[kind]()
        if not fits(value, kind):
            found = INTERFACE if value is None else type_name(value)
            raise self.fail(f"wrong type for value; expected {kind}; got {found}")
        return value

    # Calls.

    def _function(self, name: str, node: Node, arguments: Arguments) -> Any:
        function = self.functions.get(name)
        if function is not None:
            return self._call(function, name, node, arguments)
        parameters = BUILTIN_PARAMETERS[name]
        self._count(parameters, name, arguments)
        if name in {"and", "or"}:
            return self._short_circuit(arguments, until=name == "or")
        if name == "call":
            return self._called(node, arguments)
        given = self._arguments(parameters, arguments)
        try:
            return BUILTINS[name](self.meter, *given)
        except FunctionError as error:
            self.node = node
            raise self.fail(f"error calling {name}: {error}") from None

    def _call(self, function: Callable[..., Any], name: str, node: Node, arguments: Arguments) -> Any:
        """Call a function or method of others. Raises `TemplateError`, `OverrunError`."""
        parameters = parameters_of(function)
        self._count(parameters, name, arguments)
        given = self._arguments(parameters, arguments)
        try:
            return self._made(function, given)
        except FunctionError as error:
            self.node = node
            raise self.fail(f"error calling {name}: {error}") from None

    def _count(self, parameters: Parameters, name: str, arguments: Arguments) -> None:
        complaint = parameters.complaint(name, len(arguments.words), arguments.count)
        if complaint:
            raise self.fail(complaint)

    def _arguments(self, parameters: Parameters, arguments: Arguments) -> list[Any]:
        given = [self._argument(word, parameters.kind(place)) for place, word in enumerate(arguments.words)]
        if arguments.final is not ABSENT:
            given.append(self._validated(arguments.final, parameters.kind(len(given))))
        return given

    def _made(self, function: Callable[..., Any], given: Sequence[Any]) -> Any:
        """What a function makes, paid for. Raises `FunctionError`, `OverrunError`."""
        self.meter.spend(STEPS_A_CALL)
        for value in given:
            self.meter.weigh(value)
        try:
            made = function(*given)
        except PANICS as error:
            raise FunctionError(str(error)) from None
        self.meter.charge(made)
        return made

    def _short_circuit(self, arguments: Arguments, *, until: bool) -> Any:
        """`and`, `or`: the first argument that decides, else the last."""
        value: Any = None
        for word in arguments.words:
            value = self._validated(self._argument(word, INTERFACE), INTERFACE)
            if truth(value) is until:
                return value
        return value if arguments.final is ABSENT else self._validated(arguments.final, INTERFACE)

    def _called(self, node: Node, arguments: Arguments) -> Any:
        """`call`: a function that is a value."""
        given = self._arguments(BUILTIN_PARAMETERS["call"], arguments)
        name = str(arguments.words[0]) if arguments.words else "call"
        try:
            return self._made(_callable(given[0], name, given[1:]), given[1:])
        except FunctionError as error:
            self.node = node
            raise self.fail(f"error calling call: {error}") from None


def _is_loose(owner: Any, name: str) -> bool:
    """Whether a member is an interface {} in Go, so that messages don't tell its own type."""
    return type(owner) is dict or (isinstance(owner, Struct) and name in owner.untyped)


def _callable(value: Any, name: str, given: Sequence[Any]) -> Callable[..., Any]:
    """A function that is a value, if it takes what it is given. Raises `FunctionError`."""
    if value is None:
        raise FunctionError("call of nil")
    if not is_function(value):
        raise FunctionError(f"non-function {name} of type {type_name(value)}")
    parameters = parameters_of(value)
    wrong = parameters.complaint(name, len(given), len(given))
    if wrong:
        raise FunctionError(wrong)
    for place, argument in enumerate(given):
        kind = parameters.kind(place)
        if not fits(argument, kind):
            raise FunctionError(f"arg {place}: value has type {type_name(argument)}; should be {kind}")
    found: Callable[..., Any] = value
    return found
