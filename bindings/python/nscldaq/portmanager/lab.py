"""The services of all hosts of a lab, as the port manager of any host with a directory shows them over HTTP."""
from http.client import HTTPConnection, HTTPException
from json import loads
from time import monotonic, sleep
from urllib.parse import urlencode

TYPE_CHECKING = False
if TYPE_CHECKING:
    from http.client import HTTPResponse
    from typing import Any, Dict, Iterator, List, Optional, Tuple, TypedDict

    class _Known(TypedDict):
        host: str
        service: str
        user: str
        port: int
        state: str
        since: str

    class LabService(_Known, total=False):
        """A service of some host. verifiedUser is left out where the kernel of that host does not tell it."""

        verifiedUser: str

    class LabChange(LabService):
        """What happened to a service: change is "added", "updated" or "removed"."""

        change: str

    class Directory(TypedDict, total=False):
        """How far all is true: state is "current", or "away" with since, asOf and problem."""

        state: str
        since: str
        asOf: str
        problem: str

    Criteria = Dict[str, str]


# The port manager says something every 15 s.
_SILENCE = 45.0
_MIN_PAUSE, _MAX_PAUSE = 0.1, 3.0
_MOST_OF_A_LINE = 1 << 20


class Lab:
    """Asks the port manager of one host about all hosts of its lab.

    No connection is kept between calls, and no proxy of the environment is used. Each call raises OSError if the port
    manager cannot be reached, ConnectionError if it has not been able to read the directory yet, and RuntimeError with
    its own words if it refuses: because it has no directory, for example.
    """

    def __init__(self, host: str = "localhost", port: int = 30000, *, timeout: float = 10.0) -> None:
        """Names the host whose port manager is asked, and its port for HTTP; timeout is for each answer, in seconds."""
        self._host, self._port, self._timeout = host, port, timeout

    def list(self) -> "List[LabService]":
        """Lists the services of all hosts, by host and port."""
        return self.find()

    def find(
        self,
        service: "Optional[str]" = None,
        beginswith: "Optional[str]" = None,
        user: "Optional[str]" = None,
        host: "Optional[str]" = None,
    ) -> "List[LabService]":
        """Lists the services that match all that is given; user is the user as listed, or the verified one."""
        return self._read(_criteria(service, beginswith, user, host))[1]

    def directory(self) -> "Directory":
        """Tells how far what is listed is true: while etcd is away, all is as it was then."""
        answer: "Directory" = self._json("hosts")["directory"]
        return answer

    def wait_for(
        self,
        service: str,
        user: "Optional[str]" = None,
        host: "Optional[str]" = None,
        *,
        timeout: "Optional[float]" = None,
    ) -> "LabService":
        """Waits until some host has a service, and returns it. Raises TimeoutError after timeout seconds."""
        deadline = None if timeout is None else monotonic() + timeout
        changes = self._changes(_criteria(service, None, user, host), deadline)
        try:
            for change, found in changes:
                if change != "removed":
                    return found
        finally:
            changes.close()  # type: ignore[attr-defined]
        raise AssertionError("a watch has no end")

    def watch(
        self,
        service: "Optional[str]" = None,
        beginswith: "Optional[str]" = None,
        user: "Optional[str]" = None,
        host: "Optional[str]" = None,
    ) -> "Iterator[LabChange]":
        """Tells what changes in what find would list: first what is there, as added, then what comes, changes and goes.

        If the connection breaks it goes on where it was, for as long as that takes; if that is too long ago, all is
        read anew and the differences are told. Only the first attempt to connect raises OSError. It has no end.
        """
        for change, row in self._changes(_criteria(service, beginswith, user, host), None):
            told: "Any" = dict(row, change=change)
            yield told

    def _changes(self, criteria: "Criteria", deadline: "Optional[float]") -> "Iterator[Tuple[str, LabService]]":
        known: "Dict[Tuple[str, int], LabService]" = {}
        last: "Optional[str]" = None
        is_first, pause = True, _MIN_PAUSE
        while True:
            try:
                if last is None:
                    last, rows = self._read(criteria, deadline)
                    is_first = False
                    yield from _replaced(known, rows)
                for number, event, row in self._events(last, deadline):
                    pause = _MIN_PAUSE
                    last = None if event == "reset" else number
                    if last is None:
                        break
                    if event in ("added", "updated", "removed"):
                        is_there = event != "removed" and _matches(row, criteria)
                        yield from _taken(known, (row["host"], row["port"]), row if is_there else None)
            except (OSError, HTTPException):
                if is_first and (deadline is None or monotonic() < deadline):
                    raise
            # The stream is over, or has gaps: the port manager is not asked without a rest.
            if deadline is not None and monotonic() + pause >= deadline:
                sleep(max(0.0, deadline - monotonic()))
                raise TimeoutError("no host of the lab has the service in time")
            sleep(pause)
            pause = min(2 * pause, _MAX_PAUSE)

    def _events(self, last: str, deadline: "Optional[float]") -> "Iterator[Tuple[str, str, Any]]":
        connection = HTTPConnection(self._host, self._port, timeout=_rest(self._timeout, deadline))
        try:
            stream = _answer(connection, "events", {"Last-Event-ID": last})
            fields: "Dict[str, str]" = {}
            while True:
                if connection.sock is not None:
                    connection.sock.settimeout(_rest(_SILENCE, deadline))
                line = stream.readline(_MOST_OF_A_LINE).decode()
                if not line:
                    return
                if line != "\n":
                    name, _, value = line.rstrip("\n").partition(": ")
                    fields[name] = value
                    continue
                if "event" in fields:
                    yield fields["id"], fields["event"], loads(fields["data"])
                fields = {}
        finally:
            connection.close()

    def _read(self, criteria: "Criteria", deadline: "Optional[float]" = None) -> "Tuple[str, List[LabService]]":
        answer = self._json("ports?" + urlencode(criteria) if criteria else "ports", deadline)
        return str(answer["lastEventId"]), answer["ports"]

    def _json(self, path: str, deadline: "Optional[float]" = None) -> "Any":
        connection = HTTPConnection(self._host, self._port, timeout=_rest(self._timeout, deadline))
        try:
            return loads(_answer(connection, path, {}).read())
        except (HTTPException, ValueError) as e:
            raise ConnectionError("%s:%d does not answer as a port manager: %r" % (self._host, self._port, e)) from e
        finally:
            connection.close()


