"""Path templates and what they capture."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smockproxy.core.pathtemplate import Parameter, PathTemplate, TemplateError

UUID = "1b4e28ba-2fa1-11d2-883f-0016d3cca427"


@pytest.mark.parametrize(
    ("template", "path", "captured"),
    [
        ("/", "/", {}),
        ("/", "", None),
        ("/a/b", "/a/b", {}),
        ("/a/b", "/a/b/", None),
        ("/a/b", "*", None),
        ("/a/{id}", "/a/1", {"id": "1"}),
        ("/a/{id}", "/a/x%2Fy%20z", {"id": "x/y z"}),
        ("/a/{id}", "/a/%FF", {"id": "\N{REPLACEMENT CHARACTER}"}),
        ("/a/{id}", "/a/", None),
        ("/a/{id}", "/a", None),
        ("/a/{id}", "/b/1", None),
        ("/{x}/{y}", "/1/2", {"x": "1", "y": "2"}),
        ("/{n:int}", "/-12", {"n": "-12"}),
        ("/{n:int}", "/1.5", None),
        ("/{n:int}", "/-", None),
        ("/{n:int}", "/٣", None),
        ("/{n:number}", "/-1.5", {"n": "-1.5"}),
        ("/{n:number}", "/2", {"n": "2"}),
        ("/{n:number}", "/.5", None),
        ("/{n:number}", "/1.x", None),
        ("/{n:number}", "/1.²", None),
        ("/{u:uuid}", f"/{UUID.upper()}", {"u": UUID.upper()}),
        ("/{u:uuid}", f"/{UUID[:-1]}g", None),
        ("/{u:uuid}", f"/{UUID}0", None),
        ("/f/{rest:path}", "/f/a/b%20c", {"rest": "a/b c"}),
        ("/f/{rest:path}", "/f/", {"rest": ""}),
        ("/f/{rest:path}", "/f", None),
        ("/{rest:path}", "/", {"rest": ""}),
        ("/{x:int}/{rest:path}", "/a/b/c", None),
    ],
)
def test_what_a_path_gives(template: str, path: str, captured: dict[str, str] | None) -> None:
    assert PathTemplate.parse(template).captures(path) == captured


def test_its_parts() -> None:
    parsed = PathTemplate.parse("/a/{id:int}/{rest:path}")
    assert parsed.segments == ("a", Parameter("id", "int"), Parameter("rest", "path"))
    assert parsed.takes_rest
    assert not PathTemplate.parse("/a/{id}").takes_rest
    assert not PathTemplate.parse("/a/path").takes_rest


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", 'begins with "/"'),
        ("a/{id}", 'begins with "/"'),
        ("/{id}/{id}", "a name stands in it twice"),
        ("/{rest:path}/a", 'only the last parameter can be ":path"'),
        ("/a{id}", '"a{id}" is no segment: expected a text, {name} or {name:kind}'),
        ("/{id", '"{id" is no segment'),
        ("/id}", '"id}" is no segment'),
        ("/{}", '"{}" is no segment'),
        ("/{1}", '"{1}" is no segment'),
        ("/{id:float}", '"float" is no kind of parameter; there are str, int, number, uuid, path'),
        ("/{id:}", '"" is no kind of parameter'),
    ],
)
def test_what_is_no_template_says_why(text: str, reason: str) -> None:
    with pytest.raises(TemplateError) as caught:
        PathTemplate.parse(text)
    assert reason in str(caught.value)


@given(st.text("/{}:ab1", max_size=12), st.text("/ab1%-.", max_size=12))
def test_no_text_breaks_it(text: str, path: str) -> None:
    try:
        parsed = PathTemplate.parse(text)
    except TemplateError:
        return
    captured = parsed.captures(path)
    names = {segment.name for segment in parsed.segments if isinstance(segment, Parameter)}
    assert captured is None or captured.keys() == names
