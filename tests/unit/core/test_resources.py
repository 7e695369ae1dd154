"""What requests do with rows: as tables of requests and answers."""

from dataclasses import replace
from json import loads
from uuid import UUID

import pytest

from smockproxy.core import rows as rows_module
from smockproxy.core.chance import Chance
from smockproxy.core.http import Headers
from smockproxy.core.matcher import Difference, DocumentMatcher
from smockproxy.core.resource import Action, Resource
from smockproxy.core.resources import Resources
from smockproxy.core.rows import Rows
from tests.unit.core.rowresources import Asked, paths_of, request_of, resource_of

JSON = "application/json"
MERGE = "application/merge-patch+json"
CHANCE = Chance()


@pytest.fixture
def pets() -> Asked:
    return Asked()


class TestRead:
    def test_list(self, pets: Asked) -> None:
        response = pets("GET", "/pets?id_gt=1")
        assert (response.status, response.body) == (200, b'[{"id":2,"name":"b"}]')
        assert response.headers.get("x-total-count") == "2"
        assert response.headers.get("x-filtered-count") == "1"

    def test_a_page_has_links(self, pets: Asked) -> None:
        link = pets("GET", "/pets?page=1&limit=1").headers.get("link")
        assert '<http://a.test/pets?limit=1&page=2>; rel="next"' in link

    def test_a_bad_page_is_refused(self, pets: Asked) -> None:
        status, told = pets.json("GET", "/pets?page=x")
        assert (status, told["detail"]) == (400, '"page" is a whole number, 1 or more, found "x"')

    def test_get(self, pets: Asked) -> None:
        assert pets.json("GET", "/pets/1") == (200, {"id": 1, "name": "a"})
        assert pets.json("HEAD", "/pets/1") == (200, {"id": 1, "name": "a"})

    def test_a_row_that_is_not_there(self, pets: Asked) -> None:
        status, told = pets.json("GET", "/pets/9")
        assert (status, told["detail"]) == (404, "there is no row with the id 9")

    def test_a_path_of_another_resource(self, pets: Asked) -> None:
        assert pets("GET", "/cats").status == 404


