"""The words of a page in HTML, a line for each block, a tab between the cells of a table.

Only a text with the tags of a page is taken for one; "a < b" and "<3" stay in their story.
"""

import html
import re

_PAGE = re.compile(
    r"<(?:!doctype html|/?(?:html|body|div|p|br|li|ul|ol|td|tr|table|span|h[1-6]|article|section"
    r"|strong|em|b|i|a|script|style)\b[^<>]{0,2000})>",
    re.IGNORECASE,
)
_REFERENCE = re.compile(r"&(?:#[0-9]{1,7}|#x[0-9a-f]{1,6}|[a-z][a-z0-9]{1,30});", re.IGNORECASE)
_TAG = re.compile(r"<!--|<(?P<close>/?)(?P<name>[a-zA-Z][a-zA-Z0-9]{0,15})\b[^<>]*>|<[!?][^<>]*>")
_COMMENT = "<!--"
_COMMENT_END = "-->"
# In a source that is all tags a new line is a space; in a text with some tags it is a new line.
_BLOCK_TAG = re.compile(r"<(?:html|body|div|p|li|tr|td|h[1-6]|article|section)\b", re.IGNORECASE)

# Nothing in these is a word for readers.
_SILENT = {
    *["script", "style", "head", "noscript", "template", "svg", "nav", "footer", "button"],
    *["select", "textarea", "iframe"],
}
_BLOCKS = {
    *["p", "div", "section", "article", "header", "main", "aside", "blockquote", "figure"],
    *["figcaption", "table", "thead", "tbody", "tr", "ul", "ol", "li", "dl", "dt", "dd"],
    *["h1", "h2", "h3", "h4", "h5", "h6", "br", "hr", "pre", "address"],
}
_APART = _BLOCKS - {"br", "li", "tr", "thead", "tbody", "td", "dt", "dd", "div"}
_OPENERS = {"•", "#"}
_CELLS = {"td", "th"}
_LISTS = {"ul", "ol"}


def is_page(text: str) -> bool:
    """Tell whether a text holds the tags of a page."""
    return _PAGE.search(text) is not None


def text_of(text: str) -> str:
    """Give the words of a page; references such as "&euro;" are read in any text."""
    if is_page(text):
        text = _Page().read(text)
    return _REFERENCE.sub(lambda reference: html.unescape(reference[0]), text)


class _Page:
    """Gathers the words of one page, from its first tag to its last."""

    def __init__(self) -> None:
        self.pieces: list[str] = []
        self.line: list[str] = []
        self.lists = 0
        self.unclosed: set[str] = set()
        self.keeps_lines = False

    def read(self, page: str) -> str:
        self.keeps_lines = not (page.lstrip().startswith("<") and _BLOCK_TAG.search(page))
        position = 0
        for tag in _TAG.finditer(page):
            if tag.start() < position:
                continue
            self._say(page[position : tag.start()])
            position = tag.end()
            name = (tag["name"] or "").lower()
            if page.startswith(_COMMENT, tag.start()):
                position = self._after(page, _COMMENT_END, tag.start(), otherwise=position)
            elif name in _SILENT and not tag["close"]:
                self._break()
                position = self._after(page, f"</{name}", position, otherwise=position)
            else:
                self._turn(name, closes=bool(tag["close"]))
        self._say(page[position:])
        self._break()
        return "\n".join(self.pieces)

    def _after(self, page: str, mark: str, position: int, *, otherwise: int) -> int:
        """Skip what nobody reads; what never closes hides nothing, and is looked for once."""
        if mark in self.unclosed:
            return otherwise
        end = re.compile(re.escape(mark), re.IGNORECASE).search(page, position)
        if end is None:
            self.unclosed.add(mark)
            return otherwise
        return page.find(">", end.start()) + 1 or len(page)

    def _say(self, words: str) -> None:
        if self.keeps_lines:
            *ended, words = words.split("\n")
            for line in ended:
                self.line.append(line)
                self._break(keeps_empty=True)
            self.line.append(words)
        elif plain := " ".join(words.split()):
            before, after = words[0].isspace(), words[-1].isspace()
            self.line.append(f"{' ' * before}{plain}{' ' * after}")
        elif words and self.line:
            self.line.append(" ")

    def _turn(self, name: str, *, closes: bool) -> None:
        if name in _CELLS and not closes and self.line:
            self.line.append("\t")
        if name not in _BLOCKS:
            return
        said = "".join(self.line).strip()
        self.line = [f"{self.line[0].rstrip()} "] if said in _OPENERS else self.line if said else []
        if said in _OPENERS:
            # A paragraph may open inside a list item, before any of its words.
            return
        self._break()
        if name in _LISTS:
            self.lists = max(0, self.lists + (-1 if closes else 1))
        if name in _APART and not self.lists:
            self.pieces.append("")
        if name == "hr":
            self.pieces.append("---")
        elif name == "li" and not closes:
            self.line.append("  " * (self.lists - 1) + "• ")
        elif name == "h1" and not closes:
            self.line.append("# ")

    def _break(self, *, keeps_empty: bool = False) -> None:
        line = "".join(self.line).rstrip()
        if keeps_empty or line.strip(" •#"):
            self.pieces.append(line)
        self.line = []
