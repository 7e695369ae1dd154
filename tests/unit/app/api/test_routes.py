"""The table's rows on routes."""

from smockproxy.app.api.routes import ROUTES, RouteChange, RouteList, RouteRow


def test_every_operation_shows_all_routes_of_a_session_and_has_a_command():
    assert {operation.answer for operation in ROUTES} == {RouteList}
    assert [operation.command for operation in ROUTES] == ["route list", "route set", "route clear"]
    assert all(operation.parameters[0].name == "session" for operation in ROUTES)


def test_what_is_asked_for_is_shown():
    assert set(RouteChange.__annotations__) < set(RouteRow.__annotations__)
