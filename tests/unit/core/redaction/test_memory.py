import pytest

from smockproxy.core.redaction import memory
from smockproxy.core.redaction.memory import Memory, is_strong, replaced


@pytest.mark.parametrize("secret", ["hunter22", "p-4ssword", "averylongpassphrasewithoutdigits"])
def test_what_hardly_stands_anywhere_by_chance(secret):
    assert is_strong(secret)


@pytest.mark.parametrize("secret", ["customer", "s3cret", "12345678", "2026-11-22T07:25:00Z", ""])
def test_what_may(secret):
    assert not is_strong(secret)


def test_a_secret_is_known_where_it_stands_by_itself():
    known = Memory()
    assert known.replaced("hunter22") == "hunter22"
    known.learn("hunter22", "A")
    known.learn("hunter22", "other")
    known.learn("p 4ss-hunter22", "B")
    known.learn("customer", "C")
    known.learn("!!!!!!!!!1a!!!!!!!!!!!!!", "D")
    assert known.replaced("x=hunter22, %20hunter22 customer") == "x=A, %20A customer"
    assert known.replaced("hunter222 xhunter22") == "hunter222 xhunter22"
    assert known.replaced("my p 4ss-hunter22!") == "my B!"
    assert known.revision == 2


def test_of_two_that_overlap_the_one_before_counts():
    known = Memory()
    known.learn("p4ss-hunter22", "A")
    known.learn("hunter22", "B")
    assert known.replaced("p4ss-hunter22") == "A"


def test_a_secret_that_would_begin_before_the_text_is_not_there():
    known = Memory()
    known.learn("long-p4ss-hunter22", "A")
    assert known.replaced("hunter22") == "hunter22"


def test_the_oldest_make_room(monkeypatch):
    monkeypatch.setattr(memory, "MOST", 2)
    known = Memory()
    for secret in ("hunter22", "hunter22!", "hunter33", "hunter44"):
        known.learn(secret, "X")
    assert known.replaced("hunter22! hunter33 hunter44") == "hunter22! X X"


LONG = "".join(map(str, range(100)))


@pytest.mark.parametrize(
    ("text", "secret", "shown"),
    [
        ("s3cret s3crets xs3cret", "s3cret", "X s3crets xs3cret"),
        ("a.longer-secret1", "longer-secret1", "a.X"),
        (f"found {LONG[:50]}… and {LONG}", LONG, "found X… and X"),
        (f"{LONG[:32]}|{LONG[:40]}", LONG, "X|X"),
        (LONG[:31], LONG, LONG[:31]),
    ],
)
def test_replacing(text, secret, shown):
    assert replaced(text, secret, "X") == shown
