"""The web app: one Gradio `Blocks` with a route for each page."""

from collections.abc import Sequence
from typing import Protocol

import gradio as gr

from agent.answering import ReviewTexts
from agent.reports.shelf import Shelf
from config.settings import Settings
from prompts.library import load_texts
from ui.audiences import routes as audience_routes
from ui.audiences.page import AudiencesPage
from ui.chat import needs
from ui.chat.needs import Shop
from ui.chat_page import ChatPage
from ui.customer import page as customer_page
from ui.frame import ContentPage, ShopViews, serve_page
from ui.model import page as model_page
from ui.portfolio import page as portfolio_page
from ui.reports.page import ReportsPage
from ui.visitors import PATHS, Door, OpenDoor


class Analyst(
    needs.Analyst,
    customer_page.Analyst,
    portfolio_page.Analyst,
    model_page.Analyst,
    ShopViews,
    audience_routes.Analyst,
    Protocol,
):
    """What all pages together need of agent.analyst.Analyst."""


def build_app(analyst: Analyst, shop: Shop, settings: Settings, *, door: Door | None = None) -> gr.Blocks:
    """All pages over one analyst and one shop; `ui.server` gives them their looks and serves them.

    Args:
        analyst: Answers the questions, and lends pages its tools.
        shop: What the top line shows.
        settings: Of this run.
        door: Knows the visitors; without one everybody is an analyst.
    """
    door = door or OpenDoor()
    blocks: gr.Blocks
    with gr.Blocks(
        title=load_texts("ui", "en")["page.tab"], fill_height=True, fill_width=True, analytics_enabled=False
    ) as blocks:
        chat = ChatPage(analyst, shop, door=door)
        chat.lay_out()
        chat.connect(blocks)
    for page in _content_pages(analyst, shop, Shelf(settings.workspace), door):
        with blocks.route(page.name, PATHS[page.name], show_in_navbar=False):
            serve_page(blocks, page, shop.manifest, door)
    return blocks


def _content_pages(analyst: Analyst, shop: Shop, shelf: Shelf, door: Door) -> Sequence[ContentPage]:
    """The pages beside the chat, in the order of the navigation."""
    customer = customer_page.CustomerPage(analyst, review_text=ReviewTexts(shop), door=door)
    reports = ReportsPage(analyst, shelf, door)
    audiences = AudiencesPage(analyst, door)
    portfolio = portfolio_page.PortfolioPage(analyst, door)
    return (customer, portfolio, model_page.ModelPage(analyst, door), reports, audiences)
