"""A parsed template. `str` writes a node as Go's messages show it; `position` is an offset in the text."""

from dataclasses import dataclass

from smockproxy.engines.gotemplate.literals import Number, quote


@dataclass(frozen=True, slots=True)
class Node:
    """Anything that has a place."""

    position: int


@dataclass(frozen=True, slots=True)
class Text(Node):
    """What is printed as it stands."""

    text: str

    def __str__(self) -> str:
        return self.text


@dataclass(frozen=True, slots=True)
class Dot(Node):
    """The value in hand: `.`."""

    def __str__(self) -> str:
        return "."


@dataclass(frozen=True, slots=True)
class Nil(Node):
    """The constant `nil`."""

    def __str__(self) -> str:
        return "nil"


@dataclass(frozen=True, slots=True)
class Bool(Node):
    """`true` or `false`."""

    value: bool

    def __str__(self) -> str:
        return "true" if self.value else "false"


@dataclass(frozen=True, slots=True)
class NumberConstant(Node):
    """A number or a rune."""

    text: str
    number: Number

    def __str__(self) -> str:
        return self.text


@dataclass(frozen=True, slots=True)
class String(Node):
    """A quoted text, and what it says."""

    literal: str
    value: str

    def __str__(self) -> str:
        return self.literal


@dataclass(frozen=True, slots=True)
class Field(Node):
    """`.A.B`, of the dot."""

    names: tuple[str, ...]

    def __str__(self) -> str:
        return "".join(f".{name}" for name in self.names)


@dataclass(frozen=True, slots=True)
class Variable(Node):
    """`$x.A.B`: the variable's name with its dollar, then fields."""

    name: str
    names: tuple[str, ...] = ()

    def __str__(self) -> str:
        return ".".join((self.name, *self.names))


@dataclass(frozen=True, slots=True)
class Identifier(Node):
    """A function's name."""

    name: str

    def __str__(self) -> str:
        return self.name


@dataclass(frozen=True, slots=True)
class Command(Node):
    """An operand with its arguments: one stage of a pipeline."""

    words: tuple["Operand", ...]

    def __str__(self) -> str:
        return " ".join(_operand(word) for word in self.words)


@dataclass(frozen=True, slots=True)
class Pipe(Node):
    """A pipeline, and the variables that it declares or sets."""

    commands: tuple[Command, ...]
    variables: tuple[str, ...] = ()
    is_assignment: bool = False

    def __str__(self) -> str:
        commands = " | ".join(map(str, self.commands))
        if not self.variables:
            return commands
        return f"{', '.join(self.variables)} {'=' if self.is_assignment else ':='} {commands}"


@dataclass(frozen=True, slots=True)
class Chain(Node):
    """`(…).A.B`, or a function's result and its fields."""

    start: "Operand"
    names: tuple[str, ...]

    def __str__(self) -> str:
        return _operand(self.start) + "".join(f".{name}" for name in self.names)


Operand = Dot | Nil | Bool | NumberConstant | String | Field | Variable | Identifier | Pipe | Chain


def _operand(node: Operand) -> str:
    return f"({node})" if isinstance(node, Pipe) else str(node)


@dataclass(frozen=True, slots=True)
class Block(Node):
    """What stands between two actions that belong together."""

    nodes: tuple["Statement", ...]

    def __str__(self) -> str:
        return "".join(map(str, self.nodes))

    def is_blank(self) -> bool:
        """Whether it is nothing but blanks."""
        return all(isinstance(node, Text) and not node.text.strip() for node in self.nodes)


@dataclass(frozen=True, slots=True)
class Action(Node):
    """A pipeline whose value is printed."""

    pipe: Pipe

    def __str__(self) -> str:
        return f"{{{{{self.pipe}}}}}"


@dataclass(frozen=True, slots=True)
class Branch(Node):
    """What `if`, `with` and `range` have in common."""

    pipe: Pipe
    body: Block
    otherwise: Block | None

    def written(self, word: str) -> str:
        """As a template writes it."""
        otherwise = f"{{{{else}}}}{self.otherwise}" if self.otherwise is not None else ""
        return f"{{{{{word} {self.pipe}}}}}{self.body}{otherwise}{{{{end}}}}"


@dataclass(frozen=True, slots=True)
class If(Branch):
    """`{{if}}`."""

    def __str__(self) -> str:
        return self.written("if")


@dataclass(frozen=True, slots=True)
class With(Branch):
    """`{{with}}`."""

    def __str__(self) -> str:
        return self.written("with")


@dataclass(frozen=True, slots=True)
class Range(Branch):
    """`{{range}}`."""

    def __str__(self) -> str:
        return self.written("range")


@dataclass(frozen=True, slots=True)
class Break(Node):
    """`{{break}}`."""

    def __str__(self) -> str:
        return "{{break}}"


@dataclass(frozen=True, slots=True)
class Continue(Node):
    """`{{continue}}`."""

    def __str__(self) -> str:
        return "{{continue}}"


@dataclass(frozen=True, slots=True)
class Invocation(Node):
    """`{{template "name" pipeline}}`."""

    name: str
    pipe: Pipe | None

    def __str__(self) -> str:
        return f"{{{{template {quote(self.name)}{f' {self.pipe}' if self.pipe else ''}}}}}"


Statement = Text | Action | If | With | Range | Break | Continue | Invocation
