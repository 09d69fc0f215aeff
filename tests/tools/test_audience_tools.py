"""Audiences: who may be contacted, why the others not, and that nothing personal is told by the tool."""

import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
import pytest

from config.errors import AccessError, InputError, ToolInputError
from config.settings import Settings
from data.audience_files import audience_bytes
from data.audience_formats import in_form
from data.builds import Build
from data.company_file import COMPANY_FILE
from data.query_tables import QueryTables
from data.spec import Filter
from tools.action_tools import PlanArguments, plan_actions
from tools.audience_choice import AudienceOrder, choose_audience
from tools.audience_tools import AudienceArguments, page_address, prepare_audience
from tools.context import ToolContext
from tools.shop import Shop

CONSENT = {"0012": "yes", "12": "no", "13085": "yes", "17850": None, "18000": "subscribed", "K7": "pending"}


@pytest.fixture(scope="module")
def asked(shop: Shop, customers: pd.DataFrame) -> ToolContext:
    """An analyst of the handmade shop, whose customers were asked for their consent."""
    held = customers.assign(attr_accepts_marketing=customers["customer_id"].map(CONSENT))
    return of(shop, held)


def of(shop: Shop, customers: pd.DataFrame) -> ToolContext:
    old = shop.tables
    tables = QueryTables.create(
        customers,
        shop.build.transactions(),
        reviews=shop.build.reviews(),
        as_of_day=old.as_of_day,
        first_day=old.first_day,
    )
    return ToolContext(Shop(shop.build, Settings(), tables=tables, dictionary=shop.dictionary), "analyst")


def reasons(context: ToolContext, **order: Any) -> dict[str, str]:
    """Customer to what keeps him from being contacted."""
    frame = choose_audience(context, AudienceOrder(**order)).audience.frame
    return dict(zip(frame["customer_id"], frame["suppression"], strict=True))


def test_only_who_agreed_and_can_be_reached_is_to_be_contacted(asked: ToolContext):
    assert reasons(asked) == {
        "13085": "",
        "17850": "consent_unknown",
        "0012": "",
        "18000": "",
        "K7": "consent_unknown",
        "12": "opted_out",
        "K8": "consent_unknown",
        "K9": "no_address",
    }
    included = reasons(asked, unknown_too=True)
    assert {key for key, reason in included.items() if not reason} == {"13085", "17850", "0012", "18000", "K7", "K8"}
    assert included["12"] == "opted_out"


def test_consent_to_marketing_in_general_is_none_to_text_messages_but_a_refusal_is_one(asked: ToolContext):
    told = reasons(asked, channel="sms")
    assert told["12"] == "opted_out"
    assert told["13085"] == "consent_unknown"
    # A number that says no country cannot be dialled from elsewhere.
    assert told["K7"] == told["K9"] == "no_address"


def test_a_shop_without_any_such_column_knows_nobodys_consent(shop: Shop):
    context = ToolContext(shop, "analyst")
    assert set(reasons(context).values()) == {"consent_unknown", "no_address"}
    table = prepare_audience(context, AudienceArguments()).table
    assert "no column of consent" in table.notes[0].en
    told = {"reason": "contact", "name": "may be contacted", "customers": 0, "share": 0.0, "page": None}
    assert table.rows[1] == told


def test_who_may_not_be_contacted_stays_with_the_reason_and_without_name_or_address(asked: ToolContext):
    frame = choose_audience(asked, AudienceOrder()).audience.frame.set_index("customer_id")
    assert frame.loc["0012", ["name", "email", "phone"]].tolist() == [
        "Anna Schmidt",
        "anna@example.com",
        "+49301234567",
    ]
    assert frame.loc["12", ["first_name", "last_name", "name", "email", "phone"]].tolist() == [""] * 5
    assert frame.loc["12", "consent_email"] == "no"
    row = frame.loc["13085"]
    assert (row["predicted_value"], row["predicted_lo"], row["predicted_hi"]) == (612.5, 306.25, 1225.01)
    assert (row["segment"], row["value_tier"], row["risk"], row["last_purchase"]) == (
        *("at_risk", "high"),
        0.5,
        "2010-03-20",
    )


