"""`python -m ui`: opens a workspace's current build and serves the chat page."""

import argparse
import logging
import socket
import sys
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, get_args

from config.errors import InputError, KezhiError
from config.settings import Role, Settings

# How often it is looked whether a new build is in use; a question looks by itself.
_LOOK_SECONDS = 2.0

if TYPE_CHECKING:
    from agent.analyst import Analyst
    from tools.shop import Shop


def main(arguments: Sequence[str] | None = None) -> int:
    """Serve until interrupted; 0 when done, 2 when the workspace or the address cannot be used."""
    parser = argparse.ArgumentParser(prog="python -m ui", description="The chat page over a workspace's current build.")
    parser.add_argument("--workspace", type=Path, help="directory that holds the builds")
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on (default: this machine only)")
    parser.add_argument("--port", type=int, default=7860, help="port to listen on; 0 takes a free one")
    parser.add_argument("--role", choices=get_args(Role), help="role without accounts (default: analyst)")
    parser.add_argument("--open", action="store_true", help="open the page in the browser")
    options = parser.parse_args(arguments)
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    for noisy in ("httpx", "httpx2", "gradio", "asyncio", "fontTools", "fpdf"):
        logging.getLogger(noisy).setLevel(logging.WARNING)
    try:
        return _serve(options)
    except InputError as error:
        sys.stderr.write(f"{error}\n")
        return 2
    except KeyboardInterrupt:
        return 0


def _serve(options: argparse.Namespace) -> int:
    # Late: `--help` and a wrong workspace should not wait for Gradio and the agent.
    from data.workspace import Workspace

    settings = Settings() if options.workspace is None else Settings(workspace=options.workspace)
    build = Workspace(settings.workspace).current()

    from ui.accounts.door import GuardedDoor
    from ui.server import listen, serve

    proxies = settings.proxy_addresses()
    door = GuardedDoor(settings.workspace, role=options.role or "analyst")
    if options.role and door.guarded:
        door.close()
        raise InputError(
            f"this workspace has accounts, and whoever logs in has the role of the account, so --role {options.role} "
            "would not hold; leave it out, or change a role: kezhi users role NAME --role ROLE"
        )
    bound = listen(options.host, options.port)
    _check_reach(bound, options.host, workspace=settings.workspace, guarded=door.guarded, proxies=proxies)

    from agent.analyst import Analyst
    from tools.shop import Shop
    from ui.present import PresentShop

    analyst = Analyst(Shop.open(build, settings), settings, folder=settings.workspace, follow=True)
    shop, ended = PresentShop(analyst), threading.Event()
    threading.Thread(target=_keep_ready, args=(analyst, ended), name="kezhi-prepare", daemon=True).start()
    try:
        analyst.prepare()
        serve(analyst, shop, settings, bound=bound, door=door, open_browser=options.open, announce=_announce)
    finally:
        ended.set()
        analyst.close()
    return 0


def _keep_ready(analyst: "Analyst", ended: threading.Event) -> None:
    """Opens a build that was put in use while nobody waits for it, so that seldom a question finds it first."""
    ready = ""
    while not ended.is_set():
        shop = analyst.shop
        if shop.build.id != ready:
            if ready:
                analyst.prepare()
            ready = shop.build.id
            _prepare(shop)
        ended.wait(_LOOK_SECONDS)


def _prepare(shop: "Shop") -> None:
    """Opens what the first question and the first customer's card need while nobody waits for it."""
    from tools.action_inputs import plan_inputs

    try:
        shop.prepare()
        plan_inputs(shop)
    except KezhiError as error:
        logging.getLogger(__name__).warning("not everything can be answered: %s", error)


def _check_reach(bound: socket.socket, host: str, *, workspace: Path, guarded: bool, proxies: Sequence[str]) -> None:
    """Refuses to let others in where nobody has to log in; warns where passwords may be read on the way.

    Raises:
        InputError: Others than this machine reach the address, and there are no accounts.
    """
    from ui.server import is_local

    if is_local(bound):
        return
    if not guarded:
        bound.close()
        raise InputError(
            f"without accounts the web app serves this machine only, not {host}; add a user first: "
            f"kezhi users add NAME --role analyst --workspace {workspace}"
        )
    if not proxies:
        sys.stderr.write(
            "Passwords cross the network unencrypted; put a proxy with https in front and name it in KEZHI_PROXIES.\n"
        )


def _announce(address: str) -> None:
    sys.stdout.write(f"Kezhi is at {address} (Ctrl+C ends it)\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
