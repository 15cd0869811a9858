"""Story Markdown to harmless HTML, from a short list of tags."""

import nh3
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt

# No images: a foreign server would learn who reads. No raw HTML: it stays visible text.
MARKDOWN = MarkdownIt("zero").enable(
    ["heading", "list", "blockquote", "emphasis", "link", "newline", "escape", "hr", "entity"]
)
TAGS = {"h2", "h3", "h4", "p", "br", "ul", "ol", "li", "blockquote", "em", "strong", "a", "hr"}


def render_story(text: str, *, below: int = 1) -> SafeString:
    """Render a story; the author's headings begin one level under the heading it stands below.

    Each block runs the way its own first letter does, also in a story of two scripts.
    """
    tokens = MARKDOWN.parse(text)
    for token in tokens:
        if token.type in {"heading_open", "heading_close"}:
            token.tag = f"h{min(int(token.tag[1]) + below, 4)}"
        # What stands inside another block runs as that does.
        if token.nesting == 1 and token.level == 0:
            token.attrSet("dir", "auto")
    html = MARKDOWN.renderer.render(tokens, MARKDOWN.options, {})
    clean = nh3.clean(
        html,
        tags=TAGS,
        attributes={"*": {"dir"}, "a": {"href"}},
        url_schemes={"http", "https", "mailto"},
        link_rel="nofollow noopener noreferrer",
    )
    return mark_safe(clean)  # noqa: S308 - nh3 has just cleaned it
