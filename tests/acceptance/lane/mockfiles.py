"""The mocks of the corpus, of each kind that there is: the files beside this one."""

from pathlib import Path

FOLDER = Path(__file__).parent / "mocks"
API = (FOLDER / "api.yml").read_text()
"""In Smocker's format, for its route."""
RULES = (FOLDER / "rules.json").read_text()
"""Rules of chaos, for theirs."""


def files_of_mocks(upstream: str) -> dict[str, str]:
    """The files, by name; `UPSTREAM` in them stands for a real server's authority."""
    texts = {
        path.name: path.read_text()
        for path in sorted(FOLDER.glob("*.yml"))
        if path.stem not in {"api", "rules"}
    }
    filled = {"UPSTREAM": upstream, "PORT": upstream.rpartition(":")[2], "LARGE": "0123456789abcdef" * 8192}
    for word, value in filled.items():
        texts = {name: text.replace(word, value) for name, text in texts.items()}
    return texts
