"""How a tree is read: by which matchers, as whose dialect; and how a field says what is wrong with it."""

from collections.abc import Callable, Iterator, Sequence
from collections.abc import Mapping as AnyMapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from enum import Enum
from typing import Any, NoReturn, Protocol, cast, runtime_checkable

from pydantic import ValidationInfo
from pydantic_core import PydanticCustomError

from smockproxy.core.matcher import BadValueError
from smockproxy.core.matchers import MatcherTable
from smockproxy.core.problem import Severity
from smockproxy.core.tables import NamedTables
from smockproxy.files.places import Step


class Dialect(Enum):
    """Whose rules hold where they differ."""

    FILE = "file"
    """A file in the repository: strict."""
    YAML_UPLOAD = "YAML upload"
    """Smocker's wire, as lax as Smocker is."""
    JSON_UPLOAD = "JSON upload"
    """The same in JSON, whose numbers are no text."""


def nothing_beside(_name: str) -> NoReturn:
    """Refuse: there is no file of mocks, so nothing is beside it."""
    raise BadValueError("a file can only be named in a file of mocks", "write its content as the value")


type Script = tuple[str, str]
"""The engine of a script, and its text."""
type CompileFlaw = tuple[str, int]
"""What is wrong with a script, and in which line, counted from 1; 0 when that is not known."""


def nothing_wrong(scripts: Sequence[Script]) -> list[CompileFlaw | None]:
    """Where no script is looked into: each shows what is wrong with it when it is run."""
    return [None] * len(scripts)


class ModuleError(Exception):
    """A module of mocks that can't be read; the line counts from 1, 0 when that is not known."""

    def __init__(self, message: str, line: int = 0) -> None:
        super().__init__(message)
        self.message, self.line = message, line


@dataclass(frozen=True, slots=True)
class Declaration:
    """A function of a module that answers requests, as its decorator has it."""

    line: int
    """Of the decorator, counted from 1."""
    function: str
    method: str = ""
    where: str = ""
    """A URL or a path."""
    said: AnyMapping[str, Any] = field(default_factory=dict)
    """What else the decorator says, as JSON has it."""
    code: str = ""
    """The text of the function, with its decorators."""
    complaint: str = ""
    """What is wrong with it, if it is no good."""
    hint: str = ""


class ReadModule(Protocol):
    """Runs a module of mocks, to see what it declares."""

    def __call__(self, text: str, *, shown_as: str, path: str) -> Sequence[Declaration]:
        """The declarations in their order. Raises `ModuleError`."""
        ...


@dataclass(frozen=True, slots=True)
class Inspector:
    """What mocks are held against beside the rules of the format: what can be told of scripts without asking
    them for an answer, and what a run allows.
    """

    compile_flaws: Callable[[Sequence[Script]], Sequence[CompileFlaw | None]] = nothing_wrong
    """What is wrong with each script of a file, if anything; nothing of them is run."""
    read_module: ReadModule | None = None
    """None: modules of mocks are not read, since reading one runs it."""
    longest_delay: int = 0
    """Nanoseconds that an answer may be held back; 0: any."""


NO_INSPECTOR = Inspector()


@runtime_checkable
class ReadsBytes(Protocol):
    """What reads files beside a file of mocks as they are, too."""

    def read_bytes(self, name: str) -> bytes:
        """The bytes of a file. Raises `BadValueError`."""
        ...


@dataclass(frozen=True, slots=True)
class Reading:
    """What a model is read with."""

    matchers: MatcherTable
    dialect: Dialect = Dialect.FILE
    read_beside: Callable[[str], str] = nothing_beside
    """The text of a file that is named relative to the file of mocks. Raises `BadValueError`."""
    inspector: Inspector = NO_INSPECTOR
    """Asked for the scripts of a file, and for the longest delay of any mock."""
    allow_remote_scripts: bool = False
    """Whether an upload may have scripts of any engine."""
    tables: NamedTables = ()
    """The tables of the file, by name."""

    def bytes_beside(self, name: str) -> bytes:
        """The bytes of a file that is named relative to the file of mocks. Raises `BadValueError`."""
        reader: object = self.read_beside
        if isinstance(reader, ReadsBytes):
            return reader.read_bytes(name)
        return self.read_beside(name).encode()

    @property
    def is_strict(self) -> bool:
        """Whether a person's file is read."""
        return self.dialect is Dialect.FILE

    @property
    def is_json(self) -> bool:
        """Whether numbers and booleans came as such."""
        return self.dialect is Dialect.JSON_UPLOAD


def reading_of(info: ValidationInfo) -> Reading:
    """The reading that a model's validation was started with."""
    return cast("Reading", info.context)


@dataclass(frozen=True, slots=True, kw_only=True)
class Complaint:
    """Something wrong at a path of the tree."""

    message: str
    hint: str = ""
    steps: tuple[Step, ...] = ()
    code: str = "invalid"
    of_key: bool = False
    """The key is at fault, not its value."""
    smocker: str = ""
    """What Smocker answers, if its words are known."""
    line: int = 0
    """The line of the text that stands there, counted from 1; 0: its beginning."""
    severity: Severity = Severity.ERROR

    def further(self, steps: Sequence[Step]) -> "Complaint":
        """The same, at a path that begins with these steps."""
        return replace(self, steps=(*steps, *self.steps))


INCOMPLETE = "incomplete"
"""The code of a complaint that something is missing: defaults may leave it to the mocks."""
COMPLAINT = "complaint"
"""The type of pydantic's error that carries complaints."""


def complain(
    message: str,
    *,
    hint: str = "",
    steps: Sequence[Step] = (),
    code: str = "invalid",
    of_key: bool = False,
    smocker: str = "",
) -> PydanticCustomError:
    """The error for a validator to raise; steps lead on from its field."""
    told = Complaint(
        message=message, hint=hint, steps=tuple(steps), code=code, of_key=of_key, smocker=smocker
    )
    return complain_each([told])


def complain_each(told: Sequence[Complaint]) -> PydanticCustomError:
    """The error for a validator to raise that found several things wrong, or one."""
    context: dict[str, Any] = {"complaints": tuple(told)}
    return PydanticCustomError(COMPLAINT, "{complaints}", context)


def complaints_in(error: PydanticCustomError) -> tuple[Complaint, ...]:
    """What such an error carries."""
    return cast("tuple[Complaint, ...]", (error.context or {})["complaints"])


def complaints_about(
    error: BadValueError, steps: Sequence[Step] = (), *, is_inside: bool = True
) -> Iterator[Complaint]:
    """All that is wrong with a value that stands at some steps, and whether what it has stands there, too."""
    for each in (error, *error.others):
        at = (*steps, *each.at) if is_inside else steps
        yield Complaint(message=str(each), hint=each.hint, steps=tuple(at))


@contextmanager
def along_with(faults: Sequence[Complaint]) -> Iterator[None]:
    """Raise what was found before together with what is found inside."""
    try:
        yield
    except PydanticCustomError as error:
        raise complain_each((*faults, *complaints_in(error))) from None
    if faults:
        raise complain_each(faults)
