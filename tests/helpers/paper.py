"""Documents of our own making: a small PDF writer, and an invented treaty as long as one wants it."""

from __future__ import annotations

import random
import zlib

WORDS = (  # noqa: SIM905  (read as prose)
    "each party shall grant to goods of the other a duty no higher than that set out here unless both agree in "
    "writing on another date where the competent authority finds that a measure is needed it may ask for talks within "
    "thirty days and publish what was decided in good time for traders to act on it under this part of the accord "
    "harbour orchard lantern copper willow meadow timber saddle basket anchor pebble ribbon candle mirror garden"
).split()


def pdf(pages, *, labels=None, size=(612, 792), font=10):
    """Bytes of a PDF; each page is a list of (x, y from the bottom, text[, font size])."""
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R%s >>" % _labels(labels),
        b"",
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
    ]
    kids = []
    for items in pages:
        text = b"\n".join(
            b"BT /F1 %g Tf 1 0 0 1 %g %g Tm (%s) Tj ET"
            % (item[3] if len(item) > 3 else font, item[0], item[1], _escaped(item[2]))
            for item in items
        )
        body = zlib.compress(text)
        objects.append(b"<< /Length %d /Filter /FlateDecode >>\nstream\n" % len(body) + body + b"\nendstream")
        stream = len(objects)
        objects.append(
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 %g %g] /Resources << /Font << /F1 3 0 R >> >> /Contents %d 0 R >>"
            % (*size, stream)
        )
        kids.append(len(objects))
    objects[1] = b"<< /Type /Pages /Count %d /Kids [%s] >>" % (
        len(kids),
        b" ".join(b"%d 0 R" % k for k in kids),
    )
    out, places = bytearray(b"%PDF-1.5\n"), []
    for number, body in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n" % number + body + b"\nendobj\n"
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % place for place in places)
    out += b"trailer << /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF" % (len(objects) + 1, start)
    return bytes(out)


def _escaped(text):
    raw = text.encode("cp1252")
    return raw.replace(b"\\", b"\\\\").replace(b"(", b"\\(").replace(b")", b"\\)")


def _labels(labels):
    if not labels:
        return b""
    nums = b" ".join(b"%d << /P (%s) >>" % (n, label.encode()) for n, label in enumerate(labels))
    return b" /PageLabels << /Nums [%s] >>" % nums


def sentence(seed, words=18):
    """An invented sentence, the same for the same seed."""
    rng = random.Random(seed)
    said = " ".join(rng.choice(WORDS) for _ in range(words))
    return said[0].upper() + said[1:] + "."


def treaty(articles, *, chapter="", title="Accord on Lanterns"):
    """Paragraphs of an invented treaty: for each article a heading, a title and three paragraphs with letters."""
    out = [title, ""]
    for number in articles:
        label = f"{chapter}.{number}" if chapter else f"{number}"
        out += [f"Article {label}", f"Matters of the {WORDS[int(number) % 70]}"]
        for paragraph in (1, 2, 3):
            out.append(f"{paragraph}. {sentence(f'{label}/{paragraph}', 30)}")
            if paragraph == 2:
                out += [
                    f"(a) {sentence(f'{label}/2/a', 22)}",
                    f"(b) {sentence(f'{label}/2/b', 12)[:-1]}:",
                    f"(i) {sentence(f'{label}/2/b/i', 10)[:-1]}; or",
                    f"(ii) {sentence(f'{label}/2/b/ii', 26)}",
                    f"(c) {sentence(f'{label}/2/c', 16)}",
                ]
    return out


def wrapped(text, width):
    """Lines of a text, at most ``width`` characters."""
    lines, line = [], ""
    for word in text.split():
        if line and len(line) + 1 + len(word) > width:
            lines.append(line)
            line = word
        else:
            line = f"{line} {word}".strip()
    return [*lines, line] if line else lines


def treaty_pdf(paragraphs, *, header="ACCORD ON LANTERNS", label="I-{}", per_page=46, width=92):
    """The paragraphs as a PDF with a header, a footer with a page label, and lines that run over pages."""
    lines = []
    for paragraph in paragraphs:
        indent = (
            0
            if paragraph[:7] == "Article"
            else 14
            if paragraph[:1].isdigit()
            else 28
            if paragraph[:1] == "("
            else 0
        )
        lines += [(indent, line) for line in wrapped(paragraph, width - indent // 5)] or [(0, "")]
    pages = []
    for first in range(0, len(lines), per_page):
        items = [(72, 756, header), (290, 36, label.format(len(pages) + 1))]
        y = 720
        for indent, line in lines[first : first + per_page]:
            if line:
                items.append((72 + indent, y, line))
            y -= 14
        pages.append(items)
    return pdf(pages)
