"""The rules of action: sound as delivered, a company's own on top, faults told in one line."""

import numpy as np
import pytest

from config.errors import DataFileError
from data.action_choice import Terms, Worth, first_that_pays, interval_of_sum
from data.action_rules import FILE, ActionBook, check_keys, company_actions, standard_actions
from data.metric_files import standard_dictionary

DICTIONARY = standard_dictionary()


@pytest.fixture
def company(tmp_path):
    """Reads the rules with a company's file of this text."""

    def read(text: str) -> ActionBook:
        file = tmp_path / "kezhi.toml"
        file.write_text(text, encoding="utf-8")
        return company_actions(file, DICTIONARY)

    return read


def test_the_delivered_rules_look_only_at_keys_of_the_dictionary():
    check_keys(FILE, standard_actions(), DICTIONARY)
    assert len(standard_actions().looked_at()) > 10


def test_every_action_is_named_in_both_languages_and_decided_by_a_rule():
    book = standard_actions()
    assert {rule.action for rule in book.rules} == set(book.actions)
    names = [word for action in book.actions.values() for word in action.name]
    assert len(names) == len(set(names))


def test_without_a_company_file_the_delivered_rules_stay(tmp_path):
    assert company_actions(tmp_path / "kezhi.toml", DICTIONARY) is standard_actions()


def test_a_company_changes_one_figure_and_leaves_the_rest(company):
    book = company("[plan.assumptions]\nmargin = 0.45\n[plan.actions.win_back]\ncost = 1.2\n")
    assert book.assumptions.margin == 0.45
    assert book.assumptions.complaint_days == standard_actions().assumptions.complaint_days
    assert book.actions["win_back"].cost_minor(order_minor=10_000, minor_digits=2) == 120
    assert book.actions["win_back"].response == standard_actions().actions["win_back"].response
    assert book.rules == standard_actions().rules


def test_a_company_replaces_all_rules(company):
    book = company(
        '[[plan.rules]]\naction = "win_back"\nwhy = ["silent", "沉默"]\n'
        'filters = [{ column = "recency_days", op = "ge", value = 120 }]\n'
        '[[plan.rules]]\naction = "leave_alone"\nwhy = ["else", "其余"]\n'
    )
    assert [rule.action for rule in book.rules] == ["win_back", "leave_alone"]


def test_words_of_other_rooms_in_the_company_file_are_left_to_them(company):
    assert company('[metrics.revenue]\nzh = ["进账"]\n') is standard_actions()


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("[plan.assumptions]\nmargin = 1.5\n", "plan.assumptions.margin"),
        ("[plan.actions.win_back]\nanswer = 0.1\n", "plan.actions.win_back.answer"),
        ("[plan.budget]\nx = 1\n", "no such part of a plan"),
        ('[[plan.rules]]\naction = "call"\nwhy = ["a", "b"]\n', "names the action 'call'"),
        ('[[plan.rules]]\naction = "reward"\nwhy = ["a", "b"]\n', "the last rule"),
        (
            '[[plan.rules]]\naction = "reward"\nwhy = ["a", "b"]\n'
            'filters = [{ column = "revenu", op = "ge", value = 1 }]\n'
            '[[plan.rules]]\naction = "leave_alone"\nwhy = ["a", "b"]\n',
            "found 'revenu', expected one of revenue",
        ),
        (
            '[[plan.rules]]\naction = "reward"\nwhy = ["a", "b"]\n'
            'filters = [{ column = "revenue", op = "eval", value = 1 }]\n'
            '[[plan.rules]]\naction = "leave_alone"\nwhy = ["a", "b"]\n',
            "plan.rules.0.filters.0.op",
        ),
        ("plan = 3\n", "[plan] is a table"),
        ("[plan\n", "not a TOML file"),
    ],
)
def test_a_faulty_company_file_gives_one_clear_line(company, text, line):
    with pytest.raises(DataFileError) as error:
        company(text)
    assert line in str(error.value)
    assert "\n" not in str(error.value)


def test_the_first_rule_that_fits_and_pays_decides_unless_it_holds_always():
    fits = np.array([[True, True, False], [True, True, True], [True, True, True]])
    gains = np.array([[-1.0, 2.0, 5.0], [3.0, 9.0, 0.0], [0.0, 0.0, 0.0]])
    assert first_that_pays(fits, gains, always=[False, False, False]).tolist() == [1, 0, 2]
    assert first_that_pays(fits, gains, always=[True, False, False]).tolist() == [0, 0, 2]


def test_what_a_response_brings_is_counted_as_the_action_says():
    worth = Worth(*(np.array([v]) for v in (100.0, 50.0, 200.0, 25.0)), np.array([[30.0], [10.0], [60.0]]))
    actions = standard_actions().actions
    # The network's interval scales with the value: a quarter more would be spent by a customer who is sure to buy.
    assert worth.increment(actions["win_back"])[:, 0].tolist() == [25.0, 12.5, 50.0]
    assert worth.increment(actions["reward"])[:, 0] == pytest.approx([10.0, 5.0, 20.0])
    assert worth.increment(actions["cross_sell"])[:, 0].tolist() == [30.0, 10.0, 60.0]
    assert worth.increment(actions["leave_alone"])[:, 0].tolist() == [0.0, 0.0, 0.0]


def test_a_gain_is_response_times_margin_times_what_it_brings_less_the_cost():
    assert Terms(response=0.05, margin=0.4, cost_minor=150).gain(np.array([10_000.0])) == pytest.approx([50])


def test_the_interval_of_many_is_narrower_than_the_sum_of_theirs():
    ones = np.ones(100)
    assert interval_of_sum(ones, ones * 0, ones * 2) == pytest.approx((100, 90, 110))
