"""Ids of the mocks of a file."""

from smockproxy.files.reading import Complaint, Reading
from smockproxy.files.scalars import Mapping
from smockproxy.files.taken import Taken
from smockproxy.files.wire import MockWire
from smockproxy.matching import MATCHERS


def entry(line=1, **keys):
    made = Mapping()
    made.update(keys)
    made.line = line
    return made


def built(taken, made, defaults=None):
    wire = MockWire.model_validate(made, context=Reading(MATCHERS))
    return taken.built(wire, made, defaults or {})


def test_an_id_is_claimed_once():
    taken = Taken("a.yml")
    assert taken.claim(entry(3, id="x"), []) == []
    (told,) = taken.claim(entry(5, id="x"), [])
    assert told.message == 'the id "x" is also the id of a.yml:3'
    assert taken.lines == {"x": 3}


def test_an_id_that_is_none_is_nobodys():
    taken = Taken("a.yml")
    assert taken.claim(entry(id="x y"), [Complaint(message="m", steps=("id",))]) == []
    assert taken.claim(entry(id=["x"]), []) == []
    assert taken.lines == {}


def test_the_same_definition_has_the_same_id_in_the_same_file():
    first, again = built(Taken("a.yml"), entry(response={})), built(Taken("a.yml"), entry(9, response={}))
    other = built(Taken("b.yml"), entry(response={}))
    assert first.id == again.id != other.id
    assert str(again.source) == "a.yml:9"


def test_equal_definitions_are_counted_and_descriptions_are_not():
    taken = Taken("a.yml")
    first, second = (built(taken, entry(response={})) for _ in range(2))
    assert first.id != second.id
    assert built(Taken("a.yml"), entry(response={}, name="x")).id == first.id


def test_defaults_are_part_of_the_definition():
    plain, with_host = (
        built(Taken("a"), entry(response={})),
        built(Taken("a"), entry(response={}), {"request": {"host": "a.test"}}),
    )
    assert plain.id != with_host.id
