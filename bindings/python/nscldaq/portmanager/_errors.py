"""Turns the statuses of portmanager.h into exceptions."""


def error_of(status: int, number: int, text: str) -> Exception:
    """Returns the exception to raise for a call that failed."""
    if status == 3:
        # By the errno, this is a ConnectionRefusedError, TimeoutError and so on.
        return OSError(number, text)
    if status == 4:
        # Imported only here: it takes as long as importing the whole package.
        from socket import gaierror

        return gaierror(number, text)
    return _KINDS.get(status, RuntimeError)(text)


_KINDS = {
    2: RuntimeError,  # refused: the text is the port manager's own
    5: TimeoutError,
    6: ConnectionError,  # closed
    8: NotImplementedError,  # the port manager is too old; a RuntimeError too
    9: ValueError,
    10: ConnectionError,  # no open handle: closed by this program
}
