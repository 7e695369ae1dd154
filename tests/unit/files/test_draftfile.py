from dataclasses import replace

import pytest

from smockproxy.core.draft import Beside, Draft
from smockproxy.files.draftfile import UNREADABLE, new_file, updated
from smockproxy.files.draftsame import is_same
from smockproxy.files.drafttext import draft_text
from smockproxy.files.scalars import json_value
from smockproxy.files.yamltext import parse_yaml


def draft(path="/orders", response=None, beside=(), **request):
    tree = {
        "request": {"method": "GET", "url": f"https://a.test{path}", **request},
        "response": response or {"status": 200, "json": {"n": 1}},
        "recorded": {"at": "2026-01-01T00:00:00.000Z"},
    }
    return Draft("a.test/orders.yml", tree, beside=beside)


def nothing(_name):
    return None


def later(made):
    return replace(made, tree={**made.tree, "recorded": {"at": "2027-01-01T00:00:00.000Z", "entry": "9"}})


def update(text, drafts, *, renews=True, beside=nothing):
    return updated(text, drafts, beside, renews=renews)


def mocks(text):
    tree = json_value(parse_yaml(text).tree)
    return tree if isinstance(tree, list) else tree["mocks"]


def test_a_new_file_has_the_drafts_and_nothing_else():
    changes = new_file([draft(), draft("/z")])

    assert mocks(changes.text) == [draft().tree, draft("/z").tree]
    assert changes.new == 2
    assert update("", [draft()]).text == update(" []\n", [draft()]).text == new_file([draft()]).text


def test_the_same_again_changes_not_one_byte():
    text = new_file([draft(), draft("/z")]).text

    changes = update(text, [later(draft()), later(draft("/z"))])

    assert (changes.text, changes.unchanged) == (text, 2)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ({"status": 200, "json": {"at": "2026-01-01"}}, {"status": 200, "json": {"at": "2026-01-02"}}),
        (
            {"status": 200, "json": {"id": 1}, "remember": {"id": "$.id"}},
            {"status": 200, "json": {"id": 2}, "remember": {"id": "$.id"}},
        ),
        (
            {"json": [{"a b": 1}], "remember": {"id": "$[0]['a b']"}},
            {"json": [{"a b": 2}], "remember": {"id": "$[0]['a b']"}},
        ),
        (
            {"headers": {"Set-Cookie": "a=1"}, "remember": {"a": "cookie:a"}},
            {"headers": {"Set-Cookie": "a=2"}, "remember": {"a": "cookie:a"}},
        ),
        (
            {"headers": {"Location": "/1"}, "remember": {"a": "location", "b": "x-gone"}},
            {"headers": {"Location": "/2"}, "remember": {"a": "location", "b": "x-gone"}},
        ),
    ],
)
def test_values_that_are_given_anew_each_time_do_not_count(before, after):
    text = new_file([draft(response=before)]).text

    assert update(text, [draft(response=after)]).text == text


def test_several_mocks_with_volatile_requests_stay_paired():
    paths = ["/o/3f2504e0-4f89-11d3-9a0c-0305e82c3301", "/o/3f2504e0-4f89-11d3-9a0c-0305e82c3302"]
    text = new_file([draft(path) for path in paths]).text
    again = [draft(path.replace("3f25", "aaaa")) for path in paths]

    assert update(text, again).text == text


def test_bodies_beside_are_compared_by_what_is_in_them():
    one, other = (Beside(f"o-{n}.txt", f"at 2026-01-0{n}".encode()) for n in (1, 2))
    text = new_file([draft(response={"body_file": one.name})]).text
    again = draft(response={"body_file": other.name}, beside=(other,))

    assert update(text, [again], beside=lambda _name: one.content).unchanged == 1
    assert update(text, [again], beside=lambda _name: b"other").changed == 1
    assert update(text, [again]).changed == 1


