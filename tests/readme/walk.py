#!/usr/bin/env python3
"""Types what README says under "Use it" at a terminal, and compares what comes.

usage: tests/readme/walk.py [--run-it] README
`portmanager` is on the PATH, and serves on port 30000; or with --run-it in a checkout, it is run as README says under "Run it".
Only the name of the user and its width differ from the README.
"""
import os
import pty
import pwd
import re
import select
import sys

PROMPT = b"@ready@ "


def block(readme, title):
    """Returns the first block of text under a title that is indented."""
    text = readme[readme.index(f"\n## {title}\n"):]
    return re.search(r"(?:^    .*\n)+", text, flags=re.MULTILINE).group()


def session(readme):
    """Yields each command under "Use it", and the lines that it prints."""
    for part in re.split(r"^    \$ ", block(readme, "Use it"), flags=re.MULTILINE)[1:]:
        command, *lines = part.splitlines()
        yield command, [line.strip() for line in lines if line.strip()]


class Terminal:
    def __init__(self):
        process, self.descriptor = pty.fork()
        if process == 0:
            os.environ.update(PS1=PROMPT.decode(), TERM="dumb", HISTFILE="")
            os.execvp("bash", ["bash", "--norc", "--noediting", "-i"])
        self.until(lambda text: text.endswith(PROMPT))

    def until(self, condition, minutes=1):
        text = b""
        while not condition(text):
            if not select.select([self.descriptor], [], [], 60 * minutes)[0]:
                raise AssertionError(f"nothing more came in {minutes} min after:\n{text.decode()}")
            text += os.read(self.descriptor, 4096)
        return text

    def type(self, command, lines):
        """Types a command, and reads until all these lines have come and the shell is ready, in whatever order the two are."""
        os.write(self.descriptor, command.encode() + b"\n")
        expected = [words(line) for line in lines]
        return self.until(lambda text: PROMPT in text and all(line in [words(l) for l in text.decode().splitlines()] for line in expected))


def words(line):
    """Returns a line without the prompt, and with one blank between words: columns are as wide as the names in them."""
    return " ".join(line.replace(PROMPT.decode(), "").replace("fox", pwd.getpwuid(os.getuid()).pw_name).split())


*run_it, path = sys.argv[1:]
with open(path, encoding="utf-8") as file:
    readme = file.read()
terminal = Terminal()
if run_it:
    run, in_another_shell, *_ = block(readme, "Run it").splitlines()
    daemon = Terminal()
    os.write(daemon.descriptor, run.encode() + b"\n")
    daemon.until(lambda text: re.search(rb"^  state .*\n", text, flags=re.MULTILINE), minutes=5)
    terminal.type(in_another_shell, [])
    print(f"as README says: {run.strip()}; {in_another_shell.strip()}", flush=True)
count = 0
for typed, printed in session(readme):
    typed = typed.replace("fox", pwd.getpwuid(os.getuid()).pw_name)
    terminal.type(typed, printed)
    count += 1
    print(f"as README says: {typed}", flush=True)
assert count >= 5, f"only {count} commands were found in README"
if run_it:
    os.write(daemon.descriptor, b"\x03")
    daemon.until(lambda text: text.endswith(PROMPT))