def test_a_suppression_list_names_people_by_address_number_or_id(asked: ToolContext, tmp_path: Path):
    listed = tmp_path / "never.csv"
    listed.write_text("ANNA@example.com\n13085\n+33 1 23 45 67 89\n", encoding="utf-8")
    told = reasons(asked, suppress=listed)
    assert [told[key] for key in ("0012", "13085", "18000")] == ["suppression_list"] * 3
    listed.write_text("note,email\nx,carol@example.com\n13085,nobody@example.com\n", encoding="utf-8")
    assert reasons(asked, suppress=listed)["13085"] == "suppression_list"
    assert reasons(asked, suppress=listed)["0012"] == ""
    listed.write_text("note,reason\nx,y\n", encoding="utf-8")
    with pytest.raises(InputError, match="no column of customer ids, e-mails or phones"):
        reasons(asked, suppress=listed)
    with pytest.raises(InputError, match="is not there; without it nobody is exported"):
        reasons(asked, suppress=tmp_path / "gone.csv")


def test_the_companys_file_names_list_columns_and_days_of_rest(shop: Shop, customers: pd.DataFrame, tmp_path: Path):
    held = customers.assign(
        attr_contactable=customers["customer_id"].map({"0012": "是", "13085": "是", "18000": "否"}),
        attr_last_contacted=customers["customer_id"].map({"0012": "2010-06-25", "13085": "2010-01-01"}),
    )
    path = tmp_path / "builds" / shop.build.path.name
    path.parent.mkdir()
    path.symlink_to(shop.build.path)
    context = of(Shop(Build(path, shop.manifest), Settings(), tables=shop.tables, dictionary=shop.dictionary), held)
    (tmp_path / "never.csv").write_text("email\ncarol@example.com\n", encoding="utf-8")
    rules = '[audiences]\nsuppress = "never.csv"\nrest_days = 14\n[audiences.consent]\nemail = "contactable"\n'
    (tmp_path / COMPANY_FILE).write_text(rules, encoding="utf-8")
    told = reasons(context)
    assert (told["0012"], told["13085"], told["18000"]) == ("recently_contacted", "suppression_list", "opted_out")
    (tmp_path / COMPANY_FILE).write_text('[audiences]\nsupress = "never.csv"\n', encoding="utf-8")
    with pytest.raises(InputError, match=r"kezhi.toml, column 'audiences.supress'"):
        reasons(context)
    (tmp_path / COMPANY_FILE).write_text('[audiences.consent]\nemail = "contactble"\n', encoding="utf-8")
    with pytest.raises(InputError, match="no column 'contactble'; possible: contactable"):
        reasons(context)


def test_two_customers_of_one_address_are_written_to_once(shop: Shop, customers: pd.DataFrame):
    held = customers.assign(attr_consent="yes", email="Same@example.com")
    told = reasons(of(shop, held))
    assert [key for key, reason in told.items() if not reason] == ["13085"]
    assert set(told.values()) == {"", "same_address"}


def test_a_budget_reaches_whom_plan_actions_reaches_and_holds_the_same_ones_out(shop: Shop, customers: pd.DataFrame):
    context = of(shop, customers.assign(attr_consent="yes", email=customers["customer_id"] + "@example.com"))
    plan = plan_actions(context, PlanArguments(budget=30, what="customers", control_share=0.4)).table
    groups = {str(row["customer_id"]): str(row["group"]) for row in plan.rows}
    frame = choose_audience(context, AudienceOrder(budget=30, control_share=0.4)).audience.frame
    assert len(groups) > 1
    assert {"to be contacted", "to be held out"} == set(groups.values())
    names = {"contact": "to be contacted", "control": "to be held out"}
    assert dict(zip(frame["customer_id"], frame["group"].map(names), strict=True)) == groups
    assert frame.loc[frame["group"] == "control", "email"].tolist() == [""] * (frame["group"] == "control").sum()