def test_another_answer_is_renewed_or_left():
    text = "# mine\n" + new_file([draft(), draft("/z")]).text
    other = draft(response={"status": 500})

    renewed, left = update(text, [other]), update(text, [other], renews=False)

    assert (renewed.changed, left.edited, left.text) == (1, 1, text)
    assert renewed.text.startswith("# mine\n")
    assert mocks(renewed.text) == [other.tree, draft("/z").tree]


def test_new_mocks_go_where_they_belong():
    text = "# top\n- request:\n    url: https://a.test/m\n  response: {}\n\n# z\n- request: {url: https://a.test/z}"
    changes = update(text, [draft("/a"), draft("/n"), draft("/zz")])

    urls = [mock["request"]["url"].removeprefix("https://a.test") for mock in mocks(changes.text)]
    assert urls == ["/a", "/m", "/n", "/z", "/zz"]
    assert changes.text.index("# z") > changes.text.index("/n")
    assert changes.new == 3


def test_mocks_may_stand_below_a_key():
    text = "defaults: {tags: [x]}\nmocks:\n  - request: {url: https://a.test/orders}\n    response: {}\n"

    changes = update(text, [draft(), replace(draft("/z"), remarks=())])

    assert len(mocks(changes.text)) == 3
    assert update("mocks: []\n", [draft()]).flaw == UNREADABLE


def test_a_mock_below_a_key_is_renewed_where_it_stands():
    asked = "request: {method: GET, url: https://a.test/orders}"
    text = f"mocks:\n  - {asked}\n    response: {{status: 1}}\n"

    changes = update(text, [draft()])

    assert (changes.changed, mocks(changes.text)) == (1, [draft().tree])


@pytest.mark.parametrize(
    "text", ["[{request: {}}]", "a: [", "- 1\n", "just text", "mocks: 1", "- {a: .inf}\n"]
)
def test_what_cannot_be_read_is_left_as_it_is(text):
    changes = update(text, [draft()])

    assert (changes.text, changes.flaw) == (text, UNREADABLE)


def test_a_mock_that_cannot_be_merged_is_left():
    text = "- &a\n  request: {method: GET, url: https://a.test/orders}\n  response: *a\n"

    assert update(text, [draft()]).text == text


def test_answers_that_are_none_are_not_the_same():
    assert not is_same({"responses": ["text", {"body_file": 1, "remember": 1}]}, draft(), nothing)


def test_an_anchor_that_another_mock_takes_over_stays():
    there = draft_text(draft()).replace("response:", "response: &one")
    text = f"{there}- request: {{url: 'https://a.test/mine'}}\n  response: *one\n"

    changes = update(text, [draft(response={"status": 500}), draft("/zz")])

    assert (changes.edited, changes.new, changes.text.startswith(text)) == (1, 1, True)


@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_a_file_keeps_its_mark_and_its_line_ends(mark):
    text = mark + new_file([draft(), draft("/z")]).text.replace("\n", "\r\n")

    same, other = update(text, [draft()]), update(text, [draft(response={"status": 500}), draft("/zz")])

    assert (same.text, same.unchanged) == (text, 1)
    assert (other.changed, other.new) == (1, 1)
    assert other.text.startswith(mark)
    assert other.text.count("\n") == other.text.count("\r\n") > text.count("\n")


def test_lines_that_end_otherwise_here_and_there_stay():
    text = new_file([draft(), draft("/z")]).text.replace("\n", "\r\n", 3)

    assert update(text, [draft("/zz")]).text.startswith(text)


def test_drafts_stand_below_a_file_of_comments():
    assert update("# mine\n\n# all\n", [draft()]).text == f"# mine\n\n# all\n\n{draft_text(draft())}"
    assert update("# mine\n", []).text == "# mine\n"


def test_a_file_that_would_not_be_read_again_is_left(monkeypatch):
    monkeypatch.setattr("smockproxy.files.draftfile.merged", lambda *_: "- [\n")
    text = new_file([draft()]).text

    changes = update(text, [draft(response={"status": 500})])

    assert (changes.text, changes.flaw, changes.changed) == (text, UNREADABLE, 0)
