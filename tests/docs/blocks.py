"""The fenced blocks of a Markdown page, and what a `console` block promises."""

import re
from dataclasses import dataclass
from pathlib import Path

FENCE = re.compile(r"^```(?P<language>\w*)\n(?P<text>.*?)^```$", re.MULTILINE | re.DOTALL)
ANYTHING = "…"
"""Stands for what differs from run to run."""


@dataclass(frozen=True, slots=True)
class Block:
    """A fenced block and the last line of prose before it."""

    language: str
    text: str
    above: str


@dataclass(frozen=True, slots=True)
class Step:
    """A command of a `console` block, and what it is said to print."""

    command: str
    output: str

    def is_fulfilled_by(self, printed: str) -> bool:
        wanted = _squeezed(self.output)
        pieces = (re.escape(piece.strip()) for piece in wanted.split(ANYTHING))
        return re.fullmatch(".*".join(pieces), _squeezed(printed), re.DOTALL) is not None


def _squeezed(text: str) -> str:
    """The text with runs of blanks as one: the width of a table's columns depends on what is in it."""
    return re.sub(r"[ \t]+", " ", "\n".join(line.strip() for line in text.strip().splitlines()))


def blocks_of(page: Path) -> list[Block]:
    text = page.read_text(encoding="utf-8")
    found = []
    for match in FENCE.finditer(text):
        above = text[: match.start()].rstrip().rpartition("\n")[2]
        found.append(Block(match["language"], match["text"], above))
    return found


def steps_of(block: Block) -> list[Step]:
    """The commands of a block (`$ …`), each with the lines that follow it."""
    steps = []
    for part in re.split(r"^\$ ", block.text, flags=re.MULTILINE)[1:]:
        command, _, output = part.partition("\n")
        steps.append(Step(command, output))
    return steps
