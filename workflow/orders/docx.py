"""The DOCX of an order, for whoever goes on editing its words: the same words and places as on the PDF.

The library is loaded where one is made. It writes the moment into every file and knows nothing of languages, of
page numbers or of heads of tables that repeat: those few elements are written here by their names.
"""

from __future__ import annotations

import io
import re
import zipfile
from typing import TYPE_CHECKING, Any

from workflow.orders.documents import Printed, PrintedAppendix, Source, printed

if TYPE_CHECKING:
    from docx.document import Document
    from docx.section import _Footer, _Header
    from docx.styles.style import ParagraphStyle
    from docx.table import _Cell
    from docx.text.paragraph import Paragraph

#: What every office has or replaces by letters of the same widths (Liberation Serif, PT Astra Serif).
FONT = "Times New Roman"
TITLE, APPENDIX = "Heading 1", "Heading 2"  # an office's list of headings shows them
#: Of the library's own template; the other hundred and sixty styles are half a megabyte of nothing.
STYLES = ("Normal", TITLE, APPENDIX, "Header", "Footer", "Table Grid", "Normal Table", "Default Paragraph Font")
WITHOUT = ("/thumbnail", "/customXml", "/stylesWithEffects", "/extended-properties", "/numbering")
#: A zip keeps a moment for each of its parts; ours says nothing, the document's own properties do.
NO_MOMENT = (1980, 1, 1, 0, 0, 0)
#: What XML cannot hold. It can neither be seen on paper.
_NOT_IN_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def render_docx(source: Source) -> bytes:
    """Equal sources give equal bytes: the time inside is that of the registration."""
    from docx import Document

    paper, document = printed(source), Document()
    _empty_of_template(document)
    _describe(document, paper, source)
    _dress(document)
    _page(document, paper)
    _text(document, paper)
    _signature(document, paper)
    for one in paper.appendices:
        _appendix(document, one)
    made = io.BytesIO()
    document.save(made)
    return _without_moments(made.getvalue())


def _empty_of_template(document: Document) -> None:
    """A picture of the empty page, an editor's name and a second copy of the styles come with the library."""
    for holder in (document.part.package, document.part):
        for key in [key for key, one in holder.rels.items() if any(end in one.reltype for end in WITHOUT)]:
            del holder.rels[key]
    for style in [style for style in document.styles if style.name not in STYLES]:
        style.delete()
    for link in list(document.styles.element.iter(_name("link"))):
        link.getparent().remove(link)  # to a style of letters that went with the others


def _describe(document: Document, paper: Printed, source: Source) -> None:
    said, moment = document.core_properties, source.registered_at.replace(microsecond=0, tzinfo=None)
    said.title, said.author, said.language = _clean(paper.name), _clean(paper.authority), "ru-RU"
    said.last_modified_by, said.comments = said.author, ""
    said.created = said.modified = moment
    said.revision = 1


def _dress(document: Document) -> None:
    from docx.shared import Pt

    defaults = document.styles.element.find(_name("docDefaults"))
    language = defaults.find(f".//{_name('lang')}")
    language.set(_name("val"), "ru-RU")
    fonts = defaults.find(f".//{_name('rFonts')}")
    fonts.attrib.clear()  # fonts of a theme would be stronger than ours
    for script in ("ascii", "hAnsi", "eastAsia", "cs"):
        fonts.set(_name(script), FONT)
    _style(document, "Normal", size=13)
    for heading, size in ((TITLE, 13.0), (APPENDIX, 13.0)):
        _style(document, heading, size=size).font.bold = True
    for name in ("Header", "Footer"):
        document.styles[name].paragraph_format.space_after = Pt(0)


def _style(document: Document, name: str, *, size: float) -> ParagraphStyle:
    """Letters of ours, black, with the spaces between lines that the PDF has."""
    from docx.enum.text import WD_LINE_SPACING
    from docx.shared import Pt, RGBColor

    style: ParagraphStyle = document.styles[name]
    properties = style.element.get_or_add_rPr()
    for tag in ("rFonts", "color"):
        for one in properties.findall(_name(tag)):
            properties.remove(one)  # the theme's own, blue and of another family
    style.font.name, style.font.size, style.font.color.rgb = FONT, Pt(size), RGBColor(0, 0, 0)
    for script in ("eastAsia", "cs"):
        properties.find(_name("rFonts")).set(_name(script), FONT)
    form = style.paragraph_format
    form.space_before, form.space_after = Pt(0), Pt(6)
    form.line_spacing_rule, form.line_spacing = WD_LINE_SPACING.MULTIPLE, 1.1
    return style


