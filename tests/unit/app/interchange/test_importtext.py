"""What an import came to, as people read it."""

from smockproxy.app.interchange.importing import Imported
from smockproxy.app.interchange.importtext import MOST_LISTED, import_text, losses_text
from smockproxy.app.interchange.sources import Source
from smockproxy.core.draft import Draft
from smockproxy.files.draftfolder import Written
from smockproxy.interop.reading import Loss, Read
from tests.golden_files import assert_golden
from tests.unit.exchanges import exchange

SOURCES = (
    Source("shop\x1b.har", "HAR 1.2", Read((exchange(), exchange()))),
    Source("flows.mitm", "flows of mitmproxy", Read((exchange(),))),
)
FOUND = Imported(
    3,
    (Draft("shop.test/a.yml", {}), Draft("shop.test/b.yml", {}), Draft("shop.test/b.yml", {})),
    Written(["shop.test/b.yml"], 1, 1, 1, 1, ["shop.test/a.yml: it is no file of mocks"]),
    ["imported/one.yml"],
    [
        (
            "shop\x1b.har",
            Loss("log.entries[3].response.content", "no text, size 1,204: recorded without a body"),
        )
    ],
)


def test_summary():
    assert_golden("cli/import-summary.txt", import_text(FOUND, SOURCES, "mocks", is_dry=False))


def test_summary_of_a_dry_run():
    assert_golden("cli/import-dry-run.txt", import_text(FOUND, SOURCES, "mocks", is_dry=True))


def test_few_words_when_nothing_was_edited():
    text = import_text(Imported(), (), "mocks", is_dry=False)
    assert text == "0 mocks of 0 exchanges in 0 files in mocks\n  0 new, 0 changed, 0 unchanged\n"


def test_losses_of_a_file_are_bounded():
    text = losses_text("a.har", [Loss(f"[{number}]", "gone") for number in range(MOST_LISTED + 1_000)])
    assert text.startswith("a.har: not carried over:\n    [0]: gone\n")
    assert text.endswith("\n    and 1,000 more\n")
    assert losses_text("a.har", []) == ""
