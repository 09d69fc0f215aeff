"""A report made by hand, whose texts try everything that a text from a file may try."""

import struct
import zlib

from agent.answers import QuotePart, ValuePart
from agent.reports.model import (
    Cell,
    Company,
    Grid,
    Heading,
    Headlines,
    Paragraph,
    Picture,
    Quotation,
    Report,
    Section,
    Source,
    Words,
)
from prompts.library import load_texts

HOSTILE = '=HYPERLINK("http://evil.example","x")'
SCRIPT = "<script>alert(1)</script> | [x](http://evil.example)"
EMOJI = "good 😀👍🏽"


def png(width=4, height=2):
    def chunk(kind, content):
        return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))

    rows = b"".join(b"\x00" + b"\x2f\x7d\x6d" * width for _ in range(height))
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


class Dots:
    """A drawing of eight dots."""

    width, svg, png = 2.0, b"<svg/>", png()


def value(text, number, unit="GBP", source="r1.rows[0].revenue"):
    return ValuePart(text, number, unit, "revenue", "all customers", source)


def made_report(language="en", company=None):
    heads = (Heading("country", "Country", "text", ""), Heading("revenue", "Revenue", "money", "Net of returns."))
    rows = (
        (
            Cell(HOSTILE, HOSTILE, "text", "r1.rows[0].country", is_figure=False),
            Cell("£1,234.50", 1234.5, "GBP", "r1.rows[0].revenue", is_figure=True),
        ),
        (
            Cell(SCRIPT, SCRIPT, "text", "r1.rows[1].country", is_figure=False),
            Cell("—", None, "GBP", "r1.rows[1].revenue", is_figure=False),
        ),
    )
    quote = QuotePart("v1", "0012", 0, 6, EMOJI, 5.0, "2010-01-12", "Lamp", "r2.rows[0]")
    picture = Picture("Revenue", "r3", (Words("Highest: "), value("£1,234.50", 1234.5)), Dots())
    summary = Section("summary", "Summary", (Paragraph((Words(SCRIPT + " "), value("£1,234.50", 1234.5))),))
    body = Section(
        "country",
        "Countries",
        (
            Headlines((("Revenue", value("£1,234.50", 1234.5)), ("Share", value("12.3%", 0.1234, "share")))),
            Grid("Revenue by country", "r1", heads, rows, (SCRIPT,)),
            picture,
            Quotation(quote, EMOJI, "12 January 2010"),
        ),
    )
    return Report(
        kind="portfolio",
        subject="",
        language=language,
        role="analyst",
        company=company or Company(),
        title="Customer portfolio" if language == "en" else "客户组合报告",
        facts=(SCRIPT,),
        sections=(summary, body),
        definitions=(("Revenue", HOSTILE),),
        sources=(Source("r1", "query_orders", '{"limit": 5}', "2010-06-30", 2),),
        as_of="2010-06-30",
        build="b1",
        texts=load_texts("report", language),
    )
