"""Lines to the outside: real ones over sockets and folders, slow ones cut off, silent ones held."""

import os
import socket
import struct
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.utils import timezone

from casework.adapters import BankFolder, ClamScanner, OutsideDown, OutsideRefuses
from casework.adapters.files import EICAR
from casework.adapters.web import WebDesk
from casework.errors import FileHarmful, LineNotSetUp, ScannerSilent
from casework.models import OutsideCall
from casework.selectors.outside import held_until, line, mode_of
from casework.services.outside import call, switch_line, try_line
from casework.services.scanning import require_harmless
from parties.errors import NotAllowed
from parties.models import User


@contextmanager
def listener(answer: Callable[[socket.socket], None]) -> Iterator[str]:
    """A server on this machine that treats each connection as it likes."""
    with closing(socket.create_server(("127.0.0.1", 0))) as server:

        def serve() -> None:
            with suppress(OSError):
                while True:
                    connection, _address = server.accept()
                    with closing(connection), suppress(OSError):
                        answer(connection)

        threading.Thread(target=serve, daemon=True).start()
        yield f"127.0.0.1:{server.getsockname()[1]}"


def clam(connection: socket.socket) -> None:
    """As the ClamAV daemon: answers PING, and takes a stream in pieces to its end."""
    said = connection.recv(6, socket.MSG_WAITALL)
    if said == b"zPING\0":
        connection.sendall(b"PONG\0")
        return
    connection.recv(4, socket.MSG_WAITALL)
    content = b""
    while size := struct.unpack("!I", connection.recv(4, socket.MSG_WAITALL))[0]:
        content += connection.recv(size, socket.MSG_WAITALL)
    found = b"stream: Eicar-Test-Signature FOUND\0" if EICAR in content else b"stream: OK\0"
    connection.sendall(found)


def test_a_scanner_takes_the_whole_file_in_pieces() -> None:
    with listener(clam) as address:
        scanner = ClamScanner(address, patience=5)

        assert scanner.test() == "PONG"
        assert scanner.harm_in(b"a" * 200_000) == ""
        assert scanner.harm_in(b"a" * 200_000 + EICAR) == "Eicar-Test-Signature"


def test_a_scanner_that_drips_is_cut_off() -> None:
    def drip(connection: socket.socket) -> None:
        for _second in range(100):
            connection.sendall(b"s")
            time.sleep(0.1)

    with listener(drip) as address, pytest.raises(OutsideDown):
        began = time.monotonic()
        try:
            ClamScanner(address, patience=0.5).harm_in(b"")
        finally:
            assert time.monotonic() - began < 3


@pytest.mark.parametrize(
    "answer",
    [
        b"HTTP/1.1 500 Broken\r\nContent-Length: 0\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nabc",
        b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n[]",
        b"rubbish\r\n\r\n",
        b"",
    ],
    ids=["500", "no JSON", "a list", "no HTTP", "silence"],
)
def test_a_wrong_answer_counts_as_none(answer: bytes) -> None:
    def reply(connection: socket.socket) -> None:
        connection.recv(65536)
        connection.sendall(answer)

    with listener(reply) as address, pytest.raises(OutsideDown):
        WebDesk(f"http://{address}/x", "key", patience=2).ask({"a": 1})


def test_an_answer_that_drips_is_cut_off() -> None:
    def drip(connection: socket.socket) -> None:
        connection.sendall(b"HTTP/1.1 200 OK\r\n")
        for number in range(100):
            connection.sendall(f"X-{number}: 1\r\n".encode())
            time.sleep(0.1)

    with listener(drip) as address:
        began = time.monotonic()
        with pytest.raises(OutsideDown):
            WebDesk(f"http://{address}/x", "key", patience=0.5).ask({"a": 1})
        assert time.monotonic() - began < 3


def test_a_file_for_the_bank_lies_there_once_and_is_never_another(tmp_path: Path) -> None:
    folder = BankFolder(tmp_path / "out")

    assert folder.put("a.csv", b"1") == folder.put("a.csv", b"1")
    with pytest.raises(OutsideRefuses):
        folder.put("a.csv", b"2")
    assert folder.test() == "ok"
    assert os.listdir(tmp_path / "out") == ["a.csv"]
    assert folder.put("../../b.csv", b"3")
    assert sorted(os.listdir(tmp_path / "out")) == ["a.csv", "b.csv"]


@pytest.fixture
def silent(administrator: User, today: date) -> None:
    """The file scan made silent."""
    switch_line(kind="scan", mode="down", actor=administrator, on=today)


def test_a_silent_line_is_left_alone_and_tried_again_later(silent: None) -> None:
    for _turn in range(5):
        assert held_until("scan") is None
        with pytest.raises(OutsideDown):
            call("scan", lambda scanner: scanner.harm_in(b""))

    assert held_until("scan") is not None
    with pytest.raises(OutsideDown, match="left alone"):
        call("scan", lambda scanner: scanner.harm_in(b""))
    assert OutsideCall.objects.count() == 5  # nobody was asked
    OutsideCall.objects.update(called_at=timezone.now() - timedelta(seconds=61))
    assert held_until("scan") is None


def test_changing_the_mode_ends_the_pause(silent: None, administrator: User, today: date) -> None:
    for _turn in range(5):
        with pytest.raises(OutsideDown):
            call("scan", lambda scanner: scanner.harm_in(b""))

    switch_line(kind="scan", mode="simulation", actor=administrator, on=today)

    assert call("scan", lambda scanner: scanner.harm_in(b"")) == ""
    assert line("scan").calls == 6


def test_harmful_files_are_refused_and_unchecked_ones_too(administrator: User, today: date) -> None:
    require_harmless(b"a good file", "good.pdf")
    with pytest.raises(FileHarmful, match="Eicar"):
        require_harmless(EICAR, "bad.pdf")
    switch_line(kind="scan", mode="down", actor=administrator, on=today)
    with pytest.raises(ScannerSilent):
        require_harmless(b"a good file", "good.pdf")
    switch_line(kind="scan", mode="off", actor=administrator, on=today)
    require_harmless(EICAR, "bad.pdf")


def test_only_the_administrator_switches_and_only_what_has_an_address(
    administrator: User, officer: User, today: date
) -> None:
    with pytest.raises(NotAllowed):
        switch_line(kind="sms", mode="off", actor=officer, on=today)
    with pytest.raises(LineNotSetUp):
        switch_line(kind="sms", mode="live", actor=administrator, on=today)
    assert mode_of("sms") == "simulation"


def test_the_test_says_in_words_what_is_wrong(administrator: User, today: date) -> None:
    assert try_line(kind="map", actor=administrator).outcome == "ok"
    switch_line(kind="map", mode="down", actor=administrator, on=today)

    found = try_line(kind="map", actor=administrator)

    assert (found.outcome, found.is_test) == ("down", True)
    assert found.error == "made to be silent on its page"
