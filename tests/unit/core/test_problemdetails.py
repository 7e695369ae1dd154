"""Problem details."""

from smockproxy.core.problemdetails import problem_details


def test_a_problem_is_called_as_its_status_unless_it_has_a_title():
    told = {"type": "about:blank", "title": "Not Found", "status": 404, "detail": "there is no row"}
    assert problem_details(404, "there is no row") == told
    assert problem_details(404, "there is no row", "Gone astray") == {**told, "title": "Gone astray"}
