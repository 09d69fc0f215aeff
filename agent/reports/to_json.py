"""A report as JSON: every figure with its value, unit and cell; pictures by the result that they draw."""

import json
from typing import Any

from agent.reports.model import Block, Cell, Grid, Headlines, Inline, Paragraph, Picture, Report, Words


def json_bytes(report: Report) -> bytes:
    """The report as a JSON document in UTF-8."""
    return (json.dumps(to_json(report), ensure_ascii=False, indent=1) + "\n").encode()


def to_json(report: Report) -> dict[str, Any]:
    """The report as plain JSON values."""
    return {
        "kind": report.kind,
        "subject": report.subject,
        "language": report.language,
        "role": report.role,
        "company": report.company.name,
        "title": report.title,
        "facts": list(report.facts),
        "as_of": report.as_of,
        "build": report.build,
        "sections": [
            {"key": s.key, "title": s.title, "blocks": [_block_json(block) for block in s.blocks]}
            for s in report.sections
        ],
        "definitions": [{"name": name, "definition": meaning} for name, meaning in report.definitions],
        "sources": [
            {"id": s.id, "tool": s.tool, "arguments": s.arguments, "as_of": s.as_of, "n": s.n} for s in report.sources
        ],
    }


def _block_json(block: Block) -> dict[str, Any]:
    if isinstance(block, Paragraph):
        return {"type": "paragraph", "text": block.text, "parts": [_inline_json(part) for part in block.inlines]}
    if isinstance(block, Headlines):
        return {
            "type": "headlines",
            "figures": [{"label": label, **_inline_json(figure)} for label, figure in block.tiles],
        }
    if isinstance(block, Grid):
        return {
            "type": "table",
            "caption": block.caption,
            "result": block.result_id,
            "columns": [
                {"key": h.key, "label": h.label, "unit": h.unit, "definition": h.definition} for h in block.headings
            ],
            "rows": [[_cell_json(cell) for cell in row] for row in block.rows],
            "notes": list(block.notes),
        }
    if isinstance(block, Picture):
        return {
            "type": "picture",
            "caption": block.caption,
            "result": block.result_id,
            "alt": [_inline_json(part) for part in block.alt],
        }
    return {
        "type": "quote",
        "review_id": block.part.review_id,
        "start": block.part.start,
        "end": block.part.end,
        "text": block.part.text,
        "from": block.from_whom,
    }


def _inline_json(part: Inline) -> dict[str, Any]:
    if isinstance(part, Words):
        return {"text": part.text}
    return {
        "text": part.text,
        "value": part.value,
        "unit": part.unit,
        "metric": part.metric,
        "entity": part.entity,
        "source": part.source,
    }


def _cell_json(cell: Cell) -> dict[str, Any]:
    return {"text": cell.text, "value": cell.value, "unit": cell.unit, "source": cell.source}
