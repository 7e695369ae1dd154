"""`fixtures`: a folder of templates that answer by the paths of URLs, as a model, and what it builds."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from posixpath import dirname, join, normpath
from typing import Annotated, Any, Self

from pydantic import AfterValidator, Field, PlainValidator, ValidationInfo, model_validator

from smockproxy.core.conditions import Condition, OnField
from smockproxy.core.creation import USUAL_FIELDS, Creation
from smockproxy.core.fixtures import SUFFIX, Fixtures, OnFixture
from smockproxy.core.matcher import BadValueError
from smockproxy.core.problem import did_you_mean
from smockproxy.files.discover import is_passed_over
from smockproxy.files.fields import Boolean, Text, status_of, text_of
from smockproxy.files.matcherfields import HostMatcher
from smockproxy.files.model import Wire
from smockproxy.files.reading import complain, complain_each, complaints_about, reading_of
from smockproxy.files.scalars import NotJsonError, Plain, boolean_of, json_value, kind_of, quoted

MOST_FILES = 5_000
LARGEST_FOLDER = 64 * 1024 * 1024
"""Characters of all templates of a folder together: each of them is kept."""
ID_RULES = ("smockproxy", "mockstack")
CLIENT_IDS = ("override", "keep")


@dataclass(frozen=True, slots=True)
class TemplateFolder:
    """A folder of templates, as it was read."""

    name: str = ""
    """As the file of mocks has it, relative to that."""
    texts: Mapping[str, str] = field(default_factory=dict)
    """By the name of the file, without its suffix."""


def _folder_of(tree: Any, info: ValidationInfo) -> TemplateFolder:
    name = text_of(tree).strip().rstrip("/")
    if not name:
        raise complain("expected a folder, found an empty text", hint="root: templates/")
    read = reading_of(info).read_beside
    try:
        files = [file for file in read(f"{name}/").splitlines() if _is_template(file)][: MOST_FILES + 1]
        return TemplateFolder(name, dict(_texts_in(name, files, read)))
    except BadValueError as error:
        raise complain_each(tuple(complaints_about(error))) from None


def _texts_in(folder: str, files: Sequence[str], read: Callable[[str], str]) -> Iterator[tuple[str, str]]:
    room = LARGEST_FOLDER
    for file in files:
        text = read(f"{folder}/{file}")
        room -= len(text)
        if room < 0:
            size = LARGEST_FOLDER // 1024**2
            raise complain(
                f"the templates of {quoted(folder)} are larger than {size} MiB", hint="divide them"
            )
        yield file.removesuffix(SUFFIX), text


def _not_too_many(folder: TemplateFolder) -> TemplateFolder:
    if len(folder.texts) > MOST_FILES:
        raise complain(f"{quoted(folder.name)} has more than {MOST_FILES} templates", hint="divide them")
    return folder


def _is_template(file: str) -> bool:
    return file.endswith(SUFFIX) and not is_passed_over(file)


def _texts_of(texts: dict[str, str]) -> dict[str, str]:
    for name in texts:
        if not name.endswith(SUFFIX) or "/" in name:
            hint = "the path with dashes, and .j2: users-orders.j2"
            raise complain(f"{quoted(name)} is no name of a template", hint=hint, steps=(name,), of_key=True)
    return {name.removesuffix(SUFFIX): text for name, text in texts.items()}


def _words_of(tree: Any) -> tuple[str, ...]:
    return tuple(map(text_of, tree if isinstance(tree, list) else [tree]))


def _one_of(tree: Any, known: tuple[str, ...]) -> str:
    word = text_of(tree)
    if word not in known:
        hint = did_you_mean(word, known) or f"expected {' or '.join(known)}"
        raise complain(f"expected {' or '.join(known)}, found {quoted(word)}", hint=hint)
    return word


def _id_rule_of(tree: Any) -> str:
    return _one_of(tree, ID_RULES)


def _client_id_of(tree: Any) -> str:
    return _one_of(tree, CLIENT_IDS)


def _fields_of(tree: Any) -> dict[str, Any]:
    if not isinstance(tree, dict):
        raise complain(f"expected a mapping, found {kind_of(tree)}", hint="fields: {created_at: '${now}'}")
    try:
        return {str(name): json_value(value) for name, value in tree.items()}
    except NotJsonError as error:
        raise complain(str(error)) from None


type FixtureFolder = Annotated[TemplateFolder, PlainValidator(_folder_of), AfterValidator(_not_too_many)]
type Words = Annotated[tuple[str, ...], PlainValidator(_words_of)]
type IdRule = Annotated[str, PlainValidator(_id_rule_of)]
type ClientId = Annotated[str, PlainValidator(_client_id_of)]
type AddedFields = Annotated[dict[str, Any], PlainValidator(_fields_of)]
type PlainStatus = Annotated[int, PlainValidator(status_of)]


class CreateWire(Wire):
    """`fixtures.create`; `false` switches creations off."""

    enabled: Boolean = True
    id: Text = "id"
    client_id: ClientId = "override"
    added: AddedFields = Field(default=dict(USUAL_FIELDS), alias="fields")
    templates: Boolean = False

    @model_validator(mode="before")
    @classmethod
    def _may_be_a_switch(cls, tree: Any) -> Any:
        is_switch = isinstance(tree, bool) or (isinstance(tree, Plain) and boolean_of(tree) is not None)
        return {"enabled": tree} if is_switch else tree


class FixturesWire(Wire):
    """`fixtures`."""

    host: HostMatcher | None = None
    root: FixtureFolder = TemplateFolder()
    templates: Annotated[dict[str, Text], AfterValidator(_texts_of)] = Field(default_factory=dict)
    ids: IdRule = "smockproxy"
    create: CreateWire = CreateWire()
    search: Words = ("search", "query")
    command: Words = ("command", "cmd", "run", "execute")
    change_status: PlainStatus = 204
    media_type: Text = ""

    @model_validator(mode="after")
    def _has_templates(self) -> Self:
        if not self.root.name and not self.templates:
            hint = "root: the folder with them, like templates/; or templates: {users.j2: …}"
            raise complain("fixtures need templates", hint=hint)
        if any(char in self.media_type for char in "{\r\n"):
            raise complain(f"{quoted(self.media_type)} is no media type", steps=("media_type",))
        return self


def fixtures_of(wire: FixturesWire, file: str) -> Fixtures:
    """The responder; `file` is the file of mocks, as it is shown."""
    create = wire.create
    return Fixtures(
        root=normpath(join(dirname(file), wire.root.name)),
        templates={**wire.root.texts, **wire.templates},
        creation=Creation(
            create.enabled, create.id, create.client_id == "keep", create.added, create.templates
        ),
        search=wire.search,
        command=wire.command,
        change_status=wire.change_status or 204,
        has_mockstacks_ids=wire.ids == "mockstack",
        media_type=wire.media_type,
    )


def on_fixtures(wire: FixturesWire | None, file: str) -> Iterator[Condition]:
    """What a mock with them asks of a request."""
    if wire is not None:
        if wire.host is not None:
            yield OnField("host", wire.host)
        yield OnFixture(fixtures_of(wire, file))
