from smockproxy.record.facts import moment, recorded_of
from tests.unit.record.made import exchange, request


def test_facts_say_when_and_what():
    made = exchange(request(headers=[("Accept", "*/*")]))

    assert recorded_of(made, "orders", keeps_body=True) == (
        {
            "at": "2026-11-18T11:06:40.000Z",
            "took": "12ms",
            "request": {
                "method": "GET",
                "url": "https://api.shop.test/orders",
                "headers": {"Accept": "*/*"},
            },
            "entry": "17",
        },
        (),
    )


def test_a_body_that_no_condition_holds_is_kept_beside():
    made = exchange(request("POST", body=b"\xff"), entry="")

    recorded, beside = recorded_of(made, "orders", keeps_body=True)

    assert recorded["request"]["body_file"] == beside[0].name == "orders-request-a8100ae6aa19.bin"
    assert "entry" not in recorded
    assert recorded_of(made, "orders", keeps_body=False)[1] == ()


def test_a_moment_has_milliseconds():
    assert moment(0.0004) == "1970-01-01T00:00:00.000Z"
