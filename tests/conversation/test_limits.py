"""How often, when and by what chance a mock answers, and who answers instead."""

from tests.conversation.script import Conversation, Mock, mock


def test_used_up_mocks_fall_through_to_older_ones_one_after_the_other() -> None:
    talk = Conversation(
        [
            mock("always", path="/t"),
            mock("twice", path="/t", times=2),
            mock("first", path="/t", times=1, priority=1),
        ]
    )
    talk.post(mock("posted", path="/t", times=1))
    talk.goes("""
        > GET http://a.test/t
        < 200 first (first)
        > GET http://a.test/t
        < 200 posted (posted)
        > GET http://a.test/t
        < 200 twice (twice)
        > GET http://a.test/t
        < 200 twice (twice)
        > GET http://a.test/t
        < 200 always (always)
        > GET http://a.test/t
        < 200 always (always)
    """)
    assert talk.uses() == {"first": 1, "posted": 1, "twice": 2, "always": 2}


def test_after_lets_the_first_matching_calls_pass_and_times_counts_from_then_on() -> None:
    Conversation([mock("usual", path="/t"), mock("late", path="/t", method="GET", after=2, times=1)]).goes("""
        > GET http://a.test/t
        < 200 usual (usual)
        > POST http://a.test/t
        < 200 usual (usual)
        > GET http://a.test/t
        < 200 usual (usual)
        > GET http://a.test/t
        < 200 late (late)
        > GET http://a.test/t
        < 200 usual (usual)
    """)


def test_alone_a_mock_that_is_not_yet_due_leaves_the_request_to_the_policy() -> None:
    Conversation([mock("late", path="/t", after=1)]).goes("""
        > GET http://a.test/t
        < forward
        > GET http://a.test/t
        < 200 late (late)
        > GET /t
        < 200 late (late)
    """)


def test_a_new_session_counts_anew() -> None:
    talk = Conversation([mock("usual"), mock("late", after=1)])
    script = """
        > GET http://a.test/
        < 200 usual (usual)
        > GET http://a.test/
        < 200 late (late)
    """
    talk.goes(script)
    talk.begin_session()
    talk.goes(script)


def test_a_ttl_ends() -> None:
    talk = Conversation([mock("usual"), mock("short", ttl=60.0, created_at=1_000.0)], now=1_000.0)
    talk.goes("""
        > GET http://a.test/
        < 200 short (short)
    """)
    talk.now = 1_060.0
    talk.goes("""
        > GET http://a.test/
        < 200 usual (usual)
    """)
    talk.begin_session()
    talk.goes("""
        > GET http://a.test/
        < 200 short (short)
    """)


SOMETIMES = [mock("usual"), mock("sometimes", probability=0.3)]


def answers(talk: Conversation, path: str = "/") -> str:
    said = talk.said(f"> GET http://a.test{path}\n" * 40)
    return "".join("s" if "sometimes" in line else "-" for line in said.splitlines() if line.startswith("<"))


def test_chance_repeats_with_the_seed_whatever_else_is_asked() -> None:
    first, busy, other = (
        Conversation(SOMETIMES, seed=1),
        Conversation(BUSY, seed=1),
        Conversation(SOMETIMES, seed=2),
    )
    expected = answers(first)
    for _ in range(3):
        busy.said("> GET http://a.test/busy")
    assert answers(busy) == expected != answers(other)
    assert 4 <= expected.count("s") <= 20
    first.begin_session()
    assert answers(first) == expected


BUSY: list[Mock] = [
    *SOMETIMES,
    mock("busy", path="/busy", probability=0.5, priority=1),
    mock("rest", path="/busy"),
]
