"""How far one request is from what mocks want, from 0 to 1.

What several mocks ask alike is worked out once: a refusal waits for it.
"""

from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence, Set

from smockproxy.core.blocks import AllOf, AnyOf
from smockproxy.core.conditions import Condition, Conditions, OnBody, OnField, OnHeaders, OnPathTemplate
from smockproxy.core.http import Request
from smockproxy.core.matcher import TextMatcher
from smockproxy.core.parts import parts_of, wanted_by
from smockproxy.core.pathtemplate import PathTemplate
from smockproxy.core.resource import OnResource
from smockproxy.core.similarity import (
    Compared,
    Similar,
    compare_json,
    quick_similarity,
    similarity,
    template_similarity,
)

LEAST = 0.05
"""The distance of a condition that fails by a hair."""
WRONG_VALUE = 0.9
"""The most that a value under a name is away: what is not there at all is farther."""
WEIGHTS: Mapping[str, float] = {
    "host": 6.0,
    "path": 6.0,
    "path_template": 6.0,
    "url": 6.0,
    "method": 4.0,
    "scheme": 2.0,
    "port": 2.0,
}
"""By the field; everything else weighs 1."""
MOST_REST = 2.0
"""What all that weighs 1 weighs together at most, so that many headers don't outweigh a path."""
PATHS = frozenset({"path", "path_template", "url"})
HOSTS = frozenset({"host", "url"})
WHOLE_ADDRESS = 16.0
"""What a host, a path and a method weigh; every mock has at least that."""
UNSAID_PATH = 0.67
"""The distance of a path that a mock does not name: less than another path's, more than a mistyped one's."""
UNSAID_HOST = 0.02
"""The distance of a host that a mock with a path does not name."""
UNSAID_BOTH = 0.2
"""The distance of a host that a mock without a path does not name: it is meant for anybody."""
ADDRESS = frozenset({"host", "path", "path_template", "url", "method"})
"""Fields of which a near miss is still another mock's."""
OTHER_ADDRESS = 0.6
"""The least distance of these: another path, however alike, is farther than the same with another body."""
OTHER_DEPTH = 0.95
"""How alike two paths of the same letters are when one has more segments."""
UNREAD_BODY = 0.25
"""The distance of a body where one looks quickly."""
_DOCUMENTS = frozenset({"ShouldEqualJSON", "ShouldMatchJSON"})


