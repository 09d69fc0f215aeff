"""The role on the terminal: as it is given, or that of the account whose name is given."""

import pytest
import typer

from config.errors import AccessError
from config.settings import Settings
from data.accounts import Accounts
from pipeline.terminal_role import terminal_role


@pytest.fixture
def folder(tmp_path):
    accounts = Accounts(tmp_path)
    accounts.add("Mei", "green apples 7", role="support")
    accounts.close()
    return tmp_path


def settings(folder, user=""):
    return Settings(workspace=folder, user=user)


def test_without_accounts_the_role_is_the_one_that_is_given_or_analyst(tmp_path):
    assert terminal_role(None, settings(tmp_path)) == "analyst"
    assert terminal_role("business", settings(tmp_path, "mei")) == "business"
    assert list(tmp_path.iterdir()) == [], "looking for accounts makes none"


def test_under_the_name_of_an_account_the_role_is_that_of_the_account(folder):
    assert terminal_role(None, settings(folder, "mei")) == "support"
    assert terminal_role("support", settings(folder, "MEI")) == "support"
    with pytest.raises(AccessError, match="Mei has an account with the role support, so --role analyst does not hold"):
        terminal_role("analyst", settings(folder, "mei"))


def test_who_has_no_account_chooses_the_role(folder):
    assert terminal_role("business", settings(folder, "somebody")) == "business"
    assert terminal_role("business", settings(folder)) == "business"


def test_a_role_that_is_none_is_refused(folder):
    with pytest.raises(typer.BadParameter, match="expected business, support or analyst"):
        terminal_role("boss", settings(folder))
