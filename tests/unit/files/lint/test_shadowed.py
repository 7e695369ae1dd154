"""Mocks that never answer: each is certain, and the witness shows it."""

from random import Random

import pytest

from smockproxy.core.decision import Answer
from smockproxy.files.lint.shadowed import is_unlimited, shadowed, shadows
from tests.unit.files.reads import engine_of, mocks_of


def found(text):
    return [(shadow.mock.label, shadow.by.label, shadow.is_duplicate) for shadow in shadows(mocks_of(text))]


TWO = """\
- request: {host: a.test, path: /a}
  response: {body: one}
- request: {host: a.test}
  response: {body: two}
"""


def test_the_last_declared_shadows():
    assert found(TWO) == [("mocks/a.yml:1", "mocks/a.yml:3", False)]


def test_tables_keep_no_mock_from_answering():
    indented = "".join(f"  {line}\n" for line in TWO.splitlines())
    assert found(f"data: {{users: [{{id: 1}}]}}\nmocks:\n{indented}") == [
        ("mocks/a.yml:3", "mocks/a.yml:5", False)
    ]


@pytest.mark.parametrize(
    "limit",
    [
        "context: {times: 1}",
        "context: {after: 1}",
        "context: {probability: 0.5}",
        "context: {ttl: 10m}",
        "priority: -1",
        "enabled: false",
        "proxy: {host: 'http://b.test'}",
    ],
)
def test_what_is_no_shadow(limit):
    body = "" if limit.startswith("proxy") else "  response: {body: two}\n"
    text = TWO.replace("  response: {body: two}\n", f"  {limit}\n{body}")
    assert bool(found(text)) is limit.startswith("proxy")


def test_priority_counts():
    text = TWO.replace(
        "- request: {host: a.test, path: /a}", "- priority: 1\n  request: {host: a.test, path: /a}"
    )
    assert found(text) == []
    turned = (
        "- priority: 1\n  request: {host: a.test}\n  response: {}\n"
        "- request: {host: a.test, path: /b}\n  response: {}\n"
    )
    assert found(turned) == [("mocks/a.yml:4", "mocks/a.yml:1", False)]
    (problem,) = shadowed(mocks_of(turned))
    assert (
        problem.hint == "mocks/a.yml:1 has the higher priority: narrow its request, or change the priorities"
    )


def test_duplicates():
    text = "- request: {path: /a}\n  response: {body: x}\n" * 3
    assert found(text) == [("mocks/a.yml:1", "mocks/a.yml:5", True), ("mocks/a.yml:3", "mocks/a.yml:5", True)]


def test_duplicates_without_an_example():
    text = "- request: {path: {matcher: ShouldMatch, value: 'a^'}}\n  response: {body: x}\n" * 2
    (shadow,) = shadows(mocks_of(text))
    assert (shadow.is_duplicate, shadow.witness) == (True, None)


def test_a_mock_for_one_of_the_examples_is_no_obstacle():
    text = TWO.replace("path: /a", "method: POST") + (
        "- request: {host: a.test, path: /x}\n  context: {times: 1}\n  response: {body: three}\n"
    )
    (shadow,) = shadows(mocks_of(text))
    assert shadow.witness.path == "/a1"
    assert answered(mocks_of(text), shadow.witness) == shadow.by.id


def answered(mocks, request):
    decision = engine_of(mocks).decide(request)
    assert isinstance(decision, Answer)
    return decision.reservation.mock.id


def test_unlimited():
    mock = mocks_of(TWO)[0]
    assert is_unlimited(mock)
    (limited,) = mocks_of("- context: {times: 2}\n  response: {}\n")
    assert not is_unlimited(limited)


FIELDS = {
    "host": ("a.test", "{matcher: ShouldEndWith, value: .test}"),
    "method": ("POST", "{matcher: ShouldMatch, value: '^P'}"),
    "path": ("/a/7", "{matcher: ShouldStartWith, value: /a}"),
    "headers": ("{X-A: one, X-B: two}", "{x-a: {matcher: ShouldContainSubstring, value: n}}"),
    "query_params": ("{q: abc, r: d}", "{q: {matcher: ShouldMatch, value: '^a.c$'}}"),
    "cookies": ("{c: one, d: two}", "{c: {matcher: ShouldStartWith, value: o}}"),
    "any_of": ("[{port: '80'}, {port: '81'}]", "[{port: '80'}, {port: '81'}]"),
    "body": ("{a.b: '12', c: d}", "{a.b: {matcher: ShouldNotBeEmpty}}"),
}
"""Of each field a narrow condition and one that follows from it."""


def mock_text(fields, body):
    conditions = ", ".join(f"{name}: {value}" for name, value in fields.items())
    return f"- request: {{{conditions}}}\n  response: {{body: '{body}'}}\n"


