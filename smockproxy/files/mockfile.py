"""One mock file: text → mocks, with `defaults` under them and a stable id each, and all problems."""

from codecs import BOM_UTF8
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from pydantic import ValidationError

from smockproxy.core.matchers import MatcherTable
from smockproxy.core.mock import Mock
from smockproxy.core.problem import Problem, Severity
from smockproxy.files import planned
from smockproxy.files.chaosrules import rules_in
from smockproxy.files.complaints import complaints_of, not_supported, responder_complaints, unknown_key
from smockproxy.files.defaults import complaints_of_defaults, merge_defaults, stacked_defaults
from smockproxy.files.fixtureslist import fixture_mocks
from smockproxy.files.folderdefaults import NOTHING_ABOVE, Above, complaints_above, complaints_of_company
from smockproxy.files.misplaced import where_it_belongs_in_a_file
from smockproxy.files.places import Step
from smockproxy.files.reading import NO_INSPECTOR, Complaint, Inspector, Reading, nothing_beside
from smockproxy.files.report import Report
from smockproxy.files.scalars import boolean_of, kind_of
from smockproxy.files.scripts import placed, script_complaints
from smockproxy.files.tablefields import KEY, read_tables, reading_of_mock, with_tables_of_file
from smockproxy.files.taken import Taken
from smockproxy.files.wire import MockWire
from smockproxy.files.yamltext import Flaw, joined_surrogates, parse_yaml

FILE_KEYS = {"defaults", "mocks", "chaos", "fixtures", KEY}


@dataclass(frozen=True, slots=True)
class MockFile:
    """What a file holds. With problems that are errors it has no mocks."""

    mocks: tuple[Mock, ...] = ()
    problems: tuple[Problem, ...] = ()
    explicit_ids: frozenset[str] = frozenset()
    """The ids that the author wrote, of mocks that are in force."""
    readable: tuple[Mock, ...] = ()
    """The mocks that are good by themselves, whatever is wrong with the others."""
    written_ids: tuple[tuple[str, int], ...] = ()
    """Each id that the author wrote, whatever else is wrong with its mock, and its mock's line."""
    tables: tuple[str, ...] = ()
    """The files of its tables, as it names them."""


@dataclass(frozen=True, slots=True)
class _Layout:
    """Where in the document the mocks are."""

    mocks: list[Any]
    defaults: dict[str, Any]
    steps: tuple[Step, ...] = ()
    tables: Any = None
    rules: Sequence[Any] = ()
    """Those that the file lists, as mocks."""
    fixtures: Sequence[tuple[tuple[Step, ...], Any]] = ()
    """Those of the file, as mocks, with their paths."""

    @property
    def entries(self) -> Iterator[tuple[tuple[Step, ...], Any]]:
        """Each mock and each rule, with its path."""
        yield from (((*self.steps, at), mock) for at, mock in enumerate(self.mocks))
        yield from ((("chaos", at), rule) for at, rule in enumerate(self.rules))
        yield from self.fixtures


def read_mock_file(
    raw: bytes,
    file: str,
    matchers: MatcherTable,
    read_beside: Callable[[str], str] = nothing_beside,
    inspector: Inspector = NO_INSPECTOR,
    above: Above = NOTHING_ABOVE,
) -> MockFile:
    """Read a file's bytes; `file` is its path as it is shown, `read_beside` reads files that it names.

    What lies `above` is that of its folders.
    """
    raw = raw.removeprefix(BOM_UTF8)
    try:
        text = raw.decode()
    except UnicodeDecodeError as error:
        return MockFile(problems=_not_utf8(raw, error.start, file))
    if file.endswith(".json"):
        text = joined_surrogates(text)
    report = Report(file, text)
    parsed = parse_yaml(text)
    for flaw in parsed.flaws:
        report.add_flaw(flaw)
    reading = Reading(matchers, read_beside=read_beside, inspector=inspector)
    return _file_of(_read_tree(parsed.tree, reading, report, above), report)


def _file_of(taken: Taken, report: Report) -> MockFile:
    readable, ids = tuple(taken.mocks), tuple(taken.lines.items())
    if report.has_errors:
        return MockFile((), report.problems, readable=readable, written_ids=ids, tables=taken.tables)
    return MockFile(readable, report.problems, frozenset(taken.lines), readable, ids, taken.tables)


def _not_utf8(raw: bytes, start: int, file: str) -> tuple[Problem, ...]:
    before = raw[:start].decode()
    column = len(before) - before.rfind("\n") - 1
    report = Report(file, raw.decode("utf-8", "replace"))
    report.add_flaw(
        Flaw(
            f"the byte 0x{raw[start]:02x} is not UTF-8", before.count("\n"), column, "save the file as UTF-8"
        )
    )
    return report.problems


