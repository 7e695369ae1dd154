"""Which of several mocks answers, how often, and what happens then."""

from smockproxy.core.decision import Forward, Unmatched
from tests.conversation.script import Conversation, mock, request_of


def test_the_last_declared_wins_and_what_comes_later_by_the_api_is_above_it() -> None:
    talk = Conversation([mock("first", path="/o"), mock("last", path="/o")])
    talk.goes("""
        > GET http://a.test/o
        < 200 last (last)
    """)
    talk.post(mock("posted", path="/o"))
    talk.goes("""
        > GET http://a.test/o
        < 200 posted (posted)
    """)


def test_priority_goes_before_the_order_of_declaration() -> None:
    Conversation([mock("high", priority=10), mock("low", priority=-1), mock("usual"), mock("later")]).goes("""
        > GET http://a.test/
        < 200 high (high)
    """)
    Conversation([mock("low", priority=-1), mock("usual"), mock("lowest", priority=-2)]).goes("""
        > GET http://a.test/
        < 200 usual (usual)
    """)


def test_a_mock_that_is_used_up_lets_the_next_one_answer() -> None:
    talk = Conversation([mock("fallback", path="/t"), mock("once", path="/t", times=1)])
    talk.goes("""
        > GET http://a.test/t
        < 200 once (once)
        > GET http://a.test/t
        < 200 fallback (fallback)
        > GET http://a.test/t
        < 200 fallback (fallback)
    """)
    assert talk.uses() == {"once": 1, "fallback": 2}


def test_when_all_are_used_up_the_request_is_refused_and_counts_on_each() -> None:
    talk = Conversation(
        [mock("a", path="/t", times=1), mock("b", path="/t", times=1), mock("other", path="/x")]
    )
    talk.goes("""
        > GET http://a.test/t
        < 200 b (b)
        > GET http://a.test/t
        < 200 a (a)
        > GET http://a.test/t
        < refused: all matching mocks are used up (b, a)
        > GET http://a.test/t
        < refused: all matching mocks are used up (b, a)
        > GET http://a.test/elsewhere
        < forward
    """)
    assert talk.uses() == {"other": 0, "b": 3, "a": 3}


def test_a_hundred_calls_on_ten_are_ten() -> None:
    talk = Conversation([mock("fallback"), mock("ten", times=10)])
    said = talk.said("> GET http://a.test/\n" * 100)
    assert said.count("(ten)") == 10
    assert said.count("(fallback)") == 90


def test_a_forward_that_failed_does_not_count() -> None:
    talk = Conversation([mock("m", to="http://up.test", times=1)])
    talk.goes("""
        > GET http://a.test/x?b=1&a=2
        < forward http://up.test:80/x?a=2&b=1 (m)
        > GET http://a.test/x
        < refused: all matching mocks are used up (m)
    """)
    talk = Conversation([mock("m", to="http://up.test", times=1)])
    for _ in range(3):
        decision = talk.decide(request_of(["> GET http://a.test/"]))
        assert isinstance(decision, Forward)
        assert decision.reservation is not None
        talk.engine.settle(decision.reservation, succeeded=False)
    assert talk.uses() == {"m": 0}


def test_a_forward_to_what_is_no_url_fails_each_time_and_never_counts() -> None:
    talk = Conversation([mock("m", to="up.test:9", times=1)])
    talk.goes("""
        > GET http://a.test/
        < failed: Get "up.test:9/": unsupported protocol scheme "up.test" (m)
        > GET http://a.test/
        < failed: Get "up.test:9/": unsupported protocol scheme "up.test" (m)
    """)
    assert talk.uses() == {"m": 0}


def test_what_nobody_answers_goes_on_unless_there_is_nowhere_to_go() -> None:
    Conversation([mock("m", path="/m")]).goes("""
        > GET http://a.test/x
        < forward
        > GET https://a.test/x
        < forward
        > GET /x
          Host: a.test
        < refused: no mock matched
        > GET /m
          Host: a.test
        < 200 m (m)
    """)


def test_what_nobody_answers_is_refused_when_it_must_not_go_on() -> None:
    Conversation(
        [mock("m", path="/m"), mock("f", path="/f", to="https://up.test/base")], Unmatched.REFUSE
    ).goes("""
        > GET http://a.test/x
        < refused: no mock matched
        > GET https://a.test/x
        < refused: no mock matched
        > GET https://a.test/m
        < 200 m (m)
        > GET https://a.test/f?z
        < forward https://up.test:443/base/f?z= (f)
    """)


def test_a_reload_keeps_the_counts_of_what_stays_and_starts_the_rest_anew() -> None:
    kept, changed = mock("kept", path="/k", times=1), mock("changed", path="/c", times=1)
    talk = Conversation([kept, changed])
    talk.goes("""
        > GET http://a.test/k
        < 200 kept (kept)
        > GET http://a.test/c
        < 200 changed (changed)
    """)
    talk.reload(kept, mock("anew", says="changed", path="/c", times=1))
    talk.goes("""
        > GET http://a.test/k
        < refused: all matching mocks are used up (kept)
        > GET http://a.test/c
        < 200 changed (anew)
    """)
    talk.reload()
    talk.goes("""
        > GET http://a.test/k
        < forward
    """)


def test_a_new_session_keeps_the_files_with_counts_of_their_own_and_drops_the_rest() -> None:
    talk = Conversation([mock("file", times=1)])
    talk.post(mock("posted", times=1))
    talk.goes("""
        > GET http://a.test/
        < 200 posted (posted)
        > GET http://a.test/
        < 200 file (file)
        > GET http://a.test/
        < refused: all matching mocks are used up (posted, file)
    """)
    talk.begin_session()
    talk.goes("""
        > GET http://a.test/
        < 200 file (file)
        > GET http://a.test/
        < refused: all matching mocks are used up (file)
    """)
