"""Fields of `request` that are more than matchers: `body`, `json`, `path_template`."""

from typing import Annotated, Any

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    PlainValidator,
    ValidationInfo,
    model_validator,
)

from smockproxy.core.matcher import BadValueError, JsonPath, Matcher
from smockproxy.core.pathtemplate import PathTemplate, TemplateError
from smockproxy.files.fields import text_of
from smockproxy.files.matcherfields import FieldMatcher, MatcherField, is_whole_body
from smockproxy.files.matchervalues import document_of
from smockproxy.files.reading import complain, complain_each, complaints_about, reading_of
from smockproxy.files.recalledfields import Literal, recalled
from smockproxy.files.scalars import quoted

MODEL = ConfigDict(extra="forbid", frozen=True, arbitrary_types_allowed=True, defer_build=True)
LITERAL_MATCHER = "ShouldMatchJSON"
"""By which a literal under `json` is compared."""


class BodyWire(BaseModel):
    """`body` of a request: one matcher on all of it, or matchers by JSON path.

    The aliases are steps of a path that no text has.
    """

    model_config = MODEL

    whole: FieldMatcher | None = Field(default=None, alias="<whole>")
    paths: dict[str, MatcherField] = Field(default_factory=dict, alias="<paths>")

    @model_validator(mode="before")
    @classmethod
    def _either(cls, tree: Any, info: ValidationInfo) -> Any:
        return {"<whole>": tree} if is_whole_body(tree, info) else {"<paths>": tree}


def _path(text: str, info: ValidationInfo) -> JsonPath:
    try:
        return reading_of(info).matchers.compile_path(text)
    except BadValueError as error:
        hint = error.hint or "JSONPath as in RFC 9535, like $.customer.name or $.lines[*].count"
        raise complain(f"{quoted(text)} is {error}", hint=hint, of_key=True) from None


def _literal(tree: Any, info: ValidationInfo) -> Matcher:
    try:
        written, matchers = Literal(LITERAL_MATCHER, document_of(tree)), reading_of(info).matchers
        return recalled(matchers[LITERAL_MATCHER](written.value), written, matchers)
    except BadValueError as error:
        raise complain_each(tuple(complaints_about(error))) from None
    except ValueError as error:
        raise complain(f"invalid regular expression: {error}") from None


def _pairs(paths: dict[JsonPath, Matcher]) -> tuple[tuple[JsonPath, Matcher], ...]:
    return tuple(paths.items())


type _Paths = Annotated[
    dict[Annotated[JsonPath, PlainValidator(_path)], MatcherField], AfterValidator(_pairs)
]
type _Literal = Annotated[Matcher | None, PlainValidator(_literal)]


class JsonWire(BaseModel):
    """`json` of a request: one matcher, matchers by JSONPath, or a literal that the body is held against."""

    model_config = MODEL

    whole: FieldMatcher | None = Field(default=None, alias="<whole>")
    paths: _Paths | None = Field(default=None, alias="<paths>")
    literal: _Literal = Field(default=None, alias="<literal>")

    @model_validator(mode="before")
    @classmethod
    def _one_of_three(cls, tree: Any) -> Any:
        if not isinstance(tree, dict) or not tree:
            return {"<literal>": tree}
        others = [key for key in tree if not key.startswith("$")]
        if not others:
            return {"<paths>": tree}
        if len(others) < len(tree):
            raise complain(
                "json has either JSONPaths or keys of a document, not both",
                hint="every key of JSONPaths begins with $; such a key of a document needs a matcher",
                steps=(others[0],),
                of_key=True,
            )
        return {"<whole>": tree} if isinstance(tree.get("matcher"), str) else {"<literal>": tree}


def _path_template(tree: Any) -> PathTemplate:
    text = text_of(tree).strip()
    try:
        return PathTemplate.parse(text)
    except TemplateError as error:
        raise complain(
            f"{quoted(text)}: {error}", hint="write it like /charges/{id} or /users/{id:int}"
        ) from None


type PathTemplateField = Annotated[PathTemplate, PlainValidator(_path_template)]
