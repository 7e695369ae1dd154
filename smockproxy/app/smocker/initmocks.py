"""Mocks to begin with, as Smocker takes them: one file in the format of an upload, in a session of its own.

They are an upload's mocks like any other: shown, edited and verified by Smocker's routes, and gone after a
reset.
"""

from dataclasses import replace
from pathlib import Path

from smockproxy.app.sessions.instance import Instance
from smockproxy.app.settings.table import Settings
from smockproxy.app.smocker.uploads import upload_reader
from smockproxy.core.problem import Problem
from smockproxy.files.upload import UploadError

SESSION = "init-mocks"
"""The name that Smocker gives to the session."""
EXCLUSIVE = (
    "--init-mocks and --persistence-directory are mutually exclusive: "
    "the folder says what the sessions begin with; give one of the two"
)


class InitMocksError(Exception):
    """First mocks that cannot be taken; its text is for the user."""


def check_is_alone(settings: Settings) -> None:
    """Raise `InitMocksError` when two settings say what to begin with."""
    if settings.init_mocks and settings.persistence_directory:
        raise InitMocksError(EXCLUSIVE)


def load_init_mocks(instance: Instance, file: Path) -> tuple[Problem, ...]:
    """Begin a session with the mocks of a file; gives what is doubtful of them. Raises `InitMocksError`."""
    parse = upload_reader(instance.settings, is_on_disk=True)
    try:
        upload = parse(file.read_bytes(), as_json=False, new_id=instance.new_id, now=instance.clock())
    except OSError as error:
        raise InitMocksError(f"Unable to load initial mocks: {file}: {error.strerror or error}") from error
    except UploadError as error:
        raise InitMocksError(f"Unable to load initial mocks: {file}: {error}") from error
    instance.sessions.begin(SESSION)
    instance.sessions.add(upload.mocks)
    return tuple(replace(problem, file=str(file)) for problem in upload.problems)
