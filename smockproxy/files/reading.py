"""How a tree is read: by which matchers, as whose dialect; and how a field says what is wrong with it."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from enum import Enum
from typing import Any, NoReturn, cast

from pydantic import ValidationInfo
from pydantic_core import PydanticCustomError

from smockproxy.core.matcher import BadValueError
from smockproxy.core.matchers import MatcherTable
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


type CompileComplaint = Callable[[str, str], tuple[str, int] | None]
"""What is wrong with a script, by its engine and its text, that can be told without running it.

Gives the message and the line, counted from 1; 0 when that is not known.
"""


@dataclass(frozen=True, slots=True)
class Reading:
    """What a model is read with."""

    matchers: MatcherTable
    dialect: Dialect = Dialect.FILE
    read_beside: Callable[[str], str] = nothing_beside
    """The text of a file that is named relative to the file of mocks. Raises `BadValueError`."""
    compile_complaint: CompileComplaint | None = None
    """Asked for each script of a file; None: a script shows what is wrong with it when it is run."""
    allow_remote_scripts: bool = False
    """Whether an upload may have scripts of any engine."""

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

    def further(self, steps: Sequence[Step]) -> "Complaint":
        """The same, at a path that begins with these steps."""
        return replace(self, steps=(*steps, *self.steps))


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
