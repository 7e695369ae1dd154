import pytest

from smockproxy.record.askedbody import LONGEST, asked_body
from smockproxy.record.inferred import NOTHING, Inferred, LeftOut, Part, Place, Used
from tests.unit.record.made import exchange, request

NONE = frozenset()
FORM = [("Content-Type", "application/x-www-form-urlencoded")]
PARTS = [("Content-Type", "multipart/form-data; boundary=B")]


def body_of(body, inferred=NOTHING, names=NONE, headers=()):
    return asked_body(exchange(request("POST", body=body, headers=headers)), inferred, names)


@pytest.mark.parametrize(
    ("body", "tree"),
    [
        (b"", {}),
        (b'{"a": [1, null]}', {"json": {"a": [1, None]}}),
        (b"[]", {"json": []}),
        (b'"text"', {"body": '"text"'}),
        (b'{"a": 1.50}', {"body": '{"a": 1.50}'}),
        (b'{"matcher": "x"}', {"body": {"matcher": "ShouldEqualJSON", "value": '{"matcher": "x"}'}}),
        (b'{"$ref": "x"}', {"body": {"matcher": "ShouldEqualJSON", "value": '{"$ref": "x"}'}}),
        (b'{"a": "${any}"}', {"body": {"matcher": "ShouldEqualJSON", "value": '{"a": "${any}"}'}}),
        (b"plain", {"body": "plain"}),
    ],
)
def test_a_body_is_asked_for_as_a_person_reads_it(body, tree):
    assert body_of(body).tree == tree


def test_json_that_looks_like_a_matcher_is_text_where_anything_is_remembered():
    assert body_of(b'{"$a": 1}', names=frozenset({"token"})).tree == {"body": '{"$a": 1}'}


def test_values_of_json_are_left_out_and_tied():
    inferred = Inferred(
        left_out=(
            LeftOut(Place(Part.JSON, ("nonce",)), "differs"),
            LeftOut(Place(Part.JSON, ("list", 0)), "differs"),
        ),
        used=(
            Used("order", Place(Part.JSON, ("order",)), "o-1", "gave it"),
            Used("number", Place(Part.JSON, ("n",)), "17", "gave it"),
        ),
    )
    body = b'{"nonce": "x", "list": [1, 2], "order": "id o-1", "n": 17}'

    found = body_of(body, inferred, frozenset({"order", "number"}))

    assert found.tree == {"json": {"list": ["${any}", 2], "order": "id ${order}", "n": "${number}"}}
    assert found.remarks[1] == "$.list[0]: differs"


def test_a_form_is_asked_for_by_its_fields():
    inferred = Inferred(
        left_out=(LeftOut(Place(Part.FORM, ("ts", 0)), "differs"),),
        used=(Used("token", Place(Part.FORM, ("csrf", 0)), "abc", "gave it"),),
    )
    long = b"x" * (LONGEST + 1)

    found = body_of(b"a=1&a=2&b=3&ts=9&csrf=abc&l=" + long, inferred, frozenset({"token"}), FORM)

    assert found.tree == {"form": {"a": ["1", "2"], "b": "3", "csrf": "${token}"}}
    assert found.remarks == ("ts: differs", "csrf: gave it", "l: too long for a condition")
    assert not found.is_whole
    assert body_of(b"a=1", headers=FORM).is_whole


def test_fields_of_a_multipart_body_are_a_form_and_the_body_is_kept():
    body = b'--B\r\nContent-Disposition: form-data; name="a"\r\n\r\n1\r\n--B--\r\n'

    found = body_of(body, headers=PARTS)

    assert found.tree == {"form": {"a": "1"}}
    assert not found.is_whole


@pytest.mark.parametrize("body", [b"%ff=1", b"a=%00", b""])
def test_a_form_that_no_person_can_read_is_text(body):
    assert "form" not in body_of(body, headers=FORM).tree


def test_a_form_whose_fields_are_all_left_out_asks_for_nothing():
    inferred = Inferred(left_out=(LeftOut(Place(Part.FORM, ("ts", 0)), "differs"),))

    assert body_of(b"ts=1", inferred, headers=FORM).tree == {}


@pytest.mark.parametrize(
    ("body", "why"), [(b"\xff", "binary"), (b"x" * (LONGEST + 1), f"longer than {LONGEST} bytes")]
)
def test_what_no_condition_can_hold_is_said(body, why):
    found = body_of(body)

    assert (found.tree, found.is_whole) == ({}, False)
    assert found.remarks[0].endswith(why)


def test_a_whole_body_may_be_left_out_and_a_text_tied():
    left_out = Inferred(left_out=(LeftOut(Place(Part.TEXT), "differs"),))
    tied = Inferred(used=(Used("token", Place(Part.TEXT), "abc", "gave it"),))

    assert body_of(b"<x/>", left_out).tree == {}
    assert body_of(b"<t>abc</t>", tied, frozenset({"token"})).tree == {"body": "<t>${token}</t>"}


FILE = b'--B\r\nContent-Disposition: form-data; name="f"; filename="%b"\r\n\r\n\xff\r\n--B--\r\n'


def test_of_a_file_its_name_is_asked_for_and_no_boundary():
    found = body_of(FILE % b"a.txt", headers=PARTS)

    assert found.tree == {"body": {"matcher": "ShouldContainSubstring", "value": 'filename="a.txt"'}}
    assert found.remarks[0].startswith("its boundary is another each time")
    assert not found.is_whole


def test_fields_are_asked_for_beside_a_file():
    field = b'--B\r\nContent-Disposition: form-data; name="a"\r\n\r\n1\r\n'

    assert body_of(field + FILE % b"a.txt", headers=PARTS).tree["form"] == {"a": "1"}


def test_parts_that_are_neither_fields_nor_files_are_left_out():
    found = body_of(b"--B\r\n\r\nx\r\n--B--\r\n", headers=[("Content-Type", "multipart/mixed; boundary=B")])

    assert (found.tree, found.is_whole) == ({}, False)
    assert found.remarks == ("no condition asks for the body: its boundary is another each time",)
