"""The answer to a wish to export customers: how many may be contacted, why the others not, and where the file is."""

from agent.planner.saying import Saying


def export(s: Saying) -> list[str]:
    """Numbers and the page; names and addresses are for the file alone."""
    r = s.result
    if not r.rows:
        return [s.say("none_plain")]
    head = s.say("export_contact", n=r.cell(1, "customers"), whole=r.cell(0, "customers"))
    lines = [s.joint.join([head, s.say("export_page", page=r.cell(0, "page"))])]
    lines += ["", r.table(rows=len(r.rows), columns=("name", "customers", "share"))]
    return [*lines, *s.closing(every_remark=True)]
