"""What responders do when nothing else is said."""

from smockproxy.core.duration import NO_DELAY
from smockproxy.core.http import Headers, Response
from smockproxy.core.responders import ENGINES, TEMPLATE, TRUSTED_ENGINES, Fixed, ForwardTo, Scripted


def test_a_fixed_answer_is_not_held_back() -> None:
    assert Fixed(Response(201)).delay == NO_DELAY


def test_a_forward_goes_where_the_request_was_going_with_the_upstreams_host() -> None:
    assert ForwardTo() == ForwardTo(host="", keep_host=False, headers=Headers(), delay=NO_DELAY)


def test_a_script_that_came_by_the_api_is_in_no_file() -> None:
    assert (Scripted("lua", "").file, Scripted("lua", "").line) == ("", 0)


def test_trusted_engines_are_engines_and_templates_are_not_one_of_them() -> None:
    assert set(ENGINES) > TRUSTED_ENGINES
    assert TEMPLATE not in ENGINES
