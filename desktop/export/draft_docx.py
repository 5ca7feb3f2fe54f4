"""Drafts as Word documents: real footnotes, tables that repeat their header, captions, pictures.

python-docx writes all but the footnotes, which it does not know: their part is put together here as ECMA-376
(Part 1, 17.11) has it, with the two separators that every reader wants.
"""

from __future__ import annotations

import datetime
import io
from collections.abc import Sequence
from html import escape
from pathlib import Path
from typing import Any, Final

from desktop.core.clipping import Grid, one_line
from desktop.core.draft import Draft, Heading, Paragraph, Picture, Table
from desktop.export.files import fit, whole
from desktop.export.widths import widths

_W: Final = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_FOOTNOTES: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/footnotes"
_FOOTNOTES_TYPE: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml"
# Of the text on a page, in twentieths of a point.
_WIDTH: Final = 9_300
_WIDE: Final = 14_200
# Tables of more columns lie on their side.
_MOST_COLUMNS: Final = 6
_UNBROKEN: Final = 14
_STYLES: Final = {"": "Normal", "quote": "Quote", "note": "Note", "small": "Small print"}


def write(path: Path, draft: Draft, notes: Sequence[str]) -> None:
    """Write a draft; ``notes`` are its footnotes in order. Raises KnownError where the disk refuses."""
    content = made(draft, notes)
    with whole(path) as partial:
        partial.write_bytes(content)


def made(draft: Draft, notes: Sequence[str]) -> bytes:
    """The document as bytes."""
    import docx  # noqa: PLC0415  (only when a document is written)

    document = docx.Document()
    _prepare(document, draft)
    document.add_heading(fit(draft.title), 0)
    number = tables = 0
    for block in draft.blocks:
        if isinstance(block, Heading):
            document.add_heading(fit(block.text), min(block.level, 9))
            continue
        number += bool(block.records)
        note = number if block.records else 0
        if isinstance(block, Paragraph):
            _paragraph(document, block, note)
        elif isinstance(block, Table):
            if not block.grid.heads:
                continue
            tables += 1
            _caption(document, f"Table {tables}. {block.caption}", note)
            _table(document, block.grid, _WIDE if _is_wide(draft) else _WIDTH, compact=draft.compact)
        else:
            _picture(document, block, note)
    if draft.source:
        document.add_paragraph(fit(draft.source), style="Small print")
    _footer(document)
    _add_footnotes(document, notes)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def _prepare(document: Any, draft: Draft) -> None:
    from docx.enum.section import WD_ORIENT  # noqa: PLC0415
    from docx.enum.style import WD_STYLE_TYPE  # noqa: PLC0415
    from docx.shared import Cm, Pt, RGBColor  # noqa: PLC0415

    styles = document.styles
    small, wide = draft.compact, _is_wide(draft)
    styles["Normal"].font.size = Pt(9.5 if small else 11)
    sizes = (
        ("Note", 9.5 if small else 11, True),
        ("Small print", 8 if small else 9, False),
        ("footnote text", 6.5 if small else 9, False),
    )
    for name, size, italic in sizes:
        style = styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
        style.base_style = styles["Normal"]
        style.font.size, style.font.italic = Pt(size), italic
        style.paragraph_format.space_after = Pt(1 if small else 3)
        style.paragraph_format.line_spacing = 1.0
    reference = styles.add_style("footnote reference", WD_STYLE_TYPE.CHARACTER)
    reference.font.superscript = True
    for name in ("Title", *(f"Heading {level}" for level in range(1, 5)), "Caption", "Quote"):
        styles[name].font.color.rgb = RGBColor(0x1B, 0x2A, 0x38)
    if small:
        styles["Title"].font.size, styles["Heading 1"].font.size = Pt(15), Pt(11)
        styles["Heading 1"].paragraph_format.space_before = Pt(4)
        styles["Caption"].paragraph_format.space_after = Pt(2)
    styles["Caption"].font.size = Pt(9 if small else 10)
    styles["Caption"].paragraph_format.keep_with_next = True
    for section in document.sections:
        section.left_margin = section.right_margin = Cm(1.5 if small else 2.3)
        section.page_width, section.page_height = Cm(21.0), Cm(29.7)
        if wide:
            section.orientation = WD_ORIENT.LANDSCAPE
            section.page_width, section.page_height = Cm(29.7), Cm(21.0)
        if small:
            section.top_margin = section.bottom_margin = Cm(1.2)
            section.footer_distance = Cm(0.6)
    properties = document.core_properties
    properties.author = properties.last_modified_by = "USJTA Desk"
    properties.title, properties.comments = fit(draft.title), ""
    if draft.made:
        properties.created = properties.modified = datetime.datetime.fromisoformat(f"{draft.made}T12:00:00")


