"""The words of a shop: the standard dictionary with the company's own on top, cut to what a build can answer."""

from pathlib import Path
from typing import TYPE_CHECKING

from data.company_dictionary import in_company_words
from data.company_file import COMPANY_FILE, CompanyFile
from data.customer_attributes import customer_attributes
from data.metric_files import standard_dictionary
from data.metrics import MetricDictionary
from data.query_tables import QueryTables
from data.value_names import value_names

if TYPE_CHECKING:
    from data.builds import Build


def in_standard_words(tables: QueryTables) -> MetricDictionary:
    """Everything that a shop with these customers could be asked, without the company's own words."""
    return standard_dictionary().with_attributes(customer_attributes(tables.customers))


def full_dictionary(build: "Build", tables: QueryTables, *, text: str | None = None) -> MetricDictionary:
    """Everything that a shop with these customers could be asked, with the company's own words.

    Args:
        build: Any of the workspace.
        tables: The shop's.
        text: Of a company's file that is to be tried; without one the workspace's own is read.

    Raises:
        InputError: The words cannot be used, or the file cannot be read.
    """
    file = company_file(build)
    words = CompanyFile(file.parent).text() if text is None else text
    return in_company_words(words, in_standard_words(tables), file=file)


def dictionary_for(build: "Build", tables: QueryTables, *, text: str | None = None) -> MetricDictionary:
    """What of it these tables can answer, with the names of their values; arguments as of `full_dictionary`.

    Raises:
        InputError: The words cannot be used, or the file cannot be read.
    """
    restricted = full_dictionary(build, tables, text=text).for_build(tables.columns())
    return restricted.with_value_names(value_names(tables))


def company_file(build: "Build") -> Path:
    """Where the company's own words and rules are, if it has any."""
    # workspace/builds/<id>: the company's file lies beside `builds`, so that it outlives every build.
    return build.path.parent.parent / COMPANY_FILE