def test_segment_filter_action_and_number_choose_together(asked: ToolContext):
    assert set(reasons(asked, segment="流失风险客户")) == {"13085"}
    assert set(reasons(asked, segment="High value")) == {"13085", "17850"}
    german = (Filter(column="country", op="eq", value="Germany"),)
    assert set(reasons(asked, filters=german)) == {"0012", "12"}
    assert set(reasons(asked, filters=german, limit=1)) == {"0012"}
    frame = choose_audience(asked, AudienceOrder()).audience.frame
    action = str(frame["action"].iloc[0])
    assert set(reasons(asked, actions=(action,))) == set(frame.loc[frame["action"] == action, "customer_id"])
    with pytest.raises(ToolInputError, match="there is no segment 'vips'; segments: champions"):
        reasons(asked, segment="vips")
    with pytest.raises(ToolInputError, match="no action is called 'nag'"):
        reasons(asked, actions=("nag",))
    with pytest.raises(ToolInputError, match="not chosen by names"):
        reasons(asked, filters=(Filter(column="email", op="contains", value="anna"),))


def test_the_tool_tells_numbers_and_the_page_and_nothing_personal(call: Callable[..., Any]):
    said = call("prepare_audience", segment="at_risk", channel="sms")
    result = said.result
    told = [(row["reason"], row["customers"]) for row in result.table.rows]
    assert told == [("all", 1), ("contact", 0), ("consent_unknown", 1)]
    assert result.extra["page"] == "/audiences?segment=at_risk&channel=sms"
    assert not any(part in str(said.messages[-1].artifact) for part in ("@", "Carol", "7946"))


@pytest.mark.parametrize("role", ["business", "support"])
def test_others_than_analysts_are_refused_in_their_language(role: Any, call: Callable[..., Any], shop: Shop):
    assert call("prepare_audience", role=role).error["error"] == "refused"
    with pytest.raises(AccessError, match="不能导出客户"):
        prepare_audience(ToolContext(shop, role, "zh"), AudienceArguments())


def test_an_address_says_the_whole_order():
    asked = AudienceArguments(
        filters=[Filter(column="country", op="in", value=["Germany", "France"])],
        budget=50,
        format="klaviyo",
        unknown_consent=True,
    )
    assert page_address(asked) == (
        "/audiences?filter=country+in+%5B%22Germany%22%2C+%22France%22%5D&budget=50&format=klaviyo&unknown=include"
    )


def test_each_format_comes_back_as_it_was_written(asked: ToolContext):
    audience = choose_audience(asked, AudienceOrder()).audience
    plain = in_form(audience, "generic")
    csv = audience_bytes(plain, form="generic", kind="csv")
    assert csv.startswith(b"\xef\xbb\xbf")
    read = pd.read_csv(io.BytesIO(csv), dtype="str", encoding="utf-8-sig", keep_default_na=False)
    assert read["customer_id"].tolist() == plain["customer_id"].tolist()
    assert read["phone"].tolist() == plain["phone"].tolist()
    parquet = pd.read_parquet(io.BytesIO(audience_bytes(plain, form="generic", kind="parquet")))
    pd.testing.assert_frame_equal(parquet, plain, check_dtype=False)
    sheet = openpyxl.load_workbook(io.BytesIO(audience_bytes(plain, form="generic", kind="xlsx"))).active
    assert sheet is not None
    rows = list(sheet.iter_rows(values_only=True))
    assert list(rows[0]) == list(plain.columns)
    assert [row[0] for row in rows[1:]] == plain["customer_id"].tolist()
    assert rows[1][rows[0].index("predicted_value")] == 612.5


