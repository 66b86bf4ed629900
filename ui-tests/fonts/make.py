"""Draws the font of the compared pictures: a box for each character, as wide as the character decides.

So a picture is the same whatever fonts a machine has, and another word is another picture all the same.
Run with fonttools installed: ``python ui-tests/fonts/make.py``.
"""

from __future__ import annotations

from pathlib import Path

from fontTools.fontBuilder import FontBuilder
from fontTools.pens.ttGlyphPen import TTGlyphPen

EM, ASCENT, DESCENT, HEIGHT = 1000, 800, 200, 500
WIDTHS = (400, 450, 500, 550, 600)

#: Latin, its accents, punctuation, dashes, quotes, arrows and mathematical signs.
CODES = [*range(0x20, 0x7F), *range(0xA0, 0x250), *range(0x2010, 0x2030), *range(0x2190, 0x2200)]


def box(width: int) -> object:
    """A box that stands on the line, with a gap beside it."""
    pen = TTGlyphPen(None)
    pen.moveTo((50, 0))
    for corner in ((50, HEIGHT), (width - 50, HEIGHT), (width - 50, 0)):
        pen.lineTo(corner)
    pen.closePath()
    return pen.glyph()


def main() -> None:
    """Write the font beside this file."""
    names = {code: f"u{code:04X}" for code in CODES}
    widths = {name: WIDTHS[code % len(WIDTHS)] for code, name in names.items()}
    glyphs = {name: box(widths[name]) for name in names.values()}
    glyphs[names[0x20]] = glyphs[names[0xA0]] = TTGlyphPen(None).glyph()
    builder = FontBuilder(EM, isTTF=True)
    builder.setupGlyphOrder([".notdef", *names.values()])
    builder.setupCharacterMap(names)
    builder.setupGlyf({".notdef": box(500), **glyphs})
    builder.setupHorizontalMetrics({name: (width, 50) for name, width in {".notdef": 500, **widths}.items()})
    builder.setupHorizontalHeader(ascent=ASCENT, descent=-DESCENT)
    builder.setupNameTable({"familyName": "Boxes", "styleName": "Regular"})
    builder.setupOS2(sTypoAscender=ASCENT, sTypoDescender=-DESCENT, usWinAscent=ASCENT, usWinDescent=DESCENT)
    builder.setupPost()
    builder.font["head"].created = builder.font["head"].modified = 0
    builder.save(Path(__file__).with_name("boxes.ttf"))


if __name__ == "__main__":
    main()
