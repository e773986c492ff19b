"""From the kinds of errors of portmanager.h to exceptions."""


def error_of(status: int, number: int, text: str) -> Exception:
    """The exception that a call which failed is to raise."""
    if status == 3:
        # Gives ConnectionRefusedError, TimeoutError and so on, by the errno.
        return OSError(number, text)
    if status == 4:
        # Here, since it takes as long to import as all the rest.
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
