import json
from collections.abc import Mapping, Sequence
from typing import Any

import pytest

from smockproxy.core.http import Headers, Response
from smockproxy.core.patching import (
    Patch,
    PatchError,
    charset_in,
    in_charset,
    is_patchable,
    patched_body,
    patched_head,
    reframed,
)
from smockproxy.core.replacing import Replacement
from tests.unit.core.patterns import Literal, TooLong

JSON = "application/json"


class Setting:
    """A JSON patch that sets one key."""

    operations: Sequence[Mapping[str, Any]] = ({"op": "add", "path": "/patched", "value": True},)

    def applied(self, document: Any) -> Any:
        return {**document, "patched": True}


class Twisting:
    """A JSON patch whose result is no JSON."""

    operations: Sequence[Mapping[str, Any]] = ()

    def applied(self, _document: Any) -> Any:
        return float("inf")


def replacement(text: str, by: str) -> Replacement:
    return Replacement.of(text, by, Literal(text))


def body_after(patch: Patch, body: str | bytes, content_type: str = JSON) -> bytes:
    return patched_body(patch, body if isinstance(body, bytes) else body.encode(), content_type)


def test_a_merge_patch_changes_json() -> None:
    patch = Patch(merge=({"a": None, "b": {"c": 2}},))
    assert json.loads(body_after(patch, '{"a": 1, "b": {"d": 3}, "é": "ü"}')) == {
        "b": {"d": 3, "c": 2},
        "é": "ü",
    }
    assert body_after(Patch(merge=(None,)), "{}") == b"null"


def test_merge_then_operations_then_replacements() -> None:
    patch = Patch(merge=({"a": 1},), operations=Setting(), replacements=(replacement("true", '"yes"'),))
    assert body_after(patch, "{}") == b'{"a":1,"patched":"yes"}'


def test_a_body_that_no_patch_is_about_stays_as_it_is() -> None:
    assert body_after(Patch(status=500), b"\xff\xfe") == b"\xff\xfe"


@pytest.mark.parametrize(
    ("body", "content_type", "expected"),
    [
        ("é".encode("latin-1"), "text/plain; charset=ISO-8859-1", "ö".encode("latin-1")),
        ("é".encode(), 'text/plain; Charset="utf-8"', "ö".encode()),
        ("é".encode(), "text/plain", "ö".encode()),
        ("\xe9\xff".encode("latin-1"), "text/plain", "ö\xff".encode("latin-1")),
        ("é".encode("utf-16-le"), "text/plain; x=y; charset=utf-16-le", "ö".encode("utf-16-le")),
    ],
)
def test_text_keeps_its_charset(body: bytes, content_type: str, expected: bytes) -> None:
    assert body_after(Patch(replacements=(replacement("é", "ö"),)), body, content_type) == expected


def test_a_type_without_a_charset_names_none() -> None:
    assert not charset_in("text/plain; boundary=x")


@pytest.mark.parametrize(
    ("patch", "body", "content_type", "why"),
    [
        (Patch(merge=({},)), "<html>", "text/html", "json_merge: the answer's body is no JSON"),
        (Patch(operations=Setting()), "", JSON, "json_patch: the answer's body is no JSON"),
        (Patch(operations=Setting()), '{"a": NaN}', JSON, "NaN is none of its values"),
        (Patch(merge=({},)), "[" * 100_000, JSON, "nested too deeply"),
        (Patch(operations=Twisting()), "{}", JSON, "can't be written as JSON again"),
        (Patch(replacements=(replacement("a", "b"),)), b"\xff", "text/plain; charset=utf-8", "charset utf-8"),
        (Patch(replacements=(replacement("a", "b"),)), "a", "text/plain; charset=hex", "charset hex"),
        (Patch(replacements=(replacement("a", "b"),)), "a", "text/plain; charset=x-none", "charset x-none"),
        (Patch(replacements=(replacement("a", "€"),)), "a", "text/plain; charset=latin-1", "'€' in it"),
        (
            Patch(replacements=(Replacement.of("", "", TooLong()),)),
            "a",
            "text/plain",
            r"replace\[0\]: too long",
        ),
    ],
)
def test_what_cannot_be_changed_as_the_mock_says_is_an_error(
    patch: Patch, body: str | bytes, content_type: str, why: str
) -> None:
    with pytest.raises(PatchError, match=why):
        body_after(patch, body, content_type)


def test_a_text_is_written_in_a_charset() -> None:
    assert in_charset("é", "latin-1") == b"\xe9"


def test_a_head_gets_another_status_and_other_headers() -> None:
    before = Response(200, Headers.of([("X-Old", "1"), ("X-Gone", "2"), ("A", "b")]), b"body", "Fine")
    patch = Patch(503, Headers.of([("x-old", "3"), ("X-New", "4")]), ("x-gone",))

    after = patched_head(patch, before)

    assert after == Response(503, Headers.of([("A", "b"), ("x-old", "3"), ("X-New", "4")]), b"body")
    assert patched_head(Patch(), before) == before
    assert patched_head(Patch(200), before) == before


def test_what_said_something_of_the_old_body_is_taken_away() -> None:
    told = [("ETag", '"1"'), ("Content-MD5", "x"), ("Digest", "x"), ("Trailer", "X"), ("A", "b")]
    response = Response(200, Headers.of([*told, ("Transfer-Encoding", "chunked")]), b"new")

    assert reframed(response, "GET", was_changed=True).headers == Headers.of(
        [("A", "b"), ("Content-Length", "3")]
    )
    assert "etag" in reframed(response, "GET", was_changed=False).headers


def test_a_bodiless_status_takes_the_body_away() -> None:
    response = Response(204, Headers.of([("Content-Length", "3")]), b"old")
    assert reframed(response, "GET", was_changed=False) == Response(204)


def test_an_answer_to_head_keeps_its_length_only_if_the_body_would_stay() -> None:
    response = Response(200, Headers.of([("Content-Length", "7")]))
    assert reframed(response, "HEAD", was_changed=False) == response
    assert reframed(response, "HEAD", was_changed=True) == Response(200)


def test_only_an_answer_with_a_body_of_its_own_has_it_changed() -> None:
    assert is_patchable("GET", 200)
    assert not is_patchable("HEAD", 200)
    assert not is_patchable("GET", 304)
    with pytest.raises(PatchError, match="only a part"):
        is_patchable("GET", 206)


def test_an_answer_is_held_until_it_is_there_if_its_body_changes() -> None:
    assert Patch(template="x").changes_body
    assert not Patch(status=500).needs_whole
    assert Patch(status=204).needs_whole
