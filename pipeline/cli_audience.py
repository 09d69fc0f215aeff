"""`kezhi audience`: a segment, filter, action or budget choice as a file for a campaign, for analysts."""

from pathlib import Path
from typing import Annotated, cast, get_args

import typer

from config.settings import Role
from pipeline.cli_options import AsJson, Workspace, errors, print_json, settings_of


def audience(
    *,
    out: Annotated[Path, typer.Option(help="File to write: .csv, .xlsx or .parquet.")],
    segment: Annotated[
        str, typer.Option(help="Your own segment, an RFM segment or a value tier, by key or name.")
    ] = "",
    filters: Annotated[
        list[str] | None, typer.Option("--filter", help='Such as "recency_days ge 90" (repeatable: all must hold).')
    ] = None,
    action: Annotated[
        list[str] | None, typer.Option(help="Only whose next best action this is (repeatable: any of them).")
    ] = None,
    budget: Annotated[
        float | None, typer.Option(min=0, help="Money for all contacts: whom it is best spent on.")
    ] = None,
    limit: Annotated[int | None, typer.Option(min=1, help="Only so many, the most valuable first.")] = None,
    hold_out: Annotated[
        float | None,
        typer.Option(min=0, max=0.9, help="Share held out as control group.", show_default="0.1 with --budget, else 0"),
    ] = None,
    seed: Annotated[int, typer.Option(min=0, help="Draws who is held out.")] = 7,
    channel: Annotated[str, typer.Option(help="email, sms or phone.")] = "email",
    form: Annotated[str, typer.Option("--format", help="generic, klaviyo or shopify.")] = "generic",
    unknown_consent: Annotated[
        str, typer.Option(help="exclude, or include customers whose consent is not known.")
    ] = "exclude",
    suppress: Annotated[
        Path | None, typer.Option(help="File of e-mails, phones or ids never to contact, beside that of kezhi.toml.")
    ] = None,
    role: Annotated[str, typer.Option(help="analyst; the others may not.")] = "analyst",
    user: Annotated[str | None, typer.Option(help="Who exports, for the audit log.", show_default="login name")] = None,
    workspace: Workspace = None,
    json_: AsJson = False,
) -> None:
    """Export whom to contact: value, action, consent and suppression, for a CRM, Klaviyo or Shopify."""
    from data.audience_formats import FORMS, Form
    from data.consent import CHANNELS, Channel
    from data.filter_text import filter_of
    from pipeline.audience import write_audience
    from tools.audience_choice import AudienceOrder

    _check("--channel", channel, CHANNELS)
    _check("--format", form, FORMS)
    _check("--role", role, get_args(Role))
    _check("--unknown-consent", unknown_consent, ("exclude", "include"))
    settings = settings_of(workspace)
    order = AudienceOrder(
        channel=cast("Channel", channel),
        segment=segment,
        filters=tuple(filter_of(line) for line in filters or ()),
        actions=tuple(action or ()),
        budget=budget,
        limit=limit,
        control_share=hold_out,
        seed=seed,
        unknown_too=unknown_consent == "include",
        suppress=suppress,
    )
    who = settings.user_name() if user is None else user
    made = write_audience(order, out, settings, form=cast("Form", form), role=cast("Role", role), user=who)
    if json_:
        print_json(made)
        return
    for note in made["notes"]:
        errors.print(note)
    _tell(made)


def _check(option: str, value: str, known: tuple[str, ...]) -> None:
    if value not in known:
        raise typer.BadParameter(f"{value!r}; expected {', '.join(known)}", param_hint=option)


def _tell(made: dict[str, object]) -> None:
    """Who may be contacted and why the others not: numbers only."""
    from tools.audience_tools import REASON_NAMES

    counts = cast("dict[str, int]", made["counts"])
    for reason, count in counts.items():
        typer.echo(f"{count:>9,}  {REASON_NAMES[reason].en}")
    typer.echo(f"{made['rows']:,} rows: {made['file']}")