def _page(document: Document, paper: Printed) -> None:
    """ГОСТ Р 7.0.97: margins in mm, numbers of pages from the second one; our record stands at the foot."""
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.shared import Mm

    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin, section.right_margin = Mm(30), Mm(10)
    section.top_margin, section.bottom_margin = Mm(20), Mm(20)
    section.header_distance = section.footer_distance = Mm(10)
    section.different_first_page_header_footer = True
    number = _only_line(section.header)
    number.alignment = WD_ALIGN_PARAGRAPH.CENTER
    _page_number(number)
    _only_line(section.first_page_header)
    for footer in (section.footer, section.first_page_footer):
        line = _only_line(footer)
        line.alignment = WD_ALIGN_PARAGRAPH.RIGHT
        _say(line, paper.record, size=9)


def _only_line(part: _Header | _Footer) -> Paragraph:
    part.is_linked_to_previous = False
    line: Paragraph = part.paragraphs[0]
    return line


def _page_number(line: Paragraph) -> None:
    from docx.oxml import OxmlElement
    from docx.shared import Pt

    for kind, text in (("begin", ""), ("", "PAGE"), ("separate", ""), ("", "2"), ("end", "")):
        run = line.add_run()
        run.font.size = Pt(11)
        if kind:
            mark: Any = OxmlElement("w:fldChar")
            mark.set(_name("fldCharType"), kind)
            run._r.append(mark)
        elif text == "PAGE":
            asked: Any = OxmlElement("w:instrText")
            asked.text = text
            run._r.append(asked)
        else:
            run.text = text


def _text(document: Document, paper: Printed) -> None:
    from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_TAB_ALIGNMENT
    from docx.shared import Mm, Pt

    centre = WD_ALIGN_PARAGRAPH.CENTER
    issuer = _say(document.add_paragraph(), paper.authority)
    issuer.alignment, issuer.paragraph_format.space_after = centre, Pt(12)
    issuer.paragraph_format.left_indent = issuer.paragraph_format.right_indent = Mm(21)
    kind = _say(document.add_paragraph(), paper.act_type.upper(), size=15, bold=True)
    kind.alignment, kind.paragraph_format.space_after = centre, Pt(12)
    dated = _say(document.add_paragraph(), f"{paper.date}\t№ {paper.number}")
    dated.paragraph_format.tab_stops.add_tab_stop(Mm(170), WD_TAB_ALIGNMENT.RIGHT)
    dated.paragraph_format.space_after = Pt(12)
    title = _say(document.add_paragraph(style=TITLE), paper.title)
    title.paragraph_format.right_indent, title.paragraph_format.space_after = Mm(71), Pt(12)
    for words in (*([paper.preamble] if paper.preamble else []), *paper.clauses):
        line = _say(document.add_paragraph(), words)
        line.alignment, line.paragraph_format.first_line_indent = WD_ALIGN_PARAGRAPH.JUSTIFY, Mm(12.5)
    document.paragraphs[-1].paragraph_format.keep_with_next = True  # a signature does not stand alone on a page


def _signature(document: Document, paper: Printed) -> None:
    from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.shared import Pt

    gap = document.add_paragraph()
    gap.paragraph_format.space_after, gap.paragraph_format.keep_with_next = Pt(12), True
    table = document.add_table(rows=2, cols=3)
    _widths(table, (117.0, 8.0, 45.0))
    _from_the_margin(table, padding=0)
    post, place = table.cell(0, 0), table.cell(0, 2)
    post.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.BOTTOM
    _say(post.paragraphs[0], paper.signatory).paragraph_format.keep_with_next = True
    _underline(place)
    signed = _say(table.cell(1, 2).paragraphs[0], "подпись", size=9)
    signed.alignment = WD_ALIGN_PARAGRAPH.CENTER
    for cell in (post, place, *table.rows[1].cells):
        for line in cell.paragraphs:
            line.paragraph_format.space_after = Pt(0)


