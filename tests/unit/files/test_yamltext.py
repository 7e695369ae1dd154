"""YAML text: what is taken, what is refused and where."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from smockproxy.files.scalars import Plain
from smockproxy.files.yamltext import joined_surrogates, parse_yaml


def flaws(text):
    return [(flaw.line, flaw.column, flaw.message) for flaw in parse_yaml(text).flaws]


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        ("", None),
        ("# x", None),
        ("a: ~", {"a": None}),
        ("a:", {"a": None}),
        ("a: Null", {"a": None}),
        ("a: 'null'", {"a": "null"}),
        ("~: x", {"~": "x"}),
        ("1: x", {"1": "x"}),
        ("a: |\n  x\n", {"a": "x\n"}),
        ("a: >-\n  x\n  y\n", {"a": "x y"}),
        ("a: !!binary aGk=", {"a": b"hi"}),
        ("a: !!null ''", {"a": None}),
        ("{a: [1, {b: c}]}", {"a": ["1", {"b": "c"}]}),
        ("a: &x [1]\nb: *x", {"a": ["1"], "b": ["1"]}),
        ("a: &x 1\nb: &x 2\nc: *x", {"a": "1", "b": "2", "c": "2"}),
        ("&k a: b\nc: *k", {"a": "b", "c": "a"}),
        ("a: {<<: {x: 1, y: 2}, y: 3}", {"a": {"x": "1", "y": "3"}}),
        ("a: {y: 3, <<: [{x: 1}, {x: 2, z: 4}]}", {"a": {"x": "1", "y": "3", "z": "4"}}),
        ("'<<': x", {"<<": "x"}),
        ("%YAML 1.2\n---\na: b", {"a": "b"}),
    ],
)
def test_trees(text, tree):
    parsed = parse_yaml(text)
    assert (parsed.tree, parsed.flaws) == (tree, ())


def test_unquoted_scalars_are_told_from_quoted_ones():
    tree = parse_yaml("[1, '1', \"1\", !!str 1, !!int '1']").tree
    assert [type(value) for value in tree] == [Plain, str, str, str, Plain]


def test_a_mapping_knows_its_first_line():
    tree = parse_yaml("\n- # x\n  a: 1\n- {\n  b: 2}\n- {}").tree
    assert [mapping.line for mapping in tree] == [3, 5, 0]


@pytest.mark.parametrize(
    ("text", "flaw"),
    [
        ("a: 1\nb: 1\na: 2", (2, 0, 'the key "a" is there twice')),
        ("a: b\n---\nc: d", (1, 0, "a second document begins here")),
        ("a: *x", (0, 3, "the alias *x has no anchor")),
        ("&a [*a]", (0, 4, "the alias *a stands inside its own anchor")),
        ("&a {b: {c: *a}}", (0, 11, "the alias *a stands inside its own anchor")),
        ("a: !x y", (0, 3, "unknown tag !x")),
        ("a: !!python/object:os.system {}", (0, 3, "unknown tag tag:yaml.org,2002:python/object:os.system")),
        ("a: !!python/name:x ''", (0, 3, "unknown tag tag:yaml.org,2002:python/name:x")),
        ("a: !x [b]", (0, 3, "unknown tag !x")),
        ("a: !!set {b}", (0, 3, "unknown tag tag:yaml.org,2002:set")),
        ("a: !!binary '%'", (0, 3, "!!binary is not followed by base64")),
        ("[a]: b", (0, 0, "a key must be plain text")),
        ("<<: x", (0, 0, "<< must be followed by a mapping or a list of mappings")),
        ("<<: [x]", (0, 0, "<< must be followed by a mapping or a list of mappings")),
        ("é: \x07", (0, 3, "the character U+0007 is not allowed in YAML")),
        ("a: b: c", (0, 4, "not YAML: mapping values are not allowed in this context")),
        ("[" * 101, (0, 100, "lists and mappings are nested more than 100 deep")),
    ],
)
def test_flaws(text, flaw):
    assert flaws(text) == [flaw]


def test_all_keys_that_come_twice_are_told():
    assert len(flaws("a: 1\na: 2\nb: {c: 1, c: 2}")) == 2


def test_a_second_document_is_fine_when_only_the_first_is_wanted():
    assert parse_yaml("a: b\n---\n]", only_document=False).tree == {"a": "b"}


@pytest.mark.timeout(5)
@pytest.mark.parametrize("opening", ["[", "{a: ", "- ", "? "])
def test_a_text_that_is_nested_very_deeply_is_refused_at_once(opening):
    assert flaws(opening * 100_000)


@pytest.mark.timeout(5)
def test_aliases_that_expand_without_end_are_refused():
    bomb = "a0: &a0 [x,x,x,x,x,x,x,x,x,x]\n"
    bomb += "".join(f"a{n}: &a{n} [{','.join([f'*a{n - 1}'] * 10)}]\n" for n in range(1, 12))
    ((_, _, message),) = flaws(bomb)
    assert message.startswith("aliases expand to more than")


@pytest.mark.timeout(5)
def test_merges_that_expand_without_end_are_refused():
    bomb = "a0: &a0 {x: 1}\n"
    bomb += "".join(
        f"a{n}: &a{n} {{p: *a{n - 1}, q: *a{n - 1}, r: {{<<: *a{n - 1}}}}}\n" for n in range(1, 40)
    )
    assert flaws(bomb)


def test_many_aliases_of_a_large_file_are_fine():
    text = "x: &x {a: b}\nlist:\n" + "- *x\n" * 20_000
    assert flaws(text) == []


@pytest.mark.parametrize(
    ("text", "joined"),
    [
        (r"\ud83d\ude00", "😀"),
        (r"\uD83D\uDE00x", "😀x"),
        (r"\\ud83d\\ude00", r"\\ud83d\\ude00"),
        (r"\ud83d", r"\ud83d"),
        ("plain", "plain"),
    ],
)
def test_surrogate_pairs_of_json(text, joined):
    assert joined_surrogates(text) == joined


@settings(max_examples=100)
@given(st.text(st.sampled_from("ab:-[]{}&*!|>'\"#%@`, \n\t<\u00e9\x85\u2028?~1."), max_size=40))
def test_any_text_is_a_tree_or_has_flaws(text):
    parsed = parse_yaml(text)
    assert parsed.tree is None or not parsed.flaws or isinstance(parsed.tree, (dict, list))
    lines = max(text.count("\n"), len(text.splitlines()))
    assert all(-1 <= flaw.line <= lines for flaw in parsed.flaws)


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("script: |\n  a\n", 1),
        ("\nscript: >-\n  a\n", 2),
        ("script: &a |2-\n    a\n", 1),
        ("script: a\n", 0),
        ("script:\n  a\n", 1),
        ("\nscript: 'a\n  b'\n", 1),
        ("a: &a |\n  x\nscript: *a\n", 1),
        ("a: &a\n  - b\nscript: *a\n", -1),
        ("script: [a]\n", -1),
        ("script: {b: a}\n", -1),
        ("a: b\n", -1),
        ("a: &a {script: b}\n<<: *a\n", 0),
        ("a: &a {script: b}\n<<: *a\nscript: c\n", 2),
        ("script: ~\n", -1),
    ],
)
def test_the_line_before_a_script(text, line):
    assert parse_yaml(text).tree.line_before_script == line
