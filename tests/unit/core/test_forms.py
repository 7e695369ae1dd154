"""Forms: what is read of them, and what is none."""

from time import perf_counter

import pytest

from smockproxy.core.forms import MOST_PARTS, form_of, header_parameters

URLENCODED = "application/x-www-form-urlencoded"
TWO = {"a": ["1", "2"]}
LATIN = "Content-Type: text/plain; charset=latin1"
MULTIPART = "multipart/form-data; boundary=b"


def part(disposition, text, *more):
    head = "\r\n".join([f"Content-Disposition: {disposition}", *more]).encode()
    return b"--b\r\n" + head + b"\r\n\r\n" + text + b"\r\n"


@pytest.mark.parametrize(
    ("content_type", "body", "fields"),
    [
        (URLENCODED, b"a=1&a=2&b=x+y%20z", {"a": ["1", "2"], "b": ["x y z"]}),
        (f"{URLENCODED}; charset=utf-8", "ä=ö".encode(), {"ä": ["ö"]}),
        (f"{URLENCODED.upper()};charset=ISO-8859-1", b"a=%E4", {"a": ["ä"]}),
        (f'{URLENCODED}; charset="windows-1251"', b"a=%E4", {"a": ["д"]}),
        (f"{URLENCODED}; charset=CP1251", b"a=%E4", {"a": ["д"]}),
        (f"{URLENCODED}; charset=ISO_8859-1", b"a=%E4", {"a": ["ä"]}),
        (f"{URLENCODED}; charset=l1", b"a=%E4", {"a": ["ä"]}),
        (f"{URLENCODED}; charset=MacIntosh", b"a=%8A", {"a": ["ä"]}),
        (f"{URLENCODED}; charset=\N{SNOWMAN}", "a=ä".encode(), {"a": ["ä"]}),
        (f"{URLENCODED}; charset=idna", "a=ä".encode(), {"a": ["ä"]}),
        (URLENCODED, b"", {}),
        (URLENCODED, b"a=%zz&b=1", {"b": ["1"]}),
        ("application/json", b"a=1", None),
        ("", b"a=1", None),
        (MULTIPART, part('form-data; name="a"', b"1") + part("form-data; name=a", b"2") + b"--b--", TWO),
        (MULTIPART, part('form-data; name="a"', "ä".encode()) + b"--b--\r\nname", {"a": ["ä"]}),
        (MULTIPART, part('form-data; name="a"', b"\xe4", LATIN) + b"--b--", {"a": ["ä"]}),
        (MULTIPART, part('form-data; name="a\\"%22b"', b"") + b"--b--", {'a""b': [""]}),
        (MULTIPART, part('form-data; name="f"; filename="x"', b"file") + b"--b--", {}),
        (MULTIPART, part('attachment; name="f"', b"1") + b"--b\r\nno head\r\n--b--", {}),
        (MULTIPART, b"no boundary", None),
        ("multipart/form-data", b"--b\r\n\r\n", None),
        ("multipart/form-data; boundary=" + "b" * 71, b"--b", None),
        ("multipart/form-data; boundary=ä", b"--b", None),
        (MULTIPART, b"--b\r\n" * (MOST_PARTS + 2), None),
    ],
)  # fmt: skip
def test_forms(content_type, body, fields):
    assert form_of(content_type, body) == fields


def test_parameters():
    assert header_parameters('a; x=1 ; Y="b;\\"c\\d" ;x=2; z') == ("a", {"x": "1", "y": 'b;"c\\d'})
    assert header_parameters('a; x="open') == ("a", {"x": "open"})


@pytest.mark.parametrize(
    ("content_type", "body"),
    [
        (MULTIPART, b"\r\n--" * 500_000),
        (MULTIPART, b"--b" * 500_000),
        (MULTIPART, b'--b\r\nContent-Disposition: form-data; name="' + b'\\"' * 500_000),
        ("multipart/form-data; boundary=--------------------", b"-" * 2_000_000),
        (URLENCODED, b"&" * 100_000 + b"=%" * 100_000),
        (URLENCODED, b"%61" * 3_000_000),
        (URLENCODED, b"%61a" * 2_000_000),
    ],
)
def test_hostile_forms_take_no_time(content_type, body):
    began = perf_counter()
    form_of(content_type, body)
    assert perf_counter() - began < 3
