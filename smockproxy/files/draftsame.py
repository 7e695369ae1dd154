"""Whether a recorded mock says what a draft says, but for what is another each time."""

import re  # noqa: TID251 - the pattern is ours
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from json import loads
from typing import Any

from smockproxy.core.draft import Draft, Steps
from smockproxy.core.volatile import masked, masked_tree, without

type Beside = Callable[[str], bytes | None]
"""What is in a file beside, by its name; None if there is none."""
type Again = frozenset[tuple[str, str]]
"""Values that answers gave anew: as the file has them, and as the recording does."""

OF_ANSWERS = frozenset({"template", "status", "headers", "json", "body", "body_file", "remember"})
_WORDS = re.compile(r"[0-9A-Za-z_]+")


def is_same(tree: Mapping[str, Any], draft: Draft, beside: Beside, again: Again = frozenset()) -> bool:
    """Whether a mock says what a draft says, but for facts and values that are volatile.

    What is remembered of an answer is given anew each time. Keys that recording doesn't write don't count.
    """
    files = {each.name: each.content for each in draft.beside}
    said = _said(draft.tree, lambda name: files.get(name, beside(name)))
    return _is_alike(_said(tree, beside), said, again)


def given_anew(tree: Mapping[str, Any], draft: Draft) -> Iterator[tuple[str, str]]:
    """The values that answers of a mock gave for others to bring along, as they were and as they are."""
    for there, new in zip(_answers_of(tree), _answers_of(draft.tree), strict=False):
        known, sources = there.get("remember"), new.get("remember")
        for name, source in sources.items() if isinstance(sources, Mapping) else ():
            if isinstance(known, Mapping) and known.get(name) == source:
                yield from _differing(_value(there, source), _value(new, source))


def _differing(there: str, new: str) -> Iterator[tuple[str, str]]:
    """Two texts, and the words in which they differ."""
    if there and new and there != new:
        yield there, new
        words = list(zip(_WORDS.findall(there), _WORDS.findall(new), strict=False))
        yield from (pair for pair in words if pair[0] != pair[1])


def _value(answer: Mapping[str, Any], source: Any) -> str:
    value: Any = answer
    for step in _place_of(source, answer):
        if step == "json" and value is answer and "json" not in answer:
            value = _document(answer.get("body"))
            continue
        is_there = step in value if isinstance(value, Mapping) else _has(value, step)
        if not is_there:
            return ""
        value = value[step]
    return "" if isinstance(value, Mapping | list | tuple) else str(value)


def _has(values: Any, step: object) -> bool:
    return isinstance(values, list | tuple) and isinstance(step, int) and 0 <= step < len(values)


def _document(body: Any) -> Any:
    try:
        return loads(body) if isinstance(body, str) else None
    except (ValueError, RecursionError):
        return None


def _is_alike(there: Any, new: Any, again: Again) -> bool:
    """Whether two trees say the same, where some values of the one are other ones now."""
    if isinstance(there, Mapping) and isinstance(new, Mapping):
        return there.keys() == new.keys() and all(_is_alike(there[key], new[key], again) for key in there)
    if isinstance(there, Sequence) and isinstance(new, Sequence) and not isinstance(there, str):
        pairs = zip(there, new, strict=False)
        return len(there) == len(new) and all(_is_alike(one, other, again) for one, other in pairs)
    return bool(there == new) or (type(there) is type(new) and _is_again(str(there), str(new), again))


def _is_again(there: str, new: str, again: Again) -> bool:
    if (there, new) in again:
        return True
    words, others = _WORDS.findall(there), _WORDS.findall(new)
    return (
        bool(again)
        and len(words) == len(others)
        and _WORDS.split(there) == _WORDS.split(new)
        and all(one == other or (one, other) in again for one, other in zip(words, others, strict=True))
    )


def _said(tree: Mapping[str, Any], beside: Beside) -> Any:
    parts = {key: tree[key] for key in ("request", "response", "responses", "sequence") if key in tree}
    for key in ("response", "responses"):
        if key in parts:
            answers = parts[key] if key == "responses" else [parts[key]]
            parts[key] = [_answer(each, beside) for each in answers]
    return masked_tree(parts)


def _answers_of(tree: Mapping[str, Any]) -> Iterable[Mapping[str, Any]]:
    answers = tree.get("responses", [tree.get("response")])
    return [each for each in answers if isinstance(each, Mapping)] if isinstance(answers, list) else []


def _answer(answer: Any, beside: Beside) -> Any:
    if not isinstance(answer, Mapping):
        return answer
    said = {key: value for key, value in answer.items() if key in OF_ANSWERS}
    if isinstance(name := said.get("body_file"), str):
        content = beside(name)
        said["body_file"] = None if content is None else masked(content.decode("latin-1"))
    sources = said.get("remember")
    for source in sources.values() if isinstance(sources, Mapping) else ():
        said = without(said, [_place_of(source, said)])
    return said


def _place_of(source: Any, answer: Mapping[str, Any]) -> Steps:
    """The place in an answer that a value is remembered from."""
    text = str(source.get("from") if isinstance(source, Mapping) else source)
    if not text.startswith("$"):
        name = "set-cookie" if text.startswith("cookie:") else text.lower()
        headers = answer.get("headers")
        spelt = [each for each in headers or () if str(each).lower() == name]
        return ("headers", *(spelt[:1] or [name]))
    parts = text.removeprefix("$").replace("[", ".").replace("]", "").split(".")
    steps = (int(part) if part.isdigit() else part.strip("'") for part in parts if part)
    return ("json", *steps)
