import os
from pathlib import Path

import pytest

from smockproxy.core.draft import Beside, Draft
from smockproxy.files.draftfolder import DraftError, DraftFolder


def draft(status=200, file="a.test/orders.yml", path="/orders", beside=()):
    response = {"status": status, **({"body_file": beside[0].name} if beside else {})}
    tree = {"request": {"method": "GET", "url": f"https://a.test{path}"}, "response": response}
    return Draft(file, tree, beside=beside)


@pytest.fixture
def folder(tmp_path):
    return DraftFolder(tmp_path / "recorded")


def written(folder, *drafts, renews=True):
    return folder.write(drafts, renews=renews)


def names(folder):
    return sorted(
        path.relative_to(folder.root).as_posix() for path in folder.root.rglob("*") if path.is_file()
    )


def test_files_are_written_whole_and_once(folder):
    first = written(folder, draft())
    moment = (folder.root / "a.test/orders.yml").stat().st_mtime_ns
    again = written(folder, draft())

    assert (first.files, first.new) == (["a.test/orders.yml"], 1)
    assert again.files == []
    assert (folder.root / "a.test/orders.yml").stat().st_mtime_ns == moment
    assert names(folder) == ["a.test/orders.yml"]


def test_a_draft_may_become_another_while_a_recording_goes_on(folder):
    written(folder, draft(200), draft(path="/b"), renews=False)
    written(folder, draft(500), renews=False)

    text = (folder.root / "a.test/orders.yml").read_text()
    assert "500" in text
    assert "/b" not in text


def test_a_file_of_this_recording_goes_with_its_last_draft(folder):
    written(folder, draft(), draft(file="a.test/b.yml"))
    written(folder, draft(file="a.test/b.yml"))

    assert names(folder) == ["a.test/b.yml"]
    assert written(folder, draft(), draft(file="a.test/b.yml")).files == ["a.test/orders.yml"]


def test_what_a_person_changes_meanwhile_is_kept(folder):
    written(folder, draft(), renews=False)
    place = folder.root / "a.test/orders.yml"
    place.write_text(place.read_text().replace("status: 200", "status: 418  # mine"))

    again = written(folder, draft(), draft(path="/z"), renews=False)

    assert "418  # mine" in place.read_text()
    assert (again.edited, again.new) == (1, 1)


def test_a_later_recording_adds_or_renews(folder):
    written(folder, draft())

    assert written(DraftFolder(folder.root), draft(500), renews=False).edited == 1
    assert written(DraftFolder(folder.root), draft(500)).changed == 1


def test_bodies_stand_beside_and_go_with_their_mocks(folder):
    one, other = Beside("orders-0123456789ab.bin", b"1"), Beside("orders-ba9876543210.bin", b"2")
    written(folder, draft(beside=(one,)))
    (folder.root / "a.test/mine-0123456789ab.bin").write_bytes(b"mine")
    assert (folder.root / "a.test" / one.name).read_bytes() == b"1"

    written(folder, draft(beside=(other,)))
    assert names(folder) == [
        "a.test/mine-0123456789ab.bin",
        "a.test/orders-ba9876543210.bin",
        "a.test/orders.yml",
    ]

    written(DraftFolder(folder.root), draft(beside=(one,)))
    assert names(folder) == [
        "a.test/mine-0123456789ab.bin",
        "a.test/orders-0123456789ab.bin",
        "a.test/orders.yml",
    ]


def test_a_body_that_only_a_later_mock_names_is_not_looked_for_elsewhere(folder):
    (folder.root / "a.test").mkdir(parents=True)
    (folder.root / "secret").write_bytes(b"s")
    asked = "request: {method: GET, url: https://a.test/orders}"
    text = f"- {asked}\n  response: {{status: 200, body_file: ../secret}}\n"
    (folder.root / "a.test/orders.yml").write_text(text)

    assert written(folder, draft()).changed == 1


def test_hosts_with_recordings_are_known(folder):
    assert folder.folders() == frozenset()
    written(folder, draft())
    (folder.root / "empty").mkdir()

    assert folder.folders() == {"a.test"}


def test_nothing_is_written_outside(folder, tmp_path):
    outside = tmp_path / "outside"
    outside.mkdir()
    folder.root.mkdir()
    (folder.root / "b.test").symlink_to(outside)
    (folder.root / "a.test").mkdir()
    (folder.root / "a.test/orders.yml").symlink_to(outside / "x.yml")

    for file in ("../x.yml", "/x.yml", "b.test/x.yml"):
        with pytest.raises(DraftError):
            written(folder, draft(file=file))
    assert written(folder, draft()).flaws == ["a.test/orders.yml is a link: left as it is"]
    assert list(outside.iterdir()) == []


def test_what_cannot_be_written_is_said_with_its_reason(folder, tmp_path):
    (tmp_path / "recorded").write_text("a file")
    with pytest.raises(DraftError, match=r"a\.test"):
        written(folder, draft())


def test_what_cannot_be_read_is_said(folder):
    (folder.root / "a.test/orders.yml").mkdir(parents=True)

    with pytest.raises(DraftError, match=r"orders\.yml"):
        written(folder, draft())


def test_a_file_of_somebody_is_left_alone_and_the_others_are_written(folder):
    place = folder.root / "a.test/orders.yml"
    place.parent.mkdir(parents=True)
    place.write_bytes(b"\xff")

    found = written(folder, draft(), draft(file="a.test/other.yml"))

    assert found.flaws == ["a.test/orders.yml is not UTF-8: left as it is"]
    assert (found.files, place.read_bytes()) == (["a.test/other.yml"], b"\xff")


def test_values_that_one_file_gives_anew_do_not_count_in_another(folder):
    def drafts(number):
        given = {"status": 201, "json": {"id": number}, "remember": {"order_id": "$.id"}}
        created = {"request": {"method": "POST", "url": "https://a.test/orders"}, "response": given}
        shown = {"json": {"id": number, "self": f"/orders/{number}"}}
        asked = {"method": "GET", "url": "https://a.test/o/${order_id}"}
        return (
            Draft("a.test/orders.yml", created),
            Draft("a.test/o.yml", {"request": asked, "response": shown}),
        )

    written(folder, *drafts(17))
    later = DraftFolder(folder.root)

    assert (written(later, *drafts(18)).unchanged, later.root) == (2, folder.root)
    assert written(DraftFolder(folder.root), drafts(18)[1]).changed == 1


def test_a_file_that_is_not_as_recording_writes_it_is_left(folder):
    place = folder.root / "a.test/orders.yml"
    place.parent.mkdir(parents=True)
    place.write_text("[{request: {}}]")

    assert written(folder, draft()).flaws == [
        "a.test/orders.yml is not as recording writes it: left as it is"
    ]
    assert place.read_text() == "[{request: {}}]"


def test_a_disk_that_is_full_leaves_no_rests(folder, monkeypatch):
    written(folder, draft())
    monkeypatch.setattr(
        Path, "replace", lambda *_: (_ for _ in ()).throw(OSError(28, "No space left on device"))
    )

    with pytest.raises(DraftError, match="No space left"):
        written(folder, draft(500))
    monkeypatch.undo()
    assert names(folder) == ["a.test/orders.yml"]


def test_a_file_keeps_its_mode_and_a_new_one_follows_the_mask(folder):
    mask = os.umask(0o027)
    try:
        written(folder, draft())
        place = folder.root / "a.test/orders.yml"
        assert place.stat().st_mode & 0o777 == 0o640
        place.chmod(0o600)
        written(folder, draft(500))
        assert place.stat().st_mode & 0o777 == 0o600
    finally:
        os.umask(mask)