def _appendix(document: Document, one: PrintedAppendix) -> None:
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.shared import Mm, Pt

    heading = _say(document.add_paragraph(), "\n".join(one.heading))
    heading.paragraph_format.page_break_before = True
    heading.paragraph_format.left_indent, heading.paragraph_format.space_after = Mm(115), Pt(18)
    title = _say(document.add_paragraph(style=APPENDIX), one.title)
    title.alignment, title.paragraph_format.space_after = WD_ALIGN_PARAGRAPH.CENTER, Pt(9)
    table = document.add_table(rows=1 + len(one.rows), cols=len(one.columns), style="Table Grid")
    _widths(table, one.widths)
    _from_the_margin(table, padding=108)
    _keep_rows(table)
    for cells, words, bold in (
        (row.cells, said, number == 0)
        for number, (row, said) in enumerate(zip(table.rows, (one.columns, *one.rows), strict=True))
    ):
        for cell, word in zip(cells, words, strict=True):
            line = _say(cell.paragraphs[0], word, size=11, bold=bold)
            line.paragraph_format.space_before = line.paragraph_format.space_after = Pt(2)


def _say(line: Paragraph, words: str, *, size: float | None = None, bold: bool | None = None) -> Paragraph:
    from docx.shared import Pt

    run = line.add_run(_clean(words))
    if size is not None:
        run.font.size = Pt(size)
    run.font.bold = bold or None
    return line


def _clean(words: str) -> str:
    return _NOT_IN_XML.sub("", words)


def _widths(table: Any, widths: tuple[float, ...]) -> None:
    """Every cell is told as well: LibreOffice else draws equal columns."""
    from docx.shared import Mm

    table.autofit = False
    for place, width in enumerate(widths):
        table.columns[place].width = Mm(width)
        for cell in table.columns[place].cells:
            cell.width = Mm(width)


def _from_the_margin(table: Any, *, padding: int) -> None:
    """Its edge stands on the margin, where offices push it out by the padding (twentieths of a point)."""
    from docx.oxml import OxmlElement

    indent, margins = OxmlElement("w:tblInd"), OxmlElement("w:tblCellMar")
    indent.set(_name("w"), str(padding))
    indent.set(_name("type"), "dxa")
    for side in ("left", "right"):
        one = OxmlElement(f"w:{side}")
        one.set(_name("w"), str(padding))
        one.set(_name("type"), "dxa")
        margins.append(one)
    properties = table._tbl.tblPr
    layout = properties.find(_name("tblLayout"))
    layout.addprevious(indent)
    layout.addnext(margins)


def _keep_rows(table: Any) -> None:
    """A row is not cut between pages, and the head stands on each of them."""
    from docx.oxml import OxmlElement

    for row in table.rows:
        row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
    table.rows[0]._tr.trPr.append(OxmlElement("w:tblHeader"))


def _underline(cell: _Cell) -> None:
    """Where the signature goes: a line below the cell."""
    from docx.oxml import OxmlElement

    borders: Any = OxmlElement("w:tcBorders")
    bottom: Any = OxmlElement("w:bottom")
    for name, value in (("val", "single"), ("sz", "4"), ("space", "0"), ("color", "000000")):
        bottom.set(_name(name), value)
    borders.append(bottom)
    properties = cell._tc.get_or_add_tcPr()
    properties.append(borders)


def _name(tag: str) -> str:
    from docx.oxml.ns import qn

    return qn(f"w:{tag}")


def _without_moments(made: bytes) -> bytes:
    """The same parts in the same order, packed by nobody at no time."""
    packed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(made)) as given, zipfile.ZipFile(packed, "w") as taken:
        for part in given.infolist():
            about = zipfile.ZipInfo(part.filename, NO_MOMENT)
            about.compress_type, about.create_system = zipfile.ZIP_DEFLATED, 3
            taken.writestr(about, given.read(part))
    return packed.getvalue()
