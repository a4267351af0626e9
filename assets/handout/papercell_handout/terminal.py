"""Stream text to HTML: what a terminal would show at the end, so a progress bar leaves its last
state and not a hundred of them; ANSI colours become classes."""

import re

from nbconvert.filters import ansi2html

#: The control sequences that end in a letter, and other escapes (such as titles), which say nothing here.
_PIECE = re.compile(
    r"\x1b\[(?P<arguments>[0-9;?]*)(?P<final>[@-~])|\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)|\x1b.|(?P<control>[\n\r\b])"
    r"|(?P<text>[^\x1b\n\r\b]+)|\x1b"
)


def to_html(text):
    """HTML (no enclosing element) of what stream text or a traceback leaves on the screen."""
    if re.search(r"[\r\b]|\x1b(?!\[[0-9;]*m)", text):
        text = _Screen().play(text)
    return str(ansi2html(text))


class _Screen:
    """A terminal without a right edge: rows of (character, colour sequence)."""

    def __init__(self):
        self._rows = [[]]
        self._row = self._column = 0
        self._colour = ""

    def play(self, text):
        for piece in _PIECE.finditer(text):
            if piece["text"]:
                self._write(piece["text"])
            elif piece["control"]:
                self._control(piece["control"])
            elif piece["final"]:
                self._sequence(piece["arguments"], piece["final"])
        return "\n".join(self._line(row) for row in self._rows)

    def _write(self, text):
        row = self._rows[self._row]
        row.extend([(" ", "")] * (self._column - len(row)))
        row[self._column : self._column + len(text)] = [(c, self._colour) for c in text]
        self._column += len(text)

    def _control(self, control):
        if control == "\n":
            self._move_to_row(self._row + 1)
        if control == "\b":
            self._column = max(self._column - 1, 0)
        else:
            self._column = 0

    def _move_to_row(self, row):
        self._row = max(row, 0)
        while len(self._rows) <= self._row:
            self._rows.append([])

    def _sequence(self, arguments, final):
        number = int(arguments) if arguments.isdigit() else None
        if final == "m":
            self._colour = "" if number == 0 or not arguments else self._colour + f"\x1b[{arguments}m"
        elif final == "A":
            self._move_to_row(self._row - (number or 1))
        elif final == "B":
            self._move_to_row(self._row + (number or 1))
        elif final == "C":
            self._column += number or 1
        elif final == "D":
            self._column = max(self._column - (number or 1), 0)
        elif final == "G":
            self._column = (number or 1) - 1
        elif final == "K":
            self._erase_line(number or 0)
        elif final == "J":
            self._erase_line(number or 0)
            if number is None or number == 0:
                del self._rows[self._row + 1 :]

    def _erase_line(self, mode):
        row = self._rows[self._row]
        if mode == 0:
            del row[self._column :]
        elif mode == 2:
            row.clear()

    @staticmethod
    def _line(row):
        out, colour = [], ""
        for character, wanted in row:
            if wanted != colour:
                out.append(("\x1b[0m" if colour else "") + wanted)
                colour = wanted
            out.append(character)
        return "".join(out).rstrip(" ") + ("\x1b[0m" if colour else "")
