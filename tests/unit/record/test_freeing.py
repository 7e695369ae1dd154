"""Nothing makes one of what was asked and answered differently."""

import json

from hypothesis import given, settings
from hypothesis import strategies as st

from smockproxy.record.drafting import drafts_of
from smockproxy.record.freeing import Seen
from smockproxy.record.generalising import infer
from smockproxy.record.volatility import mark_volatile
from tests.unit.record.runs import ONE, TOKEN, TWO, got, run, sent

WORDS = st.sampled_from(["a", "b", "7", "42", ONE, TWO, TOKEN, "Ada-1815"])
SENT = st.builds(
    lambda method, path, query, body, token: sent(
        method,
        "/" + "/".join(path) + (f"?q={query}" if query else ""),
        body if method == "POST" else None,
        **({"Authorization": f"Bearer {token}"} if token else {}),
    ),
    st.sampled_from(["GET", "POST"]),
    st.lists(WORDS, max_size=2),
    st.one_of(st.none(), WORDS),
    st.dictionaries(
        st.sampled_from(["id", "ref", "n"]), st.one_of(WORDS, st.integers(0, 3), st.booleans()), max_size=2
    ),
    st.one_of(st.none(), WORDS),
)
GOT = st.builds(
    got, st.dictionaries(st.sampled_from(["id", "token", "x"]), st.one_of(WORDS, st.booleans()), max_size=2)
)


@settings(max_examples=300, deadline=None)
@given(st.lists(st.tuples(SENT, GOT), min_size=2, max_size=8))
def test_no_two_with_different_answers_become_one(pairs):
    exchanges = run(*pairs)
    inferred = infer(exchanges)
    certain = [Seen(each) for each in exchanges]
    mark_volatile(certain)
    asked = [
        [str(draft.tree["request"]) for draft in drafts_of([each], inferred=[one])]
        for each, one in zip(exchanges, inferred, strict=True)
    ]
    for at, one in enumerate(exchanges):
        for other_at, other in enumerate(exchanges[:at]):
            if asked[at] == asked[other_at]:
                is_same = certain[at].original() == certain[other_at].original()
                assert is_same or _masked(one, inferred[at]) == _masked(other, inferred[other_at])


def _masked(one, inferred):
    """An answer without what it repeats of the request."""
    document = json.loads(one.response.body or b"{}")
    for echo in inferred.echoes:
        document[echo.place.steps[0]] = "echo"
    return one.response.status, document


@settings(max_examples=100, deadline=None)
@given(st.lists(st.tuples(SENT, GOT), max_size=8))
def test_what_is_used_is_given_before_and_every_inference_has_its_reason(pairs):
    names = set()
    for one in infer(run(*pairs)):
        assert {used.name for used in one.used} <= names
        names |= {given.name for given in one.given}
        assert all(
            each.reason for each in (*one.left_out, *one.parameters, *one.echoes, *one.given, *one.used)
        )