def test_klaviyo_and_shopify_get_their_own_heads_and_only_whom_to_contact(asked: ToolContext):
    audience = choose_audience(asked, AudienceOrder()).audience
    klaviyo = pd.read_csv(io.BytesIO(audience_bytes(in_form(audience, "klaviyo"), form="klaviyo", kind="csv")))
    assert list(klaviyo.columns[:6]) == [
        *("Email", "Phone Number", "First Name", "Last Name"),
        *("Email Marketing Consent", "SMS Marketing Consent"),
    ]
    assert klaviyo["Email"].tolist() == ["carol@example.com", "anna@example.com", "elodie@example.com"]
    assert set(klaviyo["Email Marketing Consent"]) == {"Subscribed"}
    # Nobody agreed to text messages, so that no number is given away.
    assert klaviyo["Phone Number"].isna().all()
    shopify = pd.read_csv(io.BytesIO(audience_bytes(in_form(audience, "shopify"), form="shopify", kind="csv")))
    assert list(shopify.columns) == [
        *("First Name", "Last Name", "Email", "Accepts Email Marketing", "Phone", "Accepts SMS Marketing"),
        *("Tags", "Note"),
    ]
    assert set(shopify["Accepts Email Marketing"]) == {"yes"}
    assert set(shopify["Accepts SMS Marketing"]) == {"no"}
    assert shopify["Tags"][0].startswith("kezhi, kezhi-at_risk, kezhi-high")
    with pytest.raises(InputError, match="Klaviyo imports CSV files"):
        audience_bytes(klaviyo, form="klaviyo", kind="xlsx")
    calls = choose_audience(asked, AudienceOrder(channel="phone")).audience
    with pytest.raises(InputError, match="for calls take the format generic"):
        in_form(calls, "shopify")


def test_no_hostile_name_becomes_a_formula(shop: Shop, customers: pd.DataFrame):
    hostile = ["=HYPERLINK(1)", "+1|cmd", "-2+3", "@SUM(A1)", "\t=1", "＝1+1", " =2", "Ann"]
    held = customers.assign(attr_consent="yes", email=customers["customer_id"] + "@example.com", name=hostile)
    held.loc[held["name"] == "Ann", "email"] = "=cmd@example.com"
    frame = choose_audience(of(shop, held), AudienceOrder()).audience.frame
    assert frame.set_index("customer_id").loc["K9", "suppression"] == "no_address"
    csv = audience_bytes(
        in_form(choose_audience(of(shop, held), AudienceOrder()).audience, "generic"), form="generic", kind="csv"
    )
    names = pd.read_csv(io.BytesIO(csv), keep_default_na=False)["name"]
    assert sorted(name for name in names if name) == sorted(
        ["'=HYPERLINK(1)", "'+1|cmd", "'-2+3", "'@SUM(A1)", "'=1", "'＝1+1", "'=2"]
    )
    book = openpyxl.load_workbook(io.BytesIO(audience_bytes(frame, form="generic", kind="xlsx")))
    sheet = book.active
    assert sheet is not None
    cells = [cell for row in sheet.iter_rows() for cell in row]
    assert not [cell for cell in cells if cell.data_type == "f"]
    assert [cell.quotePrefix for cell in cells if cell.value == "=HYPERLINK(1)"] == [True]


def test_a_forgotten_customer_who_came_back_under_another_id_is_left_out(
    shop: Shop, customers: pd.DataFrame, monkeypatch: pytest.MonkeyPatch
):
    from data.forgotten import Forgotten
    from data.identities import pseudonym

    gone = Forgotten().with_customer("old", contacts=[pseudonym("anna@example.com")], orders=[], reviews=[])
    monkeypatch.setattr(Forgotten, "of", staticmethod(lambda root: gone))
    assert reasons(of(shop, customers.assign(attr_consent="yes")))["0012"] == "forgotten"
