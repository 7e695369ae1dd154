"""What is invented for scripts. Faker's own words change with its versions: none of them stands here."""

import sys
from random import Random

import pytest

from smockproxy.engines import fakes
from smockproxy.engines.contract import ScriptError
from smockproxy.engines.plain import plain
from tests.unit.engines.surroundings import NOW


def invented(name: str, *given: object, seed: str = "seed", now: float = NOW, **named: object) -> object:
    return fakes.fake(now, Random(seed), name, *given, **named)


@pytest.mark.parametrize("name", sorted(fakes.NAMES | fakes.DATED.keys()))
def test_what_is_invented_is_json_and_follows_the_draws(name):
    assert plain(invented(name), name) == invented(name) == invented(name)


def test_other_draws_invent_otherwise():
    assert len({str(invented("address", seed=str(seed))) for seed in range(5)}) > 1


def test_draws_go_on_from_one_to_the_next():
    random = Random("seed")
    one, other = (fakes.fake(NOW, random, "uuid4") for _ in range(2))
    assert one != other


def test_arguments_are_passed_on():
    assert str(invented("numerify", "a-###")).startswith("a-")
    words = invented("words", 5)
    assert isinstance(words, list)
    assert len(words) == 5
    assert isinstance(invented("latitude"), float)


@pytest.mark.parametrize(
    ("name", "first", "last"),
    [
        ("date_time", "1970-01-01T00:00:00Z", "2026-01-01T00:04:05Z"),
        ("date", "1970-01-01", "2026-01-01"),
        ("time", "00:00:00", "23:59:59"),
        ("year", "1970", "2026"),
        ("date_of_birth", "1936-01-01", "2008-01-02"),
    ],
)
def test_the_clock_is_that_of_the_call(name, first, last):
    for seed in "abc":
        found = str(invented(name, seed=seed))
        assert first <= found <= last
        assert len(found) == len(first)


def test_a_credit_card_is_valid_for_a_while():
    month, _, year = str(invented("credit_card_expire")).partition("/")
    assert 1 <= int(month) <= 12
    assert 26 <= int(year) <= 31


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("nmae", "faker has no 'nmae': did you mean name?"),
        ("xyzzy", "faker has no 'xyzzy': expected name, email, address, company, date or the like"),
        ("__class__", "faker has no '__class__': expected name, email, address, company, date or the like"),
        ("random", "faker has no 'random': expected name, email, address, company, date or the like"),
    ],
)
def test_what_is_not_there_is_told(name, message):
    with pytest.raises(ScriptError) as raised:
        invented(name)
    assert raised.value.message == message


def test_wrong_arguments_are_told():
    with pytest.raises(ScriptError, match=r"^faker\.words: "):
        invented("words", "many")


def test_without_the_library_it_says_what_to_install(monkeypatch):
    monkeypatch.setitem(sys.modules, "faker", None)
    fakes.faker.cache_clear()
    with pytest.raises(ScriptError) as raised:
        invented("name")
    assert raised.value.message == "faker is not installed here: pip install 'smockproxy[faker]'"
