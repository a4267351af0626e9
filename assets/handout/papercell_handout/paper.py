"""The paper cell: its front matter becomes the page's header, its summary the first text,
its claims meet the verdicts that the notebook measured."""

from .errors import HandoutError

MAGIC = "%%paper"


def is_paper_cell(cell):
    """Whether ``cell`` is a code cell whose first line is the magic."""
    first = cell.source.lstrip().split("\n", 1)[0].strip()
    return cell.cell_type == "code" and first == MAGIC


def front_matter(cell, where):
    """The front matter that the kernel put into the metadata of the cell's output."""
    for output in cell.outputs:
        paper = output.get("metadata", {}).get("papercell", {}).get("paper")
        if paper:
            return paper
    raise HandoutError(
        f"{where} describes the paper, but has no card: run the notebook (or add `--execute`), then make the handout"
    )


def summary(cell):
    """The Markdown below the front matter of a paper cell."""
    lines = cell.source.lstrip().split("\n")[1:]
    fences = [number for number, line in enumerate(lines) if line.strip() == "+++"]
    return "\n".join(lines[fences[1] + 1 :] if len(fences) > 1 else lines).strip()


def measured_claims(cells):
    """The last verdict of the notebook: a list of claims as the kernel put them into metadata
    (``id``, ``text``, ``expected``, ``measured``, ``holds``, ``note``), or an empty list."""
    found = []
    for cell in cells:
        for output in cell.get("outputs", []):
            found = claims_of(output) or found
    return found


def claims_of(output):
    """The claims in the metadata of one output, if it is a verdict."""
    return output.get("metadata", {}).get("papercell", {}).get("claims") or []


class Card:
    """What the template shows of a paper: strings, and sanitised HTML in ``claims``,
    ``corrections`` and ``summary``."""

    def __init__(self, paper, summary_html, verdicts, line):
        """``verdicts``: claim id -> `Verdict`; ``line`` turns a short Markdown text into HTML."""
        self.title = str(paper.get("title", ""))
        self.authors = [str(author) for author in paper.get("authors", [])]
        self.facts = _facts(paper)
        self.source = _source(paper)
        self.note = str(paper.get("note") or "")
        self.summary = summary_html
        self.claims = [(line(claim["text"]), verdicts.get(claim["id"])) for claim in paper.get("claims") or []]
        self.corrections = [
            {part: line(str(one[part])) for part in ("note", "correct", "shown") if one.get(part)}
            for one in paper.get("corrections") or []
        ]


class Verdict:
    """One row of the table of claims: ``claim`` is sanitised HTML, the other texts are plain."""

    #: ``holds`` in the metadata -> words, and the class that colours them
    _WORDS = {True: ("holds", "holds"), False: ("does not hold", "fails"), None: ("not checked", "open")}

    def __init__(self, claim, line):
        """``claim``: one entry of the metadata. A claim that no paper cell lists has no text, but an id."""
        self.id = claim["id"]
        self.claim = line(claim.get("text") or f"`{self.id}`")
        self.expected, self.measured, self.note = (
            str(claim.get(part) or "") for part in ("expected", "measured", "note")
        )
        self.words, self.kind = self._WORDS[claim.get("holds")]


def _facts(paper):
    """The short facts of the header line, such as venue and year."""
    venue, year = str(paper.get("venue") or ""), str(paper.get("year") or "")
    where_when = venue if year and year in venue else f"{venue} {year}".strip()
    topic = str(paper.get("topic") or "").replace("-", " ")
    minutes = f"{paper['minutes']} minutes" if paper.get("minutes") else ""
    return [fact for fact in (where_when, topic, minutes) if fact]


def _source(paper):
    """Label and link of where the paper can be read, or None."""
    for key, label, base in (
        ("arxiv", "arXiv:{}", "https://arxiv.org/abs/"),
        ("doi", "doi:{}", "https://doi.org/"),
        ("url", "{}", ""),
    ):
        if paper.get(key):
            link = base + str(paper[key])
            return (label.format(paper[key]), link) if link.startswith(("https://", "http://")) else None
    return None
