"""Texts of 16 kB in the shapes that make parsers slow; the suite bounds them, the benchmark times them."""

SIZE = 16_000
# Repeated until there are 16 kB of them; ␣ stands for a space and ⏎ for a line's end.
SHAPES = r"""
![[]() [ [] []( [[ ![ ` `a``b *a_ **a* _a $ $a $$ == ==a ~~a ^[ [^a] [^a]:␣ \( \[ <a␣ <a␣href=" <!--␣ %% >␣ > -␣ 1.␣
>␣-␣ {%␣ {:␣ & &#x [[a| ![[ [a](b␣ <http://a \ *** #␣a⏎ a⏎-⏎ a⏎=⏎ $$a⏎ $$a⏎⏎ \[⏎ \begin{align}⏎ :::note⏎
:::␣{note}⏎⏎ ```{note}⏎ <!--⏎ %%⏎ {%␣highlight␣x␣%}⏎ >␣[!note]␣a⏎ [a]:␣b⏎ |␣a␣|␣b␣|⏎|---|---|⏎ ---⏎ ````⏎ ~~~␣x⏎
Word⏎⏎ **Word**⏎⏎ 1.␣Word⏎⏎ <div>⏎ Word:⏎⏎ Ã© √© é, 👩‍🔬 Word⏎•␣a⏎ •␣ Word⏎A␣b␣c␣d.⏎ ~~~~⏎ 1.␣Word⏎----⏎ Word⏎~~~~⏎⏎
==␣Word⏎ **␣Word⏎ -␣#␣a⏎ <h2>a
""".split()


def text_of(shape: str, size: int = SIZE) -> str:
    """The shape again and again, cut at `size` characters."""
    unit = shape.replace("␣", " ").replace("⏎", "\n")
    return (unit * (size // len(unit) + 1))[:size]


def _wide_tables(prefix: str) -> str:
    rows = ["|" + "a|" * 300, "|" + "-|" * 300, *["|x"] * 200, ""] * 8
    return "\n".join(prefix + row for row in rows)[:SIZE]


TEXTS = {
    **{shape: text_of(shape) for shape in SHAPES},
    "wide tables": _wide_tables(""),
    "wide tables in a quote": _wide_tables("> "),
    "a long line": "word " * (SIZE // 5),
    "nested lists": "".join("  " * depth + "- a\n" for depth in range(120)),
    "nested brackets": "[" * (SIZE // 2) + "]" * (SIZE // 2),
    "nested stars": "*a " * (SIZE // 6) + " a*" * (SIZE // 6),
    "nested directives": ":::note\n" * (SIZE // 16) + ":::\n" * (SIZE // 8),
    "nested fractions": "$" + "\\frac{1}{" * 400 + "x" + "}" * 400 + "$",
    "many short formulas": "$x$ " * (SIZE // 4),
    "hostile code": "```python\n" + "f'{" * (SIZE // 3) + "\n```",
    "quoted code": "```bash\n" + '$(("' * (SIZE // 4) + "\n```",
}
