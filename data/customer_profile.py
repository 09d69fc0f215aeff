"""What orders say of their customer: country and channel of the latest one, favourite category and product."""

from collections.abc import Collection, Mapping

import pandas as pd

# Attribute to the column of the order lines that its latest value is taken from.
_LATEST: Mapping[str, str] = {"country": "country", "channel": "channel"}
# Attribute to the columns by which a customer's spend is compared; the first there is.
_FAVOURITE: Mapping[str, tuple[str, ...]] = {
    "favourite_category": ("category",),
    "favourite_product": ("product_name", "product_id"),
}


def with_profile(customers: pd.DataFrame, transactions: pd.DataFrame) -> pd.DataFrame:
    """The customer table with what the orders say of each customer, as far as the data have it.

    A favourite is what the customer has spent most on, returns subtracted; of equals the first by name. Columns that
    the table has already are kept.

    Args:
        customers: One row a customer, with `customer_id`.
        transactions: Order lines, sorted by day.

    >>> customers = pd.DataFrame({"customer_id": ["a", "b"]})
    >>> lines = pd.DataFrame({"customer_id": ["a", "a", "b"], "country": ["France", "Spain", "Italy"],
    ...                       "category": ["toys", "books", "toys"], "amount_minor": [300, 500, 100]})
    >>> with_profile(customers, lines).to_dict("records")[0]
    {'customer_id': 'a', 'country': 'Spain', 'favourite_category': 'books'}
    """
    made = customers
    for name, column in _LATEST.items():
        if column in transactions and name not in customers:
            known = transactions.loc[transactions[column].notna(), ["customer_id", column]]
            latest = known.drop_duplicates("customer_id", keep="last").set_index("customer_id")[column]
            made = made.assign(**{name: made["customer_id"].map(latest)})
    for name, columns in _FAVOURITE.items():
        present = [column for column in columns if column in transactions]
        if present and name not in customers:
            made = made.assign(**{name: made["customer_id"].map(_favourite(transactions, present[0]))})
    return made


def refreshed_profile(
    customers: pd.DataFrame, transactions: pd.DataFrame, before: pd.DataFrame, touched: Collection[str]
) -> pd.DataFrame:
    """As `with_profile`, where only some customers' order lines differ from those that made an earlier table.

    Args:
        customers: One row a customer, with `customer_id`.
        transactions: All order lines, sorted by day.
        before: The earlier table, without columns that did not come from order lines.
        touched: Customers whose lines came or went; new ones among them.
    """
    columns = [name for name in (*_LATEST, *_FAVOURITE) if name not in customers]
    some = customers["customer_id"].isin(touched)
    again = with_profile(customers[some], transactions[transactions["customer_id"].isin(touched)])
    known = before.set_index("customer_id")
    made = customers
    for name in (name for name in columns if name in again or name in known):
        parts = [again.set_index("customer_id")[name]] if name in again else []
        parts += [known[name].reindex(customers.loc[~some, "customer_id"])] if name in known else []
        made = made.assign(**{name: made["customer_id"].map(pd.concat(parts))})
    return made


def with_attributes(customers: pd.DataFrame, attributes: pd.DataFrame | None) -> pd.DataFrame:
    """The customer table with the attributes file joined on, whose own word on the country counts."""
    if attributes is None:
        return customers
    own = customers.drop(columns=[name for name in attributes.columns if name in customers and name != "customer_id"])
    return own.merge(attributes, on="customer_id", how="left", validate="one_to_one")


def _favourite(transactions: pd.DataFrame, column: str) -> pd.Series:
    """The value each customer has spent most on, by customer id."""
    spent = transactions.groupby(["customer_id", column], observed=True, sort=True)["amount_minor"].sum().reset_index()
    ranked = spent.sort_values(["customer_id", "amount_minor"], ascending=[True, False], kind="stable")
    return ranked.drop_duplicates("customer_id").set_index("customer_id")[column]
