"""Problems in an author's files, as people read them."""

from smockproxy.core.problem import Problem, Severity, did_you_mean


def test_a_problem_with_everything() -> None:
    problem = Problem(
        message='unknown key "stauts"',
        file="mocks/pay.yml",
        line=12,
        column=5,
        path="[0].response",
        hint='did you mean "status"?',
        excerpt="    stauts: 200",
    )
    assert str(problem).splitlines() == [
        'mocks/pay.yml:12:5: [0].response: unknown key "stauts"',
        "        stauts: 200",
        "        ^",
        '    hint: did you mean "status"?',
    ]
    assert (problem.severity, problem.code) == (Severity.ERROR, "invalid")


def test_a_problem_of_the_file_as_a_whole() -> None:
    assert str(Problem(message="is not UTF-8", file="mocks/a.yml")) == "mocks/a.yml: is not UTF-8"


def test_a_problem_of_no_place() -> None:
    assert str(Problem(message="no mocks")) == "no mocks"
    assert str(Problem(message="no mocks", excerpt="x")) == "no mocks"


def test_the_caret_stands_under_its_character_behind_tabs_and_past_the_end() -> None:
    assert str(Problem(message="m", column=3, excerpt="\tab: c")).splitlines()[-1] == "    \t ^"
    assert str(Problem(message="m", column=4, excerpt="a")).splitlines()[-1] == "       ^"


def test_the_nearest_known_word_is_proposed() -> None:
    known = ["status", "headers", "ShouldMatch"]
    assert did_you_mean("stauts", known) == 'did you mean "status"?'
    assert did_you_mean("shouldmatch", known) == 'did you mean "ShouldMatch"?'
    assert did_you_mean("body", known) == ""


def test_a_mistyped_beginning_of_a_long_word() -> None:
    known = ["ShouldNotBeIn", "ShouldContainSubstring", "ShouldNotContainSubstring", "response", "responses"]
    assert did_you_mean("ShouldContan", known) == 'did you mean "ShouldContainSubstring"?'
    assert did_you_mean("ShouldNotContan", known) == 'did you mean "ShouldNotContainSubstring"?'
    assert did_you_mean("respnse", known) == 'did you mean "response"?'
    assert did_you_mean("resp", known) == 'did you mean "response"?'
    assert did_you_mean("should", []) == ""
