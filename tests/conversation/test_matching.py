"""What requests mocks match, told by what is asked."""

from tests.conversation.script import Conversation, mock


def test_a_method_is_as_it_was_sent() -> None:
    Conversation([mock("lower", method="get"), mock("any", path="/any")]).goes("""
        > GET http://a.test/
        < forward
        > get http://a.test/
        < 200 lower (lower)
        > PROPFIND http://a.test/any
        < 200 any (any)
    """)


def test_a_path_is_as_it_was_sent() -> None:
    Conversation([mock("m", path="/m"), mock("query", path="/q?x=1"), mock("2F", path="/x%2Fy")]).goes("""
        > GET http://a.test/m
        < 200 m (m)
        > GET http://a.test/m?x=1
        < 200 m (m)
        > GET http://a.test/m/
        < forward
        > GET http://a.test/M
        < forward
        > GET http://a.test//m
        < forward
        > GET http://a.test/%6d
        < forward
        > GET http://a.test/./m
        < forward
        > GET http://a.test/q?x=1
        < forward
        > GET http://a.test/x%2Fy
        < 200 2F (2F)
        > GET http://a.test/x%2fy
        < forward
    """)


def test_one_illegal_character_has_the_path_escaped_anew() -> None:
    Conversation([mock("m", path="/a%7Bb%7D/c"), mock("é", path=("StartWith", "/%C3%A9"))]).goes("""
        > GET http://a.test/a{b}%2Fc
        < 200 m (m)
        > GET http://a.test/a%7Bb%7D/c
        < 200 m (m)
        > GET http://a.test/é?x
        < 200 é (é)
    """)


def test_a_pattern_is_searched_anywhere() -> None:
    Conversation([mock("us", path=("Match", "/us")), mock("v", path=("Match", "^/v[0-9]+$"))]).goes("""
        > GET http://a.test/api/users
        < 200 us (us)
        > GET http://a.test/v12
        < 200 v (v)
        > GET http://a.test/v12/x
        < forward
    """)


def test_scheme_host_and_port() -> None:
    Conversation([mock("tls", scheme="https", host="api.a.test"), mock("port", port="8080")]).goes("""
        > GET https://API.a.test/
        < 200 tls (tls)
        > GET http://api.a.test/
        < forward
        > GET http://a.test:8080/
        < 200 port (port)
    """)


def test_headers_have_names_without_case_and_values_with() -> None:
    Conversation([mock("m", headers={"x-foo": "bar"}), mock("site", headers={"Host": "site.test"})]).goes("""
        > GET http://a.test/
          X-FOO: bar
        < 200 m (m)
        > GET http://a.test/
          X-Foo: BAR
        < forward
        > GET http://a.test/
          X-Foo: bar, baz
        < forward
        > GET http://a.test/
          X-Foo: baz
          x-foo: bar
        < 200 m (m)
        > GET http://site.test/
        < 200 site (site)
    """)


def test_repeated_query_parameters() -> None:
    Conversation([mock("two", path="/two", query={"foo": ["bar", "baz"]})]).goes("""
        > GET http://a.test/two?foo=bar
        < forward
        > GET http://a.test/two?foo=bar&foo=bar
        < forward
        > GET http://a.test/two?foo=baz&foo=bar
        < 200 two (two)
        > GET http://a.test/two?foo=bar&foo=baz&foo=qux&x=1
        < 200 two (two)
    """)
    Conversation([mock("same", query={"foo": ["bar", "bar"]})]).goes("""
        > GET http://a.test/?foo=bar
        < forward
        > GET http://a.test/?foo=bar&foo=zzz
        < 200 same (same)
    """)


def test_a_parameter_that_is_not_there_never_matches() -> None:
    Conversation(
        [
            mock("not x", path="/n", query={"foo": ("NotEqual", "x")}),
            mock("empty", query={"e": ("BeEmpty", "")}),
        ]
    ).goes("""
        > GET http://a.test/n
        < forward
        > GET http://a.test/n?foo=x&foo=y
        < 200 not x (not x)
        > GET http://a.test/?e
        < 200 empty (empty)
        > GET http://a.test/?E
        < forward
        > GET http://a.test/?e;f
        < forward
    """)


def test_paths_into_a_json_body() -> None:
    deep = mock("deep", path="/deep", body={"foo.bar[0].baz": "v"})
    typed = mock("typed", path="/typed", body={"n": "1", "f": "1.5", "b": "true", "z": ""})
    Conversation([deep, typed]).goes("""
        > POST http://a.test/deep
          Content-Type: text/plain
          = {"foo":{"bar":[{"baz":"v"}]}}
        < 200 deep (deep)
        > POST http://a.test/deep
          = [{"foo":{"bar":[{"baz":"v"}]}}]
        < forward
        > POST http://a.test/deep
        < forward
        > POST http://a.test/typed
          = {"n":1.0,"f":1.50,"b":true,"z":null}
        < 200 typed (typed)
        > POST http://a.test/typed
          = {"n":1,"f":1.5,"b":true}
        < 200 typed (typed)
        > POST http://a.test/typed
          = {"n":1,"f":1.5,"b":"True"}
        < forward
    """)


def test_equal_json() -> None:
    Conversation([mock("json", body=("EqualJSON", '{"a": 1, "b": [1,2]}'))]).goes("""
        > POST http://a.test/
          = {"b": [1, 2.0],
          =  "a": 1}
        < 200 json (json)
        > POST http://a.test/
          = {"a": 1, "b": [2,1]}
        < forward
        > POST http://a.test/
          = {"a": 1, "b": [1,2], "c": 3}
        < forward
        > POST http://a.test/
          = {"a": 1, "b": [1,2]} x
        < forward
        > POST http://a.test/
        < forward
    """)


def test_a_form_is_one_only_under_its_exact_type() -> None:
    Conversation(
        [mock("form", body={"key[0]": "v", "key[1]": "w"}), mock("bare", path="/bare", body={"key": "v"})]
    ).goes("""
        > POST http://a.test/
          Content-Type: application/x-www-form-urlencoded
          = key=v&key=w
        < 200 form (form)
        > POST http://a.test/
          Content-Type: application/x-www-form-urlencoded; charset=utf-8
          = key=v&key=w
        < forward
        > POST http://a.test/bare
          Content-Type: application/x-www-form-urlencoded
          = key=v
        < forward
    """)


def test_almost_equal_compares_numbers() -> None:
    Conversation(
        [mock("almost", body=("AlmostEqual", "1.0")), mock("not", body=("NotAlmostEqual", "1.0"))]
    ).goes("""
        > POST http://a.test/
          = 1.0
        < 200 almost (almost)
        > POST http://a.test/
          = 5
        < 200 not (not)
        > POST http://a.test/
          = five
        < forward
    """)


def test_conditions_are_joined_by_and() -> None:
    Conversation(
        [mock("all", method="POST", path="/p", headers={"X": "1"}, query={"q": "2"}, body="b")]
    ).goes("""
        > POST http://a.test/p?q=2
          X: 1
          = b
        < 200 all (all)
        > POST http://a.test/p?q=2
          X: 1
          = c
        < forward
        > POST http://a.test/p?q=3
          X: 1
          = b
        < forward
        > PUT http://a.test/p?q=2
          X: 1
          = b
        < forward
    """)
