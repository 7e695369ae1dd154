from smockproxy.record.telling import by_header, telling_header
from tests.unit.record.made import exchange, request, response


def asked(*values, name="Accept", vary=""):
    answer = response(headers=[("Vary", vary)] if vary else [])
    return [exchange(request(headers=[(name, value)] if value else []), answer) for value in values]


def test_equal_answers_need_no_header():
    assert telling_header(asked("a", "b"), [1, 1]) == ""


def test_a_header_tells_where_each_of_its_values_got_one_answer():
    assert telling_header(asked("a", "b", "a", ""), [1, 2, 1, 3]) == "accept"
    assert telling_header(asked("a", "b", "a"), [1, 2, 3]) == ""
    assert telling_header(asked("a", "a"), [1, 2]) == ""


def test_what_vary_names_is_asked_first_unless_it_says_nothing():
    assert telling_header(asked("a", "b", name="X-Tenant", vary="Origin, X-Tenant"), [1, 2]) == "x-tenant"
    assert telling_header(asked("a", "b", name="User-Agent", vary="User-Agent"), [1, 2]) == ""


def test_the_type_of_a_body_tells_nothing_where_there_is_none():
    assert telling_header(asked("a", "", name="Content-Type"), [1, 2]) == ""
    sent = [exchange(request("POST", body=b"x", headers=[("Content-Type", kind)])) for kind in "ab"]
    assert telling_header(sent, [1, 2]) == "content-type"


def test_requests_are_parted_by_the_value_of_a_header():
    made = asked("a", "b", "a")

    assert by_header(made, "accept", lambda each: each) == [[made[0], made[2]], [made[1]]]
