"""Every tool the agent may call."""

from typing import TYPE_CHECKING

from langchain_core.tools import BaseTool

from tools.action_tools import plan_tool
from tools.assessment_tools import assess_tool
from tools.audience_tools import audience_tool
from tools.chart_tools import chart_tool
from tools.customer_tools import lookup_tool
from tools.describe_tools import describe_tool
from tools.explanation_tools import explain_tool
from tools.group_simulation import group_tool
from tools.portfolio_tools import portfolio_tool
from tools.prediction_tools import predict_tool
from tools.query_tools import query_tool
from tools.report_tools import report_tool
from tools.review_tools import search_tool
from tools.simulation_tools import simulate_tool
from tools.summary_tools import summary_tool

if TYPE_CHECKING:
    from config.settings import Role
    from tools.shop import Shop


def build_tools(shop: "Shop", role: "Role") -> list[BaseTool]:
    """The tools for a shop, in the order in which a model reads them; those without data to work on are left out.

    The role only decides what the descriptions tell the model; what it may see is decided at each call, by the context
    the tool is called in.
    """
    tools = [
        describe_tool(),
        query_tool("customers", role, shop.dictionary),
        query_tool("orders", role, shop.dictionary),
    ]
    if shop.tables.reviews is not None:
        tools.append(query_tool("reviews", role, shop.dictionary))
    tools += [lookup_tool(), predict_tool(), explain_tool(), simulate_tool(), group_tool(), plan_tool(), assess_tool()]
    tools += [portfolio_tool(), audience_tool()]
    if shop.manifest.embedder is not None:
        tools += [search_tool(), summary_tool()]
    return [*tools, report_tool(), chart_tool()]