def _is_wide(draft: Draft) -> bool:
    return any(isinstance(block, Table) and len(block.grid.heads) > _MOST_COLUMNS for block in draft.blocks)


def _paragraph(document: Any, block: Paragraph, note: int) -> None:
    paragraph = document.add_paragraph(style=_STYLES[block.style])
    if block.lead:
        paragraph.add_run(fit(block.lead) + " ").bold = True
    for place, line in enumerate(fit(block.text).split("\n")):
        run = paragraph.add_run()
        if place:
            run.add_break()
        run.add_text(line)
    _mark(paragraph, note)


def _caption(document: Any, text: str, note: int) -> None:
    paragraph = document.add_paragraph(style="Caption")
    paragraph.add_run(fit(one_line(text)))
    _mark(paragraph, note)


def _mark(paragraph: Any, note: int) -> None:
    """The sign of a footnote at the end of a paragraph."""
    if not note:
        return
    from docx.oxml import OxmlElement  # noqa: PLC0415
    from docx.oxml.ns import qn  # noqa: PLC0415

    run = paragraph.add_run()
    run.style = "footnote reference"
    reference = OxmlElement("w:footnoteReference")
    reference.set(qn("w:id"), str(note))
    run._r.append(reference)  # noqa: SLF001  (python-docx has no other way in)


def _table(document: Any, grid: Grid, room: int, *, compact: bool) -> None:
    """Written element by element: python-docx looks every cell up again, which takes minutes for long tables."""
    from docx.oxml import parse_xml  # noqa: PLC0415

    # A tenth of a character of nine points is some 10.5 twentieths of a point.
    across = [round(width * 10.5) for width in widths(grid, round(room / 10.5))]
    edge = '<w:{0} w:val="single" w:sz="4" w:space="0" w:color="999999"/>'
    edges = "".join(edge.format(name) for name in ("top", "left", "bottom", "right", "insideH", "insideV"))
    columns = "".join(f'<w:gridCol w:w="{width}"/>' for width in across)
    half_points = 15 if compact else 18
    rows = "".join(
        _row(grid, row, across, half_points, head=not place)
        for place, row in enumerate((grid.heads, *grid.rows))
    )
    table = parse_xml(
        f'<w:tbl xmlns:w="{_W}"><w:tblPr><w:tblW w:w="5000" w:type="pct"/><w:tblBorders>{edges}</w:tblBorders>'
        '<w:tblCellMar><w:left w:w="70" w:type="dxa"/><w:right w:w="70" w:type="dxa"/></w:tblCellMar>'
        f"</w:tblPr><w:tblGrid>{columns}</w:tblGrid>{rows}</w:tbl>"
    )
    body = document.element.body
    body.insert(len(body) - 1, table)  # before the section's own properties
    after = document.add_paragraph(style="Small print")
    if compact:
        after.paragraph_format.space_after = 0
        after.paragraph_format.line_spacing = 0.5