def _answer(connection: HTTPConnection, path: str, headers: "Dict[str, str]") -> "HTTPResponse":
    connection.request("GET", "/api/v1/lab/" + path, headers=headers)
    response = connection.getresponse()
    if response.status == 200:
        return response
    body = response.read()
    try:
        detail = str(loads(body)["detail"])
    except (ValueError, KeyError, TypeError):
        detail = "HTTP status %d" % response.status
    raise (ConnectionError if response.status == 503 else RuntimeError)(detail)


def _rest(timeout: float, deadline: "Optional[float]") -> float:
    # 0 would mean not to block at all.
    return timeout if deadline is None else max(0.001, min(timeout, deadline - monotonic()))


def _criteria(
    service: "Optional[str]", beginswith: "Optional[str]", user: "Optional[str]", host: "Optional[str]"
) -> "Criteria":
    given = {"service": service, "beginswith": beginswith, "user": user, "host": host}
    return {name: value for name, value in given.items() if value is not None}


def _matches(row: "Any", criteria: "Criteria") -> bool:
    return (
        criteria.get("service", row["service"]) == row["service"]
        and row["service"].startswith(criteria.get("beginswith", ""))
        and criteria.get("user", row["user"]) in (row["user"], row.get("verifiedUser"))
        and criteria.get("host", row["host"]) == row["host"]
    )


def _replaced(
    known: "Dict[Tuple[str, int], LabService]", rows: "List[LabService]"
) -> "Iterator[Tuple[str, LabService]]":
    now = {(row["host"], row["port"]): row for row in rows}
    for key in [key for key in known if key not in now]:
        yield from _taken(known, key, None)
    for key, row in now.items():
        yield from _taken(known, key, row)


def _taken(
    known: "Dict[Tuple[str, int], LabService]", key: "Tuple[str, int]", now: "Optional[LabService]"
) -> "Iterator[Tuple[str, LabService]]":
    # What is told is kept first: who leaves a loop over it has been told.
    before = known.get(key)
    if before == now:
        return
    is_same = before is not None and now is not None and _names(before) == _names(now)
    if now is None:
        del known[key]
    else:
        known[key] = now
    if before is not None and not is_same:
        yield "removed", before
    if now is not None:
        yield "updated" if is_same else "added", now


def _names(row: "LabService") -> "Tuple[str, str]":
    return row["service"], row["user"]