class TestCreate:
    def test_it_gets_the_next_number_behind_its_fields(self, pets: Asked) -> None:
        response = pets("POST", "/pets", {"name": "c"})
        assert (response.status, response.body) == (201, b'{"name":"c","id":3}')
        assert response.headers.get("location") == "/pets/3"
        assert pets.json("GET", "/pets/3") == (200, {"name": "c", "id": 3})

    def test_numbers_are_not_given_twice(self, pets: Asked) -> None:
        pets("POST", "/pets", {})
        pets("DELETE", "/pets/3")
        assert pets.json("POST", "/pets", {"id": None}) == (201, {"id": 4})

    def test_numbers_that_are_texts_stay_so(self) -> None:
        assert Asked(resource_of([{"id": "1"}])).json("POST", "/pets", {}) == (201, {"id": "2"})

    def test_where_an_id_is_no_number_it_gets_a_uuid_by_chance(self) -> None:
        one, other = (Asked(resource_of([{"id": "x"}])) for _ in range(2))
        _, made = one.json("POST", "/pets", {})
        assert UUID(made["id"]).version == 4
        assert str(UUID(made["id"])) == made["id"]
        assert other.json("POST", "/pets", {})[1] == made
        assert one.json("POST", "/pets", {})[1] != made

    def test_a_uuid_is_not_given_twice(self) -> None:
        pets = Asked(resource_of([{"id": "x"}]))
        _, made = pets.json("POST", "/pets", {})
        pets.asked = 0  # a use that came to nothing gives its number back
        status, again = pets.json("POST", "/pets", {})
        assert (status, again["id"] != made["id"]) == (201, True)

    @pytest.mark.parametrize(
        ("template", "row_id", "location"),
        [
            ("/pets/{id}", "x/y z", "/pets/x%2Fy%20z"),
            ("/pets/{id}", 7.0, "/pets/7"),
            ("/pets/{id:int}", 7, "/pets/7"),
        ],
    )
    def test_an_id_of_its_own(self, template: str, row_id: object, location: str) -> None:
        pets = Asked(resource_of(template=template))
        assert pets("POST", "/pets", {"id": row_id}).headers.get("location") == location
        assert pets("GET", location).status == 200

    @pytest.mark.parametrize("row_id", [".", "..", "x" * 257])
    def test_an_id_to_which_no_location_leads(self, pets: Asked, row_id: str) -> None:
        status, told = pets.json("POST", "/pets", {"id": row_id})
        assert (status, told["detail"]) == (422, "the id is none that /pets/{id} can have")

    @pytest.mark.parametrize("row_id", ["x", True, 1.5, "", [], {}])
    def test_an_id_that_no_path_can_have(self, row_id: object) -> None:
        status, told = Asked(resource_of(template="/pets/{id:int}")).json("POST", "/pets", {"id": row_id})
        assert (status, told["detail"]) == (422, "the id is none that /pets/{id:int} can have")

    def test_an_id_that_is_taken(self, pets: Asked) -> None:
        status, told = pets.json("POST", "/pets", {"id": "2"})
        assert (status, told["detail"]) == (409, "there is a row with the id 2 already")

    @pytest.mark.parametrize(
        ("body", "media", "status", "detail"),
        [
            (b"", JSON, 400, "there is no body"),
            (b"{", JSON, 400, "the body is no JSON"),
            (b"[]", JSON, 400, "the body is JSON, but no object"),
            (b"{}", "text/plain", 415, "Content-Type is text/plain, expected application/json"),
            (b"{}", MERGE, 415, f"Content-Type is {MERGE}, expected application/json"),
        ],
    )
    def test_what_is_no_object_of_json(
        self, pets: Asked, body: bytes, media: str, status: int, detail: str
    ) -> None:
        found, told = pets.json("POST", "/pets", body, Content_Type=media)
        assert (found, told["detail"]) == (status, detail)
        assert pets.ids("/pets") == [1, 2]

    @pytest.mark.parametrize("media", ["Application/JSON; charset=utf-8", "application/vnd.api+json", ""])
    def test_types_that_are_json(self, pets: Asked, media: str) -> None:
        assert pets("POST", "/pets", {}, Content_Type=media).status == 201

    def test_a_row_too_many(self, pets: Asked, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(rows_module, "MOST_ROWS", 2)
        status, told = pets.json("POST", "/pets", {})
        assert (status, told["detail"]) == (507, "there are 2 rows already: more are not allowed")


class TestReplace:
    def test_it_keeps_the_id_and_nothing_else(self, pets: Asked) -> None:
        assert pets.json("PUT", "/pets/1", {"age": 3}) == (200, {"id": 1, "age": 3})
        assert pets.json("PUT", "/pets/1", {"id": "1", "age": 4}) == (200, {"id": 1, "age": 4})
        assert pets.ids("/pets") == [1, 2]

    def test_the_id_cannot_be_changed(self, pets: Asked) -> None:
        status, told = pets.json("PUT", "/pets/1", {"id": 2})
        assert (status, told["detail"]) == (409, "the id of the row 1 can't be changed")

    def test_a_row_that_is_not_there(self, pets: Asked) -> None:
        assert pets("PUT", "/pets/9", {}).status == 404

    def test_it_is_created_if_that_is_wanted(self) -> None:
        pets = Asked(resource_of(upsert=True))
        assert pets.json("PUT", "/pets/9", {"name": "i"}) == (201, {"id": 9, "name": "i"})
        assert pets.json("PUT", "/pets/8", {"id": "8"}) == (201, {"id": "8"})
        assert pets.json("PUT", "/pets/9", {}) == (200, {"id": 9})
        assert pets("PUT", "/pets/7", {"id": 6}).status == 409
        assert pets("PUT", "/pets/7", {}, If_Match="*").status == 412


class TestPatch:
    def test_it_is_merged(self, pets: Asked) -> None:
        response = pets("PATCH", "/pets/1", {"name": None, "age": 3}, Content_Type=MERGE)
        assert (response.status, response.body) == (200, b'{"id":1,"age":3}')

    def test_fields_keep_their_order(self, pets: Asked) -> None:
        assert pets("PATCH", "/pets/1", {"id": "1"}).body == b'{"id":1,"name":"a"}'

    def test_the_id_cannot_be_changed_or_taken_away(self, pets: Asked) -> None:
        assert pets("PATCH", "/pets/1", {"id": 2}).status == 409
        assert pets("PATCH", "/pets/1", {"id": None}).status == 409

    def test_a_row_that_is_not_there(self, pets: Asked) -> None:
        assert pets("PATCH", "/pets/9", {}).status == 404

    def test_other_types_are_told(self, pets: Asked) -> None:
        response = pets("PATCH", "/pets/1", [], Content_Type="application/json-patch+json")
        assert response.status == 415
        assert response.headers.get("accept-patch") == f"{JSON}, {MERGE}"


class TestDelete:
    def test_it_is_gone(self, pets: Asked) -> None:
        assert (pets("DELETE", "/pets/1").status, pets("DELETE", "/pets/1").status) == (204, 404)
        assert pets.ids("/pets") == [2]


class TestPreconditions:
    @pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE"])
    def test_a_row_that_has_changed_stays(self, pets: Asked, method: str) -> None:
        tag = pets("GET", "/pets/1").headers.get("etag")
        pets("PATCH", "/pets/1", {"age": 3})
        assert pets(method, "/pets/1", {}, If_Match=tag).status == 412
        assert pets(method, "/pets/1", {}, If_None_Match="*").status == 412
        now = pets("GET", "/pets/1").headers.get("etag")
        assert pets(method, "/pets/1", {}, If_Match=now).status in {200, 204}

    def test_a_client_that_has_the_row(self, pets: Asked) -> None:
        tag = pets("GET", "/pets/1").headers.get("etag")
        assert pets("GET", "/pets/1", If_None_Match=tag).status == 304


class TestMethods:
    @pytest.mark.parametrize(
        ("method", "target", "allowed"),
        [
            ("PUT", "/pets", "GET, HEAD, POST"),
            ("POST", "/pets/1", "GET, HEAD, PUT, PATCH, DELETE"),
            ("get", "/pets", "GET, HEAD, POST"),
        ],
    )
    def test_others_are_told_which_there_are(
        self, pets: Asked, method: str, target: str, allowed: str
    ) -> None:
        response = pets(method, target)
        assert (response.status, response.headers.get("allow")) == (405, allowed)

    def test_what_is_not_wanted_is_not_done(self) -> None:
        pets = Asked(resource_of(only=(Action.LIST, Action.GET)))
        assert pets("DELETE", "/pets/1").headers.get("allow") == "GET, HEAD"
        assert pets.ids("/pets") == [1, 2]


class TestChecks:
    def test_required_fields(self) -> None:
        pets = Asked(resource_of(required=("name", "age")))
        status, told = pets.json("POST", "/pets", {"name": None})
        assert (status, told["detail"]) == (422, "name and age are required")
        assert told["errors"] == [{"field": name, "detail": "is required"} for name in ("name", "age")]
        assert pets.json("PATCH", "/pets/1", {"name": "x"})[1]["detail"] == "age is required"
        assert pets("PATCH", "/pets/1", {"age": 1}).status == 200

    @pytest.mark.parametrize(("path", "before"), [(("age",), "age: "), ((), "")])
    def test_a_schema(self, path: tuple[str, ...], before: str) -> None:
        def difference(values: object) -> Difference | None:
            assert isinstance(values, dict)
            return Difference(path, "a number", '"x"') if values.get("age") == "x" else None

        schema = DocumentMatcher(
            "ShouldMatchSchema", "", {}, difference, lambda values: not difference(values)
        )
        pets = Asked(resource_of(schema=schema))
        status, told = pets.json("POST", "/pets", {"age": "x"})
        assert (status, told["detail"]) == (422, f'{before}expected a number, found "x"')
        assert pets("POST", "/pets", {"age": 1}).status == 201

    def test_a_body_that_was_too_large_to_be_held(self, pets: Asked) -> None:
        large = replace(request_of("POST", "/pets"), body=None)
        assert pets.resources.answer(pets.resource, large, CHANCE).status == 413
        large = replace(large, method="DELETE", target="/pets/1")
        assert pets.resources.answer(pets.resource, large, CHANCE).status == 204

    def test_a_row_that_is_nested_too_deeply(self, pets: Asked) -> None:
        for method, target in (("POST", "/pets"), ("PUT", "/pets/1"), ("PATCH", "/pets/1")):
            status, told = pets.json(method, target, b'{"a":' * 950 + b"1" + b"}" * 950)
            assert (status, told["detail"]) == (422, "it is nested more than 100 levels deep"), method
        assert pets.ids("/pets?search=1") == [1]


class TestBelow:
    """`/teams/{team}/pets/{id}`: the other parameters are fields of the rows."""

    rows = ({"id": 1, "team": 1}, {"id": 2, "team": 2}, {"id": 3, "team": 1})

    @pytest.fixture
    def pets(self) -> Asked:
        return Asked(resource_of(self.rows, "/teams/{team}/pets/{id}", upsert=True))

    def test_lists_have_the_rows_of_the_path(self, pets: Asked) -> None:
        assert pets.ids("/teams/1/pets") == [1, 3]
        assert pets("GET", "/teams/1/pets?id=3").headers.get("x-total-count") == "2"

    def test_a_row_of_another_is_not_there(self, pets: Asked) -> None:
        assert pets("GET", "/teams/1/pets/1").status == 200
        assert pets("GET", "/teams/2/pets/1").status == 404
        assert pets("DELETE", "/teams/2/pets/1").status == 404

    def test_the_path_says_whose_a_row_is(self, pets: Asked) -> None:
        response = pets("POST", "/teams/2/pets", {"team": 9})
        assert (response.body, response.headers.get("location")) == (b'{"team":2,"id":4}', "/teams/2/pets/4")
        assert pets.json("PATCH", "/teams/2/pets/4", {"team": 1}) == (200, {"team": 2, "id": 4})
        assert pets.json("PUT", "/teams/2/pets/4", {}) == (200, {"id": 4, "team": 2})

    def test_what_belongs_to_another_is_not_created_again(self, pets: Asked) -> None:
        status, told = pets.json("PUT", "/teams/2/pets/1", {})
        assert (status, told["detail"]) == (409, "there is a row with the id 1 elsewhere")
        assert pets.json("PUT", "/teams/2/pets/9", {}) == (201, {"id": 9, "team": 2})


class TestSession:
    def test_all_that_share_a_name_share_the_rows(self) -> None:
        pets = Asked()
        pets("DELETE", "/pets/1")
        below = Asked(resource_of(template="/v2/pets/{id}"), pets.resources)
        assert below.ids("/v2/pets") == [2]

    def test_a_copy_goes_its_own_way(self, pets: Asked) -> None:
        pets("DELETE", "/pets/1")
        twin = Asked(pets.resource, pets.resources.copy())
        twin("POST", "/pets", {})
        pets("POST", "/pets", {})
        pets("POST", "/pets", {})
        assert (twin.ids("/pets"), pets.ids("/pets")) == ([2, 3], [2, 3, 4])

    def test_rows_that_nobody_changed_are_those_of_the_file(self, pets: Asked) -> None:
        pets("GET", "/pets")
        pets.resource = resource_of([{"id": 7}])
        assert pets.ids("/pets") == [7]
        pets("POST", "/pets", {})
        pets.resource = resource_of([{"id": 9}])
        assert (pets.ids("/pets"), pets.resources.is_changed(pets.resource)) == ([7, 8], True)

    def test_rows_by_another_id_are_not_those_of_the_resource(self, pets: Asked) -> None:
        pets("PATCH", "/pets/1", {"name": "z"})
        pets.resource = Resource("pets", paths_of("/pets/{id}"), Rows.of([{"k": "x"}], "k"))
        assert not pets.resources.is_changed(pets.resource)
        assert pets.json("PUT", "/pets/x", {"n": 1}) == (200, {"k": "x", "n": 1})
        assert pets("GET", "/pets/1").status == 404

    def test_a_reset_takes_changes_back(self, pets: Asked) -> None:
        pets("DELETE", "/pets/1")
        pets.resources.reset("pets")
        pets.resources.reset("cats")
        assert (pets.ids("/pets"), pets.resources.is_changed(pets.resource)) == ([1, 2], False)

    def test_what_is_kept_is_read_again(self, pets: Asked) -> None:
        assert pets.resources.kept() == "{}"
        pets("POST", "/pets", {"name": "c"})
        pets("DELETE", "/pets/3")
        kept = pets.resources.copy().kept()
        assert pets.resources.kept() is kept
        again = Asked(pets.resource, Resources.of_kept(loads(kept)))
        assert again.ids("/pets") == [1, 2]
        assert again.json("POST", "/pets", {}) == (201, {"id": 4})

    def test_its_headers_are_on_every_answer(self) -> None:
        pets = Asked(resource_of(headers=Headers.of([("X-Api", "v2"), ("Content-Type", "text/json")])))
        for answer in (pets("GET", "/pets"), pets("GET", "/pets/9"), pets("DELETE", "/pets/1")):
            assert (answer.headers.get("x-api"), answer.headers.get_all("content-type")) == (
                "v2",
                ("text/json",),
            )
