"""A logo as dots, for Word and Excel, which know no SVG: drawn by the PDF's own painter, then looked at with pdfium."""

import io
from functools import lru_cache
from typing import Final

from agent.reports.model import Company

SVG: Final = "image/svg+xml"
# Of the page that it is drawn on, in millimetres; and dots for each point of it.
_BREADTH, _HEIGHT, _DOTS = 120.0, 24.0, 3.0


def logo_dots(company: Company) -> bytes:
    """The logo as PNG; empty where the company has none.

    Raises:
        ValueError: Nothing of it can be drawn.
    """
    return _drawn(company.logo) if company.logo_type == SVG else company.logo


@lru_cache(maxsize=8)
def _drawn(svg: bytes) -> bytes:
    from fpdf import FPDF
    from PIL import Image, ImageChops
    from pypdfium2 import PdfDocument

    paper = FPDF(unit="mm", format=(_BREADTH, _HEIGHT))
    paper.set_auto_page_break(auto=False)
    paper.add_page()
    paper.image(io.BytesIO(svg), x=0, y=0, w=_BREADTH, h=_HEIGHT, keep_aspect_ratio=True)
    with PdfDocument(bytes(paper.output())) as document:
        page = document[0].render(scale=_DOTS).to_pil().convert("RGB")
    # The white around it goes; a logo that is white all over is none.
    box = ImageChops.difference(page, Image.new("RGB", page.size, "white")).getbbox()
    if box is None:
        raise ValueError("nothing to be seen")
    target = io.BytesIO()
    page.crop(box).save(target, format="PNG")
    return target.getvalue()