def shadowed_pair(random):
    """A mock, and after it one that follows from it; other mocks, of another host, around them."""
    chosen = random.sample(list(FIELDS), random.randint(1, len(FIELDS)))
    lower = {name: FIELDS[name][0] for name in chosen}
    kept = random.sample(chosen, random.randint(0, len(chosen)))
    upper = {name: FIELDS[name][random.randint(0, 1)] for name in kept}
    others = [
        mock_text({"host": f"other{at}.invalid", "path": f"/{at}"}, at) for at in range(random.randint(0, 4))
    ]
    texts = [*others, mock_text(lower, "lower"), mock_text(upper, "upper")]
    return "".join(texts), len(others)


@pytest.mark.parametrize("seed", range(60))
def test_generated_shadows_are_found_and_shown(seed):
    text, place = shadowed_pair(Random(seed))
    mocks = mocks_of(text)
    by_mock = {shadow.mock.id: shadow for shadow in shadows(mocks)}
    shadow = by_mock[mocks[place].id]
    assert shadow.by is mocks[-1]
    assert answered(mocks, shadow.witness) == mocks[-1].id


def distinct_set(random):
    """Mocks of which each answers a request of its own: a path that no other one has."""
    texts = []
    for at in range(random.randint(1, 30)):
        limits = random.choice(["", "", "  context: {times: 2}\n"])
        path = random.choice([f"/p{at}", f"{{matcher: ShouldMatch, value: '^/p{at}/[a-z]+$'}}"])
        fields = {
            "path": path,
            **{name: random.choice(FIELDS[name]) for name in random.sample(["method", "headers", "body"], 2)},
        }
        texts.append(mock_text(fields, at) + limits)
    catch_all = "- priority: -5\n  request: {}\n  response: {body: rest}\n"
    used_up = f"{mock_text({'path': '/p0'}, 'first')}  context: {{times: 1}}\n"
    return catch_all + "".join(texts) + used_up


@pytest.mark.parametrize("seed", range(200))
def test_generated_sets_without_shadows(seed):
    assert list(shadows(mocks_of(distinct_set(Random(seed))))) == []


def test_the_same_script_at_another_place_is_the_same_mock():
    script = "  dynamic_response: {engine: lua, script: return 1}\n"
    assert found(f"- request: {{path: /a}}\n{script}" * 2) == [("mocks/a.yml:1", "mocks/a.yml:3", True)]
    other = script.replace("return 1", "return 2")
    text = f"- request: {{path: /a}}\n{script}- request: {{path: /a}}\n{other}"
    assert found(text) == [("mocks/a.yml:1", "mocks/a.yml:3", False)]


def shadowed_pairs(above, below):
    text = f"- {{id: below, request: {{path: /a}}, response: {{}}{below}}}\n"
    text += f"- {{id: above, request: {{path: /a}}, response: {{body: x}}{above}}}\n"
    return [(found.mock.id, found.by.id) for found in shadows(mocks_of(text))]


@pytest.mark.parametrize(
    ("above", "below", "is_shadowed"),
    [
        ("when: x", "when: x", True),
        ("when: [x, y]", "when: x", True),
        ("when: x", "when: [x, y]", False),
        ("when: x", "when: y", False),
        ("when: x, then: y", "when: x", False),
        ("when: x, then: x", "when: x", True),
        ("then: y", "when: x", True),
        ("when: x", "then: y", False),
    ],
)
def test_scenarios(above, below, is_shadowed):
    found = shadowed_pairs(f", scenario: {{name: S, {above}}}", f", scenario: {{name: S, {below}}}")
    assert found == ([("below", "above")] if is_shadowed else [])


def test_a_scenario_above_a_mock_without_one_and_below_it():
    assert shadowed_pairs(", scenario: {name: S, when: x}", "") == []
    assert shadowed_pairs("", ", scenario: {name: S, when: x}") == [("below", "above")]
    assert shadowed_pairs(", scenario: {name: S, when: x}", ", scenario: {name: T, when: x}") == []


def test_equal_mocks_that_lead_elsewhere_are_no_duplicates():
    first = ", scenario: {name: S, when: x, then: x}"
    text = f"- {{response: {{}}{first}}}\n- {{response: {{}}, scenario: {{name: S, when: x}}}}"
    (found,) = shadows(mocks_of(text))
    assert not found.is_duplicate


def test_equal_sequences_are_duplicates_wherever_their_templates_stand():
    text = "- {request: {path: /a}, responses: [{template: true, body: x}, {body: y}]}\n"
    (found,) = shadows(mocks_of(text * 2))
    assert found.is_duplicate