class Distances:
    """Those of one request: as they are, or so quickly that texts are compared at both ends only."""

    def __init__(self, request: Request, *, is_quick: bool = False) -> None:
        self._request = request
        self._is_quick = is_quick
        self._similar: Similar = quick_similarity if is_quick else similarity
        self._known: dict[Hashable, float] = {}
        """By what a condition on a field asks."""
        self._compared: dict[tuple[str, str], float] = {}

    def of(self, conditions: Conditions) -> float:
        """How far it is from a mock with these conditions."""
        known = missing = rest = 0.0
        others = 0
        fields: set[str] = set()
        for part in self._parts(conditions):
            field, distance = _field_of(part), self._of_part(part)
            weight = WEIGHTS.get(field)
            if weight is None:
                rest += distance
                others += 1
            else:
                fields.add(field)
                known += weight
                missing += weight * _with_floor(field, distance)
        if not (missing or rest):
            return 0.0
        each = min(1.0, MOST_REST / others) if others else 1.0
        missing += _unsaid(fields)
        return min(1.0, (missing + each * rest) / (max(WHOLE_ADDRESS, known) + each * others))

    def nearest(self, blocks: Sequence[Conditions]) -> int:
        """The place of the nearest of some blocks."""
        distances = list(map(self._of_block, blocks))
        return distances.index(min(distances))

    def _parts(self, conditions: Conditions) -> Iterator[Condition]:
        """The parts, with those of blocks in the blocks' place; of `any_of` those of the nearest block."""
        for condition in conditions.all_of:
            if type(condition) is OnField:
                yield condition
                continue
            match condition:
                case AllOf(blocks):
                    for block in blocks:
                        yield from self._parts(block)
                case AnyOf(blocks) if blocks:
                    yield from self._parts(blocks[self.nearest(blocks)])
                case _:
                    yield from parts_of(condition)

    def _of_block(self, block: Conditions) -> float:
        return sum(WEIGHTS.get(_field_of(part), 1.0) * self._of_part(part) for part in block.all_of)

    def _of_part(self, part: Condition) -> float:
        key = _key_of(part)
        if key is None:
            return self._measured(part)
        known = self._known.get(key)
        if known is None:
            known = self._known[key] = self._measured(part)
        return known

    def _measured(self, part: Condition) -> float:
        if self._is_quick and part.needs_body:
            return UNREAD_BODY  # a body is looked at only for those that are likely
        if type(part) is OnField:
            return self._of_field(part)
        if templates := _templates_of(part):
            return self._of_templates(part, templates)
        found = part.mismatch(self._request)
        if found is None:
            return 0.0
        compared = None if found.actual == "absent" else compared_document(part, self._request)
        if compared is not None:
            return max(LEAST, compared.distance)
        return self._of_texts(wanted_by(part), found.field, found.actual)

    def _of_templates(self, part: Condition, templates: Iterable[PathTemplate]) -> float:
        if part.holds(self._request):
            return 0.0
        path = self._request.path
        return max(LEAST, 1 - max(template_similarity(each, path, self._alike) for each in templates))

    def _of_field(self, part: OnField) -> float:
        if part.holds(self._request):
            return 0.0
        return self._of_texts(wanted_by(part), part.field, part.actual(self._request))

    def _of_texts(self, wanted: str | None, field: str, actual: str) -> float:
        if wanted is None or actual == "absent" or field == "headers":
            return 1.0 if actual == "absent" else 0.5
        alike = self._alike(wanted, actual)
        if field == "path" and wanted.count("/") != actual.count("/"):
            alike *= OTHER_DEPTH
        return max(LEAST, (1 - alike) * (1.0 if field in WEIGHTS else WRONG_VALUE))

    def _alike(self, wanted: str, actual: str) -> float:
        if wanted == actual:
            return 1.0
        pair = wanted, actual
        known = self._compared.get(pair)
        if known is None:
            known = self._compared[pair] = self._similar(wanted, actual)
        return known


def _key_of(part: Condition) -> Hashable:
    """The same for conditions that ask the same; None if that can't be told."""
    kind = type(part)
    if kind is OnField:
        name, matcher = part.field, part.matcher  # type: ignore[attr-defined]
    elif kind is OnHeaders and len(part.headers) == 1:  # type: ignore[attr-defined]
        ((name, matchers),) = part.headers.items()  # type: ignore[attr-defined]
        matcher = matchers[0] if len(matchers) == 1 else None
    else:
        return None
    return (kind, name, matcher.name, matcher.value) if type(matcher) is TextMatcher else None


def _field_of(part: Condition) -> str:
    if type(part) is OnField:
        return part.field
    return "path_template" if _templates_of(part) else str(getattr(part, "field", ""))


def _templates_of(part: Condition) -> tuple[PathTemplate, ...]:
    """The templates one of which the path must fit."""
    if isinstance(part, OnResource):
        return part.at.templates
    return (part.template,) if isinstance(part, OnPathTemplate) else ()


def compared_document(condition: object, request: Request) -> Compared | None:
    """The body compared with the document that a condition wants, if it wants one."""
    if not isinstance(condition, OnBody) or condition.matcher.name not in _DOCUMENTS or request.text is None:
        return None
    return compare_json(condition.matcher.value, request.text)


def _unsaid(fields: Set[str]) -> float:
    """What it costs that a mock does not say where it belongs: one that does is rather meant."""
    says_path, says_host = not fields.isdisjoint(PATHS), not fields.isdisjoint(HOSTS)
    path = 0.0 if says_path else UNSAID_PATH
    host = 0.0 if says_host else UNSAID_HOST if says_path else UNSAID_BOTH
    return WEIGHTS["path"] * path + WEIGHTS["host"] * host


def _with_floor(field: str, distance: float) -> float:
    """Another method is another one, however it is written."""
    if not distance or field not in ADDRESS:
        return distance
    return 1.0 if field == "method" else OTHER_ADDRESS + (1 - OTHER_ADDRESS) * distance
