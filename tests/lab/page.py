"""The blocks of a page: where each is typed, what, and what is seen then."""
import fnmatch
import re
from dataclasses import dataclass


@dataclass
class Block:
    page: str
    title: str
    hosts: list
    script: str
    shown: list

    def with_text(self, old, new, hosts=None):
        """This block with a word that the page has the reader replace."""
        if old not in self.script:
            raise AssertionError(f"{self.page}, {self.title}: a block should have \"{old}\"")
        return Block(self.page, self.title, hosts or self.hosts, self.script.replace(old, new), self.shown)

    def is_seen_in(self, output):
        """Whether the output has all lines that the page shows, in which … stands for anything."""
        lines = [words(line) for line in output.splitlines()]
        return all(fnmatch.filter(lines, words(line).replace("[", "[[]").replace("…", "*")) for line in self.shown)


def words(line):
    return " ".join(line.split())


def blocks(path):
    """Returns the indented blocks of a page, in order. A block that does not say where it is typed is a fault of the page."""
    with open(path, encoding="utf-8") as file:
        text = file.read()
    page, title, found = path.rpartition("/")[2], "", []
    for part in re.findall(r"^#+ .+$|^    .*(?:\n(?:    .*|(?=\n    )))*", text, flags=re.MULTILINE):
        if part.startswith("#"):
            title = part.lstrip("# ")
            continue
        for block in re.split(r"^(?=# on )", re.sub(r"^    ", "", part, flags=re.MULTILINE), flags=re.MULTILINE):
            if block.strip():
                found.append(parse(page, title, block))
    return found


def parse(page, title, text):
    first, *lines = text.rstrip().splitlines()
    where = re.fullmatch(r"# on (\w+(?:, \w+)*)", first)
    if not where:
        raise AssertionError(f"{page}, {title}: a block should begin with \"# on HOST, HOST\", and not with \"{first}\"")
    shown = [line[4:] for line in lines if line.startswith("#   ")]
    script = "\n".join(line for line in lines if not line.startswith("#   ")) + "\n"
    return Block(page, title, where.group(1).split(", "), script, shown)
