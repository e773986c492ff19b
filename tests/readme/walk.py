#!/usr/bin/env python3
"""Types what README says under "Use it" at a terminal of a host on which the daemon runs, and compares what comes.

usage: tests/readme/walk.py README
`portmanager` is on the PATH, and serves on port 30000. Only the name of the user and its width differ from the README.
"""
import os
import pty
import pwd
import re
import select
import sys

PROMPT = b"@ready@ "
SECONDS = 60


def session(readme):
    """Yields each command of the first block under the title, and the lines that it prints."""
    with open(readme, encoding="utf-8") as file:
        text = file.read()
    block = text[text.index("\n## Use it\n"):].split("\n\n")[1]
    for part in re.split(r"^    \$ ", block, flags=re.MULTILINE)[1:]:
        command, *lines = part.splitlines()
        yield command, [line.strip() for line in lines if line.strip()]


class Terminal:
    def __init__(self):
        process, self.descriptor = pty.fork()
        if process == 0:
            os.environ.update(PS1=PROMPT.decode(), TERM="dumb", HISTFILE="")
            os.execvp("bash", ["bash", "--norc", "--noediting", "-i"])
        self.until(lambda text: text.endswith(PROMPT))

    def until(self, condition):
        text = b""
        while not condition(text):
            if not select.select([self.descriptor], [], [], SECONDS)[0]:
                raise AssertionError(f"nothing more came within a minute after:\n{text.decode()}")
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


terminal = Terminal()
count = 0
for typed, printed in session(sys.argv[1]):
    typed = typed.replace("fox", pwd.getpwuid(os.getuid()).pw_name)
    terminal.type(typed, printed)
    count += 1
    print(f"as README says: {typed}", flush=True)
assert count >= 5, f"only {count} commands were found in README"
