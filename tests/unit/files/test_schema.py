"""The schema takes every example there is, and refuses typos, in both dialects that editors speak."""

from pathlib import Path
from typing import Literal

import pytest
import yaml
from jsonschema import Draft7Validator, Draft202012Validator
from pydantic import BaseModel

from smockproxy.files.mockfile import read_mock_file
from smockproxy.files.schema import MODELS, UnknownTypeError, _of_type, mock_file_schema
from smockproxy.matching import MATCHERS
from tests.docs.blocks import blocks_of

ROOT = Path(__file__).resolve().parents[3]
SCHEMA = mock_file_schema(MATCHERS)
VALIDATORS = [Draft7Validator(SCHEMA), Draft202012Validator(SCHEMA)]
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
EXAMPLES = [
    *((file.name, file.read_text(encoding="utf-8")) for file in sorted((ROOT / "mocks").glob("*.yml"))),
    *(
        (f"{page.name}: {block.text[:30]!r}", block.text)
        for page in PAGES
        for block in blocks_of(page)
        if block.language == "yaml"
    ),
]


class Loader(yaml.SafeLoader):
    """YAML 1.2 as editors read it: dates, `no` and `on` are texts."""


Loader.yaml_implicit_resolvers = {
    char: [(tag, pattern) for tag, pattern in rows if not tag.endswith((":timestamp", ":bool"))]
    for char, rows in yaml.SafeLoader.yaml_implicit_resolvers.items()
}
Loader.add_implicit_resolver(
    "tag:yaml.org,2002:bool", __import__("re").compile("^(?:true|false)$"), list("tf")
)


def accepts(text):
    tree = yaml.load(text, Loader)
    said = {validator.is_valid(tree) for validator in VALIDATORS}
    assert len(said) == 1, "the drafts differ"
    return said == {True}


@pytest.mark.parametrize("text", [text for _, text in EXAMPLES], ids=[name for name, _ in EXAMPLES])
def test_every_example_is_taken(text):
    assert accepts(text)


def test_it_is_a_schema():
    Draft7Validator.check_schema(SCHEMA)
    Draft202012Validator.check_schema(SCHEMA)


@pytest.mark.parametrize(
    "keyword", ["$defs", "prefixItems", "dependentRequired", "unevaluatedProperties", "$anchor"]
)
def test_it_has_no_keyword_that_draft_7_lacks(keyword):
    def keys(tree):
        if isinstance(tree, dict):
            return set(tree) | {key for value in tree.values() for key in keys(value)}
        return {key for value in tree for key in keys(value)} if isinstance(tree, list) else set()

    assert keyword not in keys(SCHEMA)


MOCK = "- request: {}\n  response: {}\n"
GOOD = [
    "",
    "[]",
    "mocks:\n",
    MOCK,
    "- response: {status: 0, delay: 1h30m, headers: {X: [1, a]}}",
    "- {id: a, name: b, tags: [c], enabled: true, priority: -1, proxy: {host: 'http://a.test'}}",
    "- proxy: {keep_host: true, headers: {X: a}, delay: {min: 1s, max: 2s}}",
    "- request: {path: 12, host: {matcher: ShouldMatch, value: a}}\n  response: {json: [1, {a: null}]}",
    "- request: {headers: {X: [a, {matcher: ShouldBeEmpty}], Y: , Z: []}}\n  response: {body: 2026-01-01}",
    "- request: {body: {a.b: 1, 'c[0]': {matcher: ShouldEndWith, value: x}}}\n  response: {}",
    "- request: {body: {matcher: ShouldEqualJSON, value: '{}'}}\n  response: {}",
    "- request: {any_of: [{path: /a}, {not: {json: {$.a: 1}}}], path_template: '/a/{id}'}\n  response: {}",
    "- dynamic_response: {engine: lua, script: 'return {}'}",
    "- response: {template: true, status: '{{ 201 }}', json: {a: '{{ 1 }}'}}",
    "defaults: {dynamic_response: {engine: jinja2}}\nmocks: [{dynamic_response: {script: 'status: 201'}}]",
    "- context: {times: 2, after: 1, probability: 0.5, ttl: 10m}\n  response: {}\n",
    "defaults: {request: {host: a.test}, response: {}}\nmocks: [{request: {path: /a}}]",
]
BAD = [
    "request: {}",
    "- {}",
    "- 7",
    "- respnse: {}",
    "- request: {pth: /a}\n  response: {}",
    "- request: {path: [a]}\n  response: {}",
    "- request: {path: {matcher: ShouldContan, value: a}}\n  response: {}",
    "- request: {body: {matcher: ShouldContan, value: a}}\n  response: {}",
    "- request: {path: {matcher: ShouldEqual, vlaue: a}}\n  response: {}",
    "- request: {path: {value: a}}\n  response: {}",
    "- request: {headers: {X: {matcher: ShouldContan}}}\n  response: {}",
    "- request: {any_of: []}\n  response: {}",
    "- request: {not: {pth: a}}\n  response: {}",
    "- response: {status: '200'}",
    "- response: {status: 99}",
    "- response: {status: 101}",
    "- response: {delay: 5}",
    "- response: {delay: 5 minutes}",
    "- response: {delay: {mni: 1s}}",
    "- {response: {}, enabled: 'true'}",
    "- {response: {}, context: {times: -1}}",
    "- {response: {}, context: {probability: 2}}",
    "- proxy: {hots: a}",
    "- dynamic_response: {engine: perl, script: x}",
    "- dynamic_response: {engine: lua, scirpt: x}",
    "- dynamic_response: return {}",
    "- response: {template: 'yes'}",
    "default: {}\nmocks: []",
    "mocks: {}",
]


@pytest.mark.parametrize("text", GOOD)
def test_what_is_right_is_taken_as_by_the_loader(text):
    assert accepts(text)
    assert read_mock_file(text.encode(), "a.yml", MATCHERS).problems == ()


@pytest.mark.parametrize("text", BAD)
def test_what_is_wrong_is_refused_as_by_the_loader(text):
    assert not accepts(text)
    assert read_mock_file(text.encode(), "a.yml", MATCHERS).problems


def test_every_key_is_told():
    untold = [
        f"{name}.{key}"
        for name in MODELS
        for key, schema in SCHEMA["definitions"][name]["properties"].items()
        if not schema["description"]
    ]
    assert untold == []


def test_matchers_are_those_of_the_table():
    _scalar, mapping = SCHEMA["definitions"]["matcher"]["anyOf"]
    assert mapping["properties"]["matcher"]["enum"] == list(MATCHERS)


def test_a_type_that_is_not_known():
    class Other(BaseModel):
        kind: Literal["a"]

    with pytest.raises(UnknownTypeError, match="no fragment of the schema describes"):
        _of_type(Other.model_fields["kind"].annotation)
