import sqlite3
import threading
from contextlib import closing

import pytest

from data.write_ahead import write_ahead


@pytest.fixture
def busy(tmp_path):
    """A file that somebody is reading, so that its mode cannot be changed, and the reader."""
    file = tmp_path / "some.sqlite"
    with closing(sqlite3.connect(file, isolation_level=None, check_same_thread=False)) as reader:
        reader.execute("CREATE TABLE one (n)")
        reader.execute("BEGIN")
        reader.execute("SELECT * FROM one").fetchall()
        yield file, reader


def test_it_waits_until_another_lets_go(busy):
    file, reader = busy
    let_go = threading.Timer(0.1, lambda: reader.execute("COMMIT"))
    with closing(sqlite3.connect(file, timeout=0)) as connection:
        let_go.start()
        write_ahead(connection, wait_seconds=30)
        assert connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    let_go.join()


def test_what_stays_locked_is_told(busy):
    with closing(sqlite3.connect(busy[0], timeout=0)) as connection, pytest.raises(sqlite3.OperationalError):
        write_ahead(connection, wait_seconds=0)


def test_what_is_no_database_is_not_waited_for(tmp_path):
    file = tmp_path / "text.sqlite"
    file.write_bytes(b"no database at all" * 100)
    with closing(sqlite3.connect(file)) as connection, pytest.raises(sqlite3.DatabaseError, match="not a database"):
        write_ahead(connection, wait_seconds=30)
