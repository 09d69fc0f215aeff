import re
import socket
from dataclasses import replace

import pytest

from config.errors import InputError
from config.settings import Settings
from data.accounts import Accounts
from tests.ui.scripted_analyst import Facts
from ui.__main__ import main
from ui.header import header_html, welcome_html
from ui.looks import page_css, page_head
from ui.server import is_local, listen
from ui.visitors import Visitor


def test_a_taken_port_is_one_clear_line(capsys):
    with listen("127.0.0.1", 0) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(InputError, match=f"^port {port} on 127.0.0.1 is in use; choose another with --port$"):
            listen("127.0.0.1", port)


@pytest.mark.parametrize(("host", "port"), [("127.0.0.1", 99999), ("203.0.113.7", 0)])
def test_an_address_that_cannot_be_used_is_one_clear_line(host, port):
    with pytest.raises(InputError, match=f"^cannot listen on {host}, port {port} "):
        listen(host, port)


def test_by_default_only_this_machine_reaches_the_page():
    with listen("127.0.0.1", 0) as bound:
        assert bound.getsockname()[0] == "127.0.0.1"
        assert bound.family == socket.AF_INET


def test_a_workspace_without_a_build_is_one_clear_line_and_exit_code_2(tmp_path, capsys):
    assert main(["--workspace", str(tmp_path / "none")]) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.count("\n") == 1
    assert "there is no build in" in said.err
    assert list(tmp_path.iterdir()) == []


def test_the_header_names_shop_day_currency_and_horizon_in_both_languages():
    english = header_html(Facts(), page="chat", visitor=Visitor("", "analyst"), language="en")
    for piece in ("Harbour Gifts &lt;b&gt;&amp;&lt;/b&gt; Co", "9 December 2010", "GBP", "180 days", "4,312 customers"):
        assert piece in english
    chinese = header_html(Facts(), page="chat", visitor=Visitor("", "support"), language="zh")
    for piece in ("2010年12月9日", "未来 180 天", "4,312 位客户", "客服", "模拟数据"):
        assert piece in chinese


@pytest.mark.parametrize(
    ("role", "open_to"),
    [
        ("analyst", ["/", "/customer", "/portfolio", "/model", "/reports", "/audiences"]),
        ("business", ["/", "/customer", "/portfolio", "/reports"]),
        ("support", ["/", "/customer", "/reports"]),
    ],
)
def test_the_way_leads_to_the_pages_of_the_role_and_says_where_one_is(role, open_to):
    header = header_html(Facts(), page="customer", visitor=Visitor("mei <b>", role), language="en")
    assert re.findall(r'<a href="([^"]+)"', header) == open_to
    assert re.findall(r'aria-current="page">([^<]+)<', header) == ["Customer"]
    assert "mei &lt;b&gt;" in header


def test_real_data_bears_no_simulated_badge_and_an_unknown_currency_is_not_named():
    header = header_html(replace(Facts(), simulated=False, currency="XXX"), page="chat", visitor=None, language="en")
    assert "Simulated" not in header
    assert "XXX" not in header


def test_the_welcome_differs_by_language():
    assert welcome_html(language="en") != welcome_html(language="zh")


def test_style_and_script_fetch_nothing():
    for text in (page_css(), page_head()):
        assert "http:" not in text
        assert "https:" not in text
        assert "@import" not in text
        assert "url(" not in text
    assert "innerHTML" not in page_head()


def test_without_accounts_no_other_machine_is_let_in_and_one_line_says_how_to_add_a_user(build, tmp_path, capsys):
    host = "0.0.0.0"
    (tmp_path / "builds").symlink_to(build.path.parent)
    (tmp_path / "current").write_text(build.id)
    assert main(["--workspace", str(tmp_path), "--host", host, "--port", "0"]) == 2
    said = capsys.readouterr()
    assert (said.out, said.err.count("\n")) == ("", 1)
    assert f"this machine only, not {host}; add a user first: kezhi users add NAME --role analyst" in said.err
    assert f"--workspace {tmp_path}" in said.err


def test_a_role_for_everybody_is_refused_where_each_account_has_its_own(build, tmp_path, capsys):
    (tmp_path / "builds").symlink_to(build.path.parent)
    (tmp_path / "current").write_text(build.id)
    accounts = Accounts(tmp_path)
    accounts.add("ann", "green apples 7", role="analyst")
    accounts.close()
    assert main(["--workspace", str(tmp_path), "--role", "support", "--port", "0"]) == 2
    said = capsys.readouterr()
    assert (said.out, said.err.count("\n")) == ("", 1)
    assert "has accounts" in said.err
    assert "kezhi users role NAME --role ROLE" in said.err


@pytest.mark.parametrize("proxies", ["my-proxy", "10.0.0.1, 300.1.1.1"])
def test_a_proxy_that_is_no_address_is_one_clear_line(proxies):
    assert Settings(proxies="10.0.0.1, 10.1.0.0/16").proxy_addresses() == ["10.0.0.1", "10.1.0.0/16"]
    with pytest.raises(InputError, match="KEZHI_PROXIES takes IP addresses or networks"):
        Settings(proxies=proxies).proxy_addresses()


@pytest.mark.parametrize(("host", "local"), [("127.0.0.1", True), ("localhost", True), ("0.0.0.0", False)])
def test_a_socket_is_local_where_only_this_machine_reaches_it(host, local):
    with listen(host, 0) as bound:
        assert is_local(bound) == local
