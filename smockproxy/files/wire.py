"""The format of a mock, as models: which keys there are, and what each may hold.

Source: Smocker, for what it has; the other keys are ours.
"""

from typing import Annotated, Any, Self, cast

from pydantic import AfterValidator, Field, model_validator

from smockproxy.files import planned
from smockproxy.files.callbackfields import CallbackList
from smockproxy.files.chaosfields import ChaosWire, chaos_complaint
from smockproxy.files.fields import (
    Boolean,
    Count,
    Integer,
    Lifetime,
    MockId,
    Probability,
    Text,
    Times,
)
from smockproxy.files.fixturefields import FixturesWire
from smockproxy.files.matcherfields import (
    ClientMatcher,
    FieldMatcher,
    HostMatcher,
    Matchers,
    PortMatcher,
    SchemeMatcher,
    TrimmedMatcher,
)
from smockproxy.files.model import Wire
from smockproxy.files.proxyfields import ProxyWire
from smockproxy.files.ratefields import LimitedResponseWire, RateLimitWire, limit_complaints
from smockproxy.files.reading import complain, complain_each
from smockproxy.files.recordedfields import RecordedWire
from smockproxy.files.rememberfields import RememberMap
from smockproxy.files.requestfields import BodyWire, JsonWire, PathTemplateField
from smockproxy.files.resourcefields import ResourceWire
from smockproxy.files.routefields import ShareWire
from smockproxy.files.scenariofields import ScenarioWire, StatePaths
from smockproxy.files.scriptfields import BesideScript, EngineName
from smockproxy.files.sequencefields import Items, SequenceWire, sequence_complaints
from smockproxy.files.tablefields import OwnTables


def _some(blocks: list["RequestWire"]) -> list["RequestWire"]:
    if not blocks:
        raise complain("expected at least one block of conditions, found an empty list")
    return blocks


def _something(block: "RequestWire") -> "RequestWire":
    if not block.model_fields_set:
        raise complain(
            "an empty block always holds, so no request would match", hint="say what must not hold"
        )
    return block


type Blocks = Annotated[list["RequestWire"], AfterValidator(_some)]


class RequestWire(Wire):
    """`request`: all of it must hold."""

    planned_keys = planned.REQUEST
    keeps_null = frozenset({"json"})

    method: TrimmedMatcher = None
    scheme: SchemeMatcher | None = None
    host: HostMatcher | None = None
    port: PortMatcher | None = None
    path: TrimmedMatcher = None
    query_params: dict[str, Matchers] = Field(default_factory=dict)
    headers: dict[str, Matchers] = Field(default_factory=dict)
    body: BodyWire | None = None
    url: FieldMatcher | None = None
    path_template: PathTemplateField | None = None
    query_exact: dict[str, Matchers] | None = None
    cookies: dict[str, Matchers] | None = None
    form: dict[str, Matchers] | None = None
    document: JsonWire = Field(default=cast("JsonWire", None), alias="json")
    client: ClientMatcher | None = None
    session: FieldMatcher | None = None
    share: ShareWire | None = None
    proxied: Boolean | None = None
    state: StatePaths | None = None
    any_of: Blocks | None = None
    all_of: Blocks | None = None
    none_of: Annotated["RequestWire", AfterValidator(_something)] | None = Field(default=None, alias="not")


class VerifyWire(Wire):
    """`context.verify`: what verification expects of the mock's use."""

    at_least: Count | None = None
    at_most: Count | None = None
    rank: Integer | None = None

    @model_validator(mode="after")
    def _is_possible(self) -> Self:
        least, most = self.at_least, self.at_most
        if least is None and most is None and self.rank is None:
            raise complain("it expects nothing", hint="say at_least, at_most or rank, or leave it out")
        if least is not None and most is not None and least > most:
            raise complain(f"at_least is {least}, which is more than at_most, {most}", steps=("at_least",))
        if most == 0 and self.rank is not None:
            told = "a mock that must not be used has no place in the order"
            raise complain(told, hint="leave out rank, or raise at_most", steps=("rank",))
        return self


class ContextWire(Wire):
    """`context`: how often a mock may answer, when, and what is expected; 0 is without limit."""

    planned_keys = planned.CONTEXT

    times: Times = 0
    after: Count = 0
    probability: Probability = 1.0
    ttl: Lifetime = 0.0
    verify: VerifyWire | None = None

    @model_validator(mode="after")
    def _is_possible(self) -> Self:
        least = 0 if self.verify is None else self.verify.at_least or 0
        if 0 < self.times < least:
            raise complain(
                f"at_least is {least}, but the mock answers {self.times} times at most",
                hint="raise times, or lower at_least",
                steps=("verify", "at_least"),
            )
        return self


class DynamicWire(Wire):
    """`dynamic_response`: a script gives the answer; it stands here or in a file of its own."""

    engine: EngineName = ""
    script: Text = ""
    beside: BesideScript | None = Field(default=None, alias="file")
    rate_limit: RateLimitWire | None = None
    remember: RememberMap = ()


class MockWire(Wire):
    """One mock."""

    planned_keys = planned.MOCK

    id: MockId = ""
    name: Text = ""
    description: Text = ""
    tags: list[Text] = Field(default_factory=list)
    enabled: Boolean = True
    priority: Integer = 0
    request: RequestWire = RequestWire()
    context: ContextWire = ContextWire()
    scenario: ScenarioWire | None = None
    response: LimitedResponseWire | None = None
    responses: Items | None = None
    sequence: SequenceWire | None = None
    dynamic_response: DynamicWire | None = None
    fixtures: FixturesWire | None = None
    proxy: ProxyWire | None = None
    resource: ResourceWire | None = None
    chaos: ChaosWire | None = None
    rate_limit: RateLimitWire | None = None
    tables: OwnTables = Field(default=(), alias="data")
    callbacks: CallbackList | None = None
    recorded: RecordedWire | None = None
    state: Any = None
    """Smocker exports it and throws it away when it is read."""

    @model_validator(mode="after")
    def _has_one_limit(self) -> Self:
        if told := limit_complaints(self):
            raise complain_each(told)
        return self

    @model_validator(mode="after")
    def _has_responses_for_its_sequence(self) -> Self:
        if told := sequence_complaints(self.responses, self.sequence, self.context.times):
            raise complain_each(told)
        return self

    @model_validator(mode="after")
    def _has_one_likelihood(self) -> Self:
        if told := chaos_complaint(self.chaos, self.context.probability):
            raise complain_each([told])
        return self


RESPONDERS = ("response", "responses", "dynamic_response", "proxy", "resource", "chaos", "fixtures")
"""The keys of which a mock has exactly one."""
