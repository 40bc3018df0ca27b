"""Files that go to the banks, and files that are searched for harm before they are kept."""

import hashlib
import os
import socket
import struct
import time
from pathlib import Path
from uuid import uuid4

from casework.adapters.faults import OutsideDown, OutsideRefuses

CHUNK = 64 * 1024
# The harmless text that every scanner reports, put together so that this file is not reported.
EICAR = b"X5O!P%@AP[4" + rb"\PZX54(P^)7CC)7}$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"


class BankFolder:
    """A drop folder shared with the banks: a file appears whole, under its name, once."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def put(self, name: str, content: bytes) -> str:
        """Lay a file down and return its checksum; the same file again changes nothing."""
        target = self.folder / Path(name).name
        checksum = hashlib.sha256(content).hexdigest()
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            if target.exists():
                if target.read_bytes() == content:
                    return checksum
                raise OutsideRefuses("another file of this name lies there")
            draft = self.folder / f".{uuid4().hex}"
            draft.write_bytes(content)
            os.replace(draft, target)
        except OSError as error:
            raise OutsideDown(f"folder: {error.strerror}") from error
        return checksum

    def test(self) -> str:
        """Write a file and take it away again."""
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            probe = self.folder / f".{uuid4().hex}"
            probe.write_bytes(b"test")
            probe.unlink()
        except OSError as error:
            raise OutsideDown(f"folder: {error.strerror}") from error
        return "ok"


class ClamScanner:
    """A ClamAV daemon, spoken to by INSTREAM over a socket or `host:port`."""

    def __init__(self, address: str, *, patience: float) -> None:
        self.address, self.patience = address, patience

    def harm_in(self, content: bytes) -> str:
        """The name of what is wrong with a file; empty when it is clean."""
        answer = self._say(b"zINSTREAM\0", content)
        if answer.endswith("OK"):
            return ""
        if answer.endswith("FOUND"):
            return answer.removeprefix("stream:").removesuffix("FOUND").strip()
        raise OutsideDown(f"scanner: {answer[:80]}")

    def test(self) -> str:
        """Ask whether it lives and whether it knows the test file."""
        if self._say(b"zPING\0", None) != "PONG":
            raise OutsideDown("scanner does not answer PONG")
        if not self.harm_in(EICAR):
            raise OutsideDown("scanner overlooks the test file")
        return "PONG"

    def _say(self, command: bytes, content: bytes | None) -> str:
        ends = time.monotonic() + self.patience
        try:
            with self._line() as line:
                line.sendall(command)
                for start in range(0, len(content or b""), CHUNK):
                    assert content is not None
                    part = content[start : start + CHUNK]
                    line.sendall(struct.pack("!I", len(part)) + part)
                if content is not None:
                    line.sendall(struct.pack("!I", 0))
                return _answer(line, ends)
        except OSError as error:
            raise OutsideDown(f"scanner: {type(error).__name__}") from error

    def _line(self) -> socket.socket:
        host, _colon, port = self.address.rpartition(":")
        if host and port.isdigit():
            return socket.create_connection((host, int(port)), timeout=self.patience)
        line = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        line.settimeout(self.patience)
        line.connect(self.address)
        return line


def _answer(line: socket.socket, ends: float) -> str:
    """Everything said up to the end mark, within the time left."""
    said = b""
    while not said.endswith(b"\0"):
        left = ends - time.monotonic()
        if left <= 0:
            raise TimeoutError
        line.settimeout(left)
        part = line.recv(4096)
        if not part:
            break
        said += part
    return said.rstrip(b"\0\n").decode(errors="replace")


class SimulatedScanner:
    """Knows the harmless test file that every scanner knows, and nothing else."""

    def harm_in(self, content: bytes) -> str:
        """Report the test file."""
        return "Eicar-Test-Signature" if EICAR in content else ""

    def test(self) -> str:
        """Says that nothing was scanned by a real one."""
        return "simulation"
