"""In which order WordprocessingML (ECMA-376, part 1, annex A) lets properties stand; Word refuses files that differ.

Only elements that a list names are judged: what a list leaves out may stand anywhere.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from docx.oxml.ns import qn

ORDER = {
    "w:pPr": "pStyle keepNext keepLines pageBreakBefore framePr widowControl numPr suppressLineNumbers pBdr shd tabs "
    "suppressAutoHyphens kinsoku wordWrap overflowPunct topLinePunct autoSpaceDE autoSpaceDN bidi adjustRightInd "
    "snapToGrid spacing ind contextualSpacing mirrorIndents suppressOverlap jc textDirection textAlignment "
    "textboxTightWrap outlineLvl divId cnfStyle rPr sectPr pPrChange",
    "w:rPr": "rStyle rFonts b bCs i iCs caps smallCaps strike dstrike outline shadow emboss imprint noProof snapToGrid "
    "vanish webHidden color spacing w kern position sz szCs highlight u effect bdr shd fitText vertAlign rtl cs em "
    "lang eastAsianLayout specVanish oMath",
    "w:tblPr": "tblStyle tblpPr tblOverlap bidiVisual tblStyleRowBandSize tblStyleColBandSize tblW jc tblCellSpacing "
    "tblInd tblBorders shd tblLayout tblCellMar tblLook tblCaption tblDescription",
    "w:tcPr": "cnfStyle tcW gridSpan hMerge vMerge tcBorders shd noWrap tcMar textDirection tcFitText vAlign hideMark",
    "w:sectPr": "headerReference footerReference footnotePr endnotePr type pgSz pgMar paperSrc pgBorders lnNumType "
    "pgNumType cols formProt vAlign noEndnote titlePg textDirection bidi rtlGutter docGrid printerSettings",
    "w:tbl": "tblPr tblGrid tr",
    "w:tc": "tcPr",
    "w:style": "name aliases basedOn next link autoRedefine hidden uiPriority semiHidden unhideWhenUsed qFormat locked "
    "personal personalCompose personalReply rsid pPr rPr tblPr trPr tcPr tblStylePr",
}


def out_of_order(part: Any) -> Iterator[str]:
    """Every element of a part whose children stand in another order, with that order."""
    for tag, names in ORDER.items():
        places = {qn(f"w:{name}"): at for at, name in enumerate(names.split())}
        for element in part.iter(qn(tag)):
            children = [child for child in element if child.tag in places]
            order = [places[child.tag] for child in children]
            if order != sorted(order):
                yield f"{tag}: {' '.join(child.tag.rpartition('}')[2] for child in children)}"


def cells_without_paragraph(part: Any) -> list[Any]:
    """Cells that do not end with a paragraph, which Word calls damage."""
    return [cell for cell in part.iter(qn("w:tc")) if cell[-1].tag != qn("w:p")]