def _read_tree(tree: Any, reading: Reading, report: Report, above: Above) -> Taken:
    layout = _layout(tree, report)
    read = read_tables(layout.tables, reading)
    reading = replace(reading, tables=read.tables)
    for complaint in read.complaints:
        report.add(complaint)
    of_own = (each.further(("defaults",)) for each in complaints_of_defaults(layout.defaults, reading))
    of_folders = tuple(complaints_above(above, reading))
    for complaint in (*of_own, *of_folders):
        report.add(complaint)
    under = {} if of_folders else above.defaults
    layout = replace(layout, defaults=stacked_defaults(under, layout.defaults))
    taken = Taken(report.file, read.files)
    built: list[_Built] = []
    for steps, entry in layout.entries:
        wire, complaints = _read_mock(entry, layout.defaults, reading)
        for complaint in complaints:
            report.add(complaint.further(steps), len(steps))
        if _is_in_use(wire, entry):
            doubled = taken.claim(entry, complaints)
            for complaint in doubled:
                report.add(complaint.further(steps))
            if wire is not None and not complaints and not doubled:
                built.append(_Built(taken.built(wire, entry, layout.defaults), steps, entry))
    _take(built, taken, reading, report, layout.defaults)
    taken.mocks = [with_tables_of_file(mock, read.tables, layout.tables) for mock in taken.mocks]
    return taken


@dataclass(frozen=True, slots=True)
class _Built:
    """A mock that is good but for its scripts, and what it was made of."""

    mock: Mock
    steps: tuple[Step, ...]
    entry: dict[str, Any]


def _take(
    built: Sequence[_Built], taken: Taken, reading: Reading, report: Report, defaults: dict[str, Any]
) -> None:
    """Take the mocks whose scripts are good, or are none of ours; all scripts are looked into at once."""
    found = script_complaints([each.mock.responder for each in built], reading.inspector)
    for each, complaints in zip(built, found, strict=True):
        for complaint in complaints:
            report.add(complaint.further(each.steps), len(each.steps))
        if not any(complaint.severity is Severity.ERROR for complaint in complaints):
            taken.mocks.append(placed(each.mock, (each.entry, defaults)))


def _is_in_use(wire: MockWire | None, entry: Any) -> bool:
    """Whether a mock is not switched off, as far as it can be read."""
    if wire is not None:
        return wire.enabled
    return isinstance(entry, dict) and boolean_of(str(entry.get("enabled", ""))) is not False


def _layout(tree: Any, report: Report) -> _Layout:
    if tree is None:
        return _Layout([], {})
    if isinstance(tree, list):
        return _Layout(tree, {})
    if not isinstance(tree, dict):
        report.add(Complaint(message=f"expected a list of mocks, found {kind_of(tree)}"))
        return _Layout([], {})
    for complaint in (*_file_key_complaints(tree), *complaints_of_company(tree, report.file)):
        report.add(complaint)
    mocks, defaults = tree.get("mocks"), tree.get("defaults")
    if not isinstance(mocks, (list, type(None))):
        message = f"expected a list of mocks, found {kind_of(mocks)}"
        report.add(Complaint(message=message, steps=("mocks",), hint="put `- ` before each mock"))
        mocks = []
    defaults = defaults if isinstance(defaults, dict) else {}
    rules, complaints = rules_in(tree) if is_whole_file(tree) else ([], [])
    for complaint in complaints:
        report.add(complaint)
    return _Layout(mocks or [], defaults, ("mocks",), tree.get(KEY), rules, tuple(fixture_mocks(tree)))


def is_whole_file(tree: dict[str, Any]) -> bool:
    """Whether a mapping is that of a file, and not one mock, which may have a `chaos`, too."""
    has_rules = "chaos" in tree and not isinstance(tree["chaos"], dict)
    is_no_mock = tree.keys().isdisjoint(MockWire.keys() - FILE_KEYS)
    has_others = is_no_mock and not tree.keys().isdisjoint({"fixtures", KEY})
    return has_rules or has_others or not tree.keys().isdisjoint(FILE_KEYS - MockWire.keys())


def _file_key_complaints(tree: dict[str, Any]) -> Iterator[Complaint]:
    if not is_whole_file(tree) and not tree.keys().isdisjoint(MockWire.keys() | planned.MOCK):
        yield Complaint(
            message="expected a list of mocks, found one mock", hint="put `- ` before it, and indent the rest"
        )
        return
    for key in tree:
        if key in planned.FILE:
            yield not_supported(key, (key,))
        elif key not in FILE_KEYS:
            yield unknown_key(key, FILE_KEYS, (key,), where_it_belongs_in_a_file(key))
    defaults = tree.get("defaults")
    if not isinstance(defaults, (dict, type(None))):
        yield Complaint(message=f"expected a mapping, found {kind_of(defaults)}", steps=("defaults",))


def _read_mock(
    entry: Any, defaults: dict[str, Any], reading: Reading
) -> tuple[MockWire | None, tuple[Complaint, ...]]:
    if not isinstance(entry, dict):
        return None, (Complaint(message=f"expected a mock, found {kind_of(entry)}"),)
    tree = merge_defaults(defaults, entry) if defaults else entry
    counted = tuple(responder_complaints(tree))
    try:
        return MockWire.model_validate(tree, context=reading_of_mock(tree, reading)), counted
    except ValidationError as error:
        return None, (*counted, *complaints_of(error))
