"""The file store: bytes under their own hash, whole or not there at all."""

import hashlib
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from django.core.files.storage import InMemoryStorage
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pytest_django import Settings

from portal.common import files
from portal.common.files import CorruptFile, Stored


@pytest.fixture(autouse=True)
def store(tmp_path: Path, settings: Settings) -> Path:
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


def stored_files(store: Path) -> list[Path]:
    return [path for path in store.rglob("*") if path.is_file()]


def test_bytes_are_stored_under_their_hash_and_come_back(store: Path) -> None:
    stored = files.put([b"satu ", b"dua"])

    digest = hashlib.sha256(b"satu dua").hexdigest()
    assert stored == Stored(digest, 8)
    assert files.read(digest) == b"satu dua"
    assert stored_files(store) == [store / "sha256" / digest[:2] / digest[2:4] / digest]


def test_the_same_bytes_are_stored_once(store: Path) -> None:
    assert files.put([b"sama"]) == files.put([b"sa", b"ma"])

    assert len(stored_files(store)) == 1


def test_no_bytes_at_all_can_be_stored(store: Path) -> None:
    stored = files.put([])

    assert stored.size == 0
    assert files.read(stored.sha256) == b""


def test_large_files_pass_in_pieces() -> None:
    piece = b"x" * files.CHUNK_BYTES

    stored = files.put(piece for _ in range(9))

    assert stored.size == 9 * files.CHUNK_BYTES
    with files.open_file(stored.sha256) as stream:
        assert hashlib.file_digest(stream, "sha256").hexdigest() == stored.sha256


def test_a_source_that_breaks_off_leaves_nothing(store: Path) -> None:
    def broken() -> Iterator[bytes]:
        yield b"half"
        raise ConnectionError("line lost")

    with pytest.raises(ConnectionError):
        files.put(broken())

    assert stored_files(store) == []


def test_a_disk_that_fails_leaves_no_half_file(store: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("portal.common.files.os.fsync", full)
    with pytest.raises(OSError, match="No space left"):
        files.put([b"isi"])

    assert stored_files(store) == []


def test_a_file_that_changed_on_disk_is_not_handed_out(store: Path) -> None:
    stored = files.put([b"asli"])
    stored_files(store)[0].write_bytes(b"palsu")

    with pytest.raises(CorruptFile):
        files.read(stored.sha256)


def test_putting_the_same_bytes_again_heals_a_damaged_file(store: Path) -> None:
    stored = files.put([b"asli"])
    stored_files(store)[0].write_bytes(b"palsu")

    assert files.put([b"asli"]) == stored
    assert files.read(stored.sha256) == b"asli"


def test_another_storage_than_the_disk_is_healed_too(monkeypatch: pytest.MonkeyPatch) -> None:
    storage = InMemoryStorage()
    monkeypatch.setattr(files, "default_storage", storage)
    stored = files.put([b"asli"])
    with storage.open(files._name(stored.sha256), "wb") as stream:
        stream.write(b"palsu")

    files.put([b"asli"])

    assert files.read(stored.sha256) == b"asli"


def test_a_file_that_is_not_there_says_so() -> None:
    with pytest.raises(FileNotFoundError):
        files.open_file("0" * 64)


def test_many_at_once_store_the_same_file_without_harm(store: Path) -> None:
    content = b"y" * 300_000
    with ThreadPoolExecutor(8) as pool:
        results = list(pool.map(lambda _number: files.put([content]), range(16)))

    assert set(results) == {Stored(hashlib.sha256(content).hexdigest(), 300_000)}
    assert files.read(results[0].sha256) == content
    assert len(stored_files(store)) == 1


def test_another_storage_than_the_disk_is_used_through_djangos(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "default_storage", InMemoryStorage())

    stored = files.put([b"di ", b"awan"])

    assert files.read(stored.sha256) == b"di awan"


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=30)
@given(st.lists(st.binary(max_size=2000), max_size=5))
def test_whatever_goes_in_comes_out(pieces: list[bytes]) -> None:
    stored = files.put(pieces)

    assert files.read(stored.sha256) == b"".join(pieces)
    assert stored.size == sum(map(len, pieces))
