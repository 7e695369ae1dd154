"""Fields of foreign shapes; what is wrong with them is told in the tests of entries."""

from smockproxy.interop.shapefields import Fields, kind_of


def fields(**shape):
    return Fields.of(shape, "at", [])


def test_texts():
    read = fields(text="a", binary=b"\xff", nothing=None)
    assert (read.text("text"), read.text("binary"), read.text("nothing", "b")) == ("a", "\ufffd", "b")
    assert (read.raw("text"), read.raw("binary"), read.raw("nothing")) == (b"a", b"\xff", b"")
    assert read.flaws == []


def test_below_shares_the_notes():
    read = fields(inside={"a": 1})
    assert read.below("inside").text("a") == ""
    assert [str(flaw) for flaw in read.flaws] == ["at.inside.a: expected text, found 1"]


def test_one_text_is_a_list_of_one():
    read = fields(headers={"X-A": "1", "X-B": ["2", b"\xff"]})
    assert read.headers().fields == ((b"X-A", b"1"), (b"X-B", b"2"), (b"X-B", b"\xff"))


def test_schemes():
    read = fields(scheme="https")
    assert (read.scheme(), fields(scheme="").scheme(), fields().scheme(), read.flaws) == (
        "https",
        "http",
        "http",
        [],
    )
    odd = fields(scheme="data:text/plain,hi")
    assert odd.scheme() == "http"
    assert [str(flaw) for flaw in odd.flaws] == [
        'at.scheme: expected http or https, found "data:text/plain,hi"'
    ]


def test_kinds():
    assert [kind_of(value) for value in ({}, [], b"", None, True, 1.5, "a")] == [
        "a mapping",
        "a list",
        "binary",
        "nothing",
        "true",
        "1.5",
        '"a"',
    ]