def _row(grid: Grid, cells: tuple[str, ...], across: Sequence[int], half_points: int, *, head: bool) -> str:
    made = []
    for place, cell in enumerate(cells):
        side = '<w:jc w:val="right"/>' if place in grid.right else ""
        bold = "<w:b/>" if head else ""
        whole_cell = "<w:noWrap/>" if len(cell) <= _UNBROKEN and " " not in cell.strip() else ""
        shade = '<w:shd w:val="clear" w:color="auto" w:fill="E8EDF1"/>' if head else ""
        made.append(
            f'<w:tc><w:tcPr><w:tcW w:w="{across[place]}" w:type="dxa"/>{shade}{whole_cell}</w:tcPr>'
            f"<w:p><w:pPr><w:spacing w:after='0'/>{side}</w:pPr><w:r><w:rPr>{bold}"
            f'<w:sz w:val="{half_points}"/></w:rPr><w:t xml:space="preserve">{escape(fit(one_line(cell)))}</w:t></w:r></w:p></w:tc>'
        )
    repeat = "<w:tblHeader/>" if head else ""
    return f"<w:tr><w:trPr><w:cantSplit/>{repeat}</w:trPr>{''.join(made)}</w:tr>"


def _picture(document: Any, block: Picture, note: int) -> None:
    from docx.shared import Cm  # noqa: PLC0415

    shape = document.add_picture(io.BytesIO(block.png), width=Cm(block.width_cm))
    shape._inline.docPr.set("descr", fit(block.alt))  # noqa: SLF001  (python-docx has no other way in)
    document.paragraphs[-1].paragraph_format.keep_with_next = True
    _caption(document, block.caption, note)


def _footer(document: Any) -> None:
    """Page numbers."""
    from docx.oxml import parse_xml  # noqa: PLC0415

    paragraph = document.sections[0].footer.paragraphs[0]
    paragraph.alignment = 1
    for field in ("PAGE", "NUMPAGES"):
        if field == "NUMPAGES":
            paragraph.add_run(" / ")
        paragraph._p.append(  # noqa: SLF001
            parse_xml(
                f'<w:fldSimple xmlns:w="{_W}" w:instr=" {field} "><w:r><w:t>1</w:t></w:r></w:fldSimple>'
            )
        )


def _add_footnotes(document: Any, notes: Sequence[str]) -> None:
    """The part with the footnotes, and the mention of its separators in the settings."""
    if not notes:
        return
    from docx.opc.packuri import PackURI  # noqa: PLC0415
    from docx.opc.part import Part  # noqa: PLC0415
    from docx.oxml import parse_xml  # noqa: PLC0415

    separators = "".join(
        f'<w:footnote w:type="{kind}" w:id="{number}"><w:p><w:pPr><w:spacing w:after="0"/></w:pPr><w:r><w:{sign}/></w:r></w:p></w:footnote>'
        for number, kind, sign in (
            (-1, "separator", "separator"),
            (0, "continuationSeparator", "continuationSeparator"),
        )
    )
    style = document.styles["footnote text"].style_id
    sign = document.styles["footnote reference"].style_id
    written = "".join(
        f'<w:footnote w:id="{number}"><w:p><w:pPr><w:pStyle w:val="{style}"/></w:pPr><w:r><w:rPr><w:rStyle w:val="{sign}"/>'
        f'</w:rPr><w:footnoteRef/></w:r><w:r><w:t xml:space="preserve"> {escape(fit(note))}</w:t></w:r></w:p></w:footnote>'
        for number, note in enumerate(notes, 1)
    )
    xml = (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
        f'<w:footnotes xmlns:w="{_W}">{separators}{written}</w:footnotes>'
    )
    part = Part(PackURI("/word/footnotes.xml"), _FOOTNOTES_TYPE, xml.encode(), document.part.package)
    document.part.relate_to(part, _FOOTNOTES)
    properties = parse_xml(
        f'<w:footnotePr xmlns:w="{_W}"><w:footnote w:id="-1"/><w:footnote w:id="0"/></w:footnotePr>'
    )
    settings = document.settings.element
    # The schema has an order: footnote properties stand before compatibility settings.
    compat = settings.find(f"{{{_W}}}compat")
    if compat is not None:
        compat.addprevious(properties)
    else:
        settings.append(properties)
