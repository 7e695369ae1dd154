"""Problems with their places."""

from smockproxy.core.problem import Severity
from smockproxy.files.reading import Complaint
from smockproxy.files.report import LONGEST_EXCERPT, Report
from smockproxy.files.yamltext import Flaw

TEXT = "defaults: {a: {b: 1}}\nmocks:\n  - a: {c: 2}\n  - {}\n"


def report(*complaints, text=TEXT, depth=2):
    made = Report("a.yml", text)
    for complaint in complaints:
        made.add(complaint, depth)
    return made.problems


def test_a_value_and_a_key_have_places_of_their_own():
    steps = ("mocks", 0, "a", "c")
    of_value, of_key = Complaint(message="m", steps=steps), Complaint(message="n", steps=steps, of_key=True)
    assert [(problem.message, problem.place) for problem in report(of_value, of_key)] == [
        ("n", "a.yml:3:9"),
        ("m", "a.yml:3:12"),
    ]


def test_what_is_not_in_the_mock_is_looked_for_in_the_defaults():
    (problem,) = report(Complaint(message="m", steps=("mocks", 0, "a", "b")))
    assert (problem.place, problem.path) == ("a.yml:1:19", "defaults.a.b")


def test_what_is_nowhere_is_told_at_what_is_nearest():
    (problem,) = report(Complaint(message="m", steps=("mocks", 1, "x", "y")))
    assert (problem.place, problem.path) == ("a.yml:4:5", "mocks[1]")


def test_the_same_at_the_same_place_is_told_once():
    told = [Complaint(message="m", steps=("mocks", index, "a", "b")) for index in (0, 1)]
    assert len(report(*told)) == 1


def test_problems_come_in_the_order_of_the_text():
    told = [Complaint(message=str(index), steps=("mocks", index)) for index in (1, 0)]
    assert [problem.message for problem in report(*told)] == ["0", "1"]


def test_a_flaw_of_json_is_told_as_such():
    made = Report("a.json", "[")
    made.add_flaw(Flaw("not YAML: x", 0, 0))
    assert made.problems[0].message == "not JSON: x"


def test_a_flaw_of_the_whole_text_has_no_excerpt():
    made = Report("a.yml", "x")
    made.add_flaw(Flaw("m", -1, 0))
    assert str(made.problems[0]) == "a.yml: m"


def test_an_excerpt_is_not_too_long_and_shows_nothing_that_a_terminal_obeys():
    long = Report("a.yml", "x" * 1000)
    long.add_flaw(Flaw("m", 0, 5))
    long.add_flaw(Flaw("n", 0, 500))
    assert [len(problem.excerpt) for problem in long.problems] == [LONGEST_EXCERPT, 0]
    odd = Report("a.yml", "a\t\x1b[31m\u202e")
    odd.add_flaw(Flaw("m", 0, 0))
    assert odd.problems[0].excerpt == "a\t\ufffd[31m\ufffd"


def test_a_key_that_is_there_again_has_its_path_and_the_line_of_the_first():
    made = Report("a.yml", "mocks:\n  - a: 1\n    b: 2\n    a: 3\n")
    made.add_flaw(Flaw("m", 3, 4, is_repeat=True))
    (problem,) = made.problems
    assert (problem.place, problem.path) == ("a.yml:4:5", "mocks[0].a")
    assert problem.hint == "the first is in line 2: keep one of them"


def test_a_key_that_is_there_again_in_a_text_that_breaks_off_has_its_place_only():
    made = Report("a.yml", "a: 1\na: 2\nb: [")
    made.add_flaw(Flaw("m", 1, 0, is_repeat=True))
    (problem,) = made.problems
    assert (problem.place, problem.path, problem.hint) == ("a.yml:2:1", "", "")


def test_a_line_of_a_text_is_the_files_line():
    text = "- a: |\n    one\n      two\n  b: one two\n"
    inside = [Complaint(message=str(line), steps=(0, "a"), line=line) for line in (1, 2, 0)]
    outside = Complaint(message="b", steps=(0, "b"), line=7)
    told = report(*inside, outside, text=text, depth=1)
    assert [(problem.message, problem.place, problem.excerpt) for problem in told] == [
        ("0", "a.yml:1:6", "- a: |"),
        ("1", "a.yml:2:5", "    one"),
        ("2", "a.yml:3:7", "      two"),
        ("b", "a.yml:4:6", "  b: one two"),
    ]


def test_a_warning_is_no_error():
    made = Report("a.yml", TEXT)
    made.add(Complaint(message="m", steps=("mocks", 0), severity=Severity.WARNING))
    assert [problem.severity for problem in made.problems] == [Severity.WARNING]
    assert not made.has_errors
    made.add(Complaint(message="n", steps=("mocks", 0)))
    assert made.has_errors
