"""How many of the first ten reviews found are right: `python -m pipeline.review_benchmark`.

Queries are those of `review_queries.toml`, which the search was not tuned on. Compared are ranking by meaning as it was
before, by words alone, by meaning, by both, and by both with quotes that are not alike.
"""

import argparse
import json
import sys
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from config.errors import KezhiError
from config.settings import Settings
from data.languages import review_language
from data.review_index import ReviewIndex, Vectors
from data.review_passages import languages_of, passages
from data.review_ranking import Hit, SearchQuery, best_by_words, rank_reviews
from data.review_variety import Quotable, varied
from data.review_words import search_words
from pipeline.review_benchmark_sets import (
    Entry,
    LabelledReviews,
    Mask,
    answers,
    chinese_reviews,
    english_reviews,
    olist_reviews,
    phrases_in,
    read_queries,
    simulated_reviews,
)

if TYPE_CHECKING:
    from models.embedder import Embedder

HELD_OUT, TUNING = "review_queries.toml", "review_queries_tuning.toml"
WAYS = ("meaning before", "words", "meaning", "both", "both, varied")
FIRST = 10
# As the tool: many hits are looked through for each quote that is shown.
_HITS = 20 * FIRST

Places = npt.NDArray[np.int64]
Rows = list[dict[str, Any]]


def main() -> None:
    """Read the arguments, run, print a table, and write everything as JSON where asked to."""
    parser = argparse.ArgumentParser(prog="python -m pipeline.review_benchmark", description=__doc__)
    parser.add_argument("--reviews-zh", type=Path, help="CSV of Chinese reviews: cat, label, review.")
    parser.add_argument("--english", type=Path, help="Source package of vaderSentiment 3.3.2, which holds reviews.")
    parser.add_argument("--olist", type=Path, help="Folder of Olist's CSV files.")
    parser.add_argument("--tuning", action="store_true", help="The queries the search was tuned on, instead.")
    parser.add_argument("--out", type=Path, help="JSON file for the figures.")
    given = parser.parse_args()
    from models.embedder import load_embedder

    sets = [simulated_reviews()]
    sets += [chinese_reviews(given.reviews_zh)] if given.reviews_zh else []
    sets += [english_reviews(given.english)] if given.english else []
    sets += [olist_reviews(given.olist)] if given.olist else []
    queries = read_queries(TUNING if given.tuning else HELD_OUT)
    rows = []
    for each in sets:
        # As a build of these reviews alone would choose it.
        embedder = load_embedder(Settings(), languages=languages_of(each.reviews))
        rows += measure(each, queries, embedder=embedder)
    sys.stdout.write(as_table(rows) + "\n")
    if given.out:
        given.out.write_text(json.dumps(rows, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def measure(labelled: LabelledReviews, queries: dict[str, Any], *, embedder: "Embedder") -> Rows:
    """One row a setting and measure: the mean over the queries, by way.

    A query with fewer than ten right reviews is measured by how many of those were found.
    """
    parts = passages(labelled.reviews)
    index = ReviewIndex.of(labelled.reviews, parts, embedder.embed_passages([part.text for part in parts]))
    rows: Rows = []
    for setting, entries in labelled.asked(queries).items():
        vectors = embedder.embed_queries([entry["ask"] for entry in entries])
        found = [_found(labelled, index, entry, vector) for entry, vector in zip(entries, vectors, strict=True)]
        about = {"reviews": labelled.title, "setting": setting, "n": len(index)}
        for measured in ("right", "in tone", "quotes"):
            scored = [each[measured] for each in found if measured in each]
            if scored:
                means = {way: float(np.mean([each[way] for each in scored])) for way in scored[0]}
                rows.append({**about, "measure": measured, "queries": len(scored), **means})
    return rows


def _found(labelled: LabelledReviews, index: ReviewIndex, entry: Entry, vector: Vectors) -> dict[str, dict[str, float]]:
    right, in_tone = labelled.right(entry)
    query = SearchQuery(vector, search_words(entry["ask"]), review_language(entry["ask"]))
    every = np.flatnonzero(index.passage_counts)
    both = rank_reviews(index, query, among=every, limit=_HITS)
    texts = dict(zip(index.review_ids.tolist(), labelled.reviews["text"], strict=True))
    shown = _varied(labelled, index, both, texts)
    orders = {
        "meaning before": nearest_as_before(index, vector),
        "words": every[best_by_words(index, query, every)],
        "meaning": _places(index, rank_reviews(index, replace(query, words=()), among=every, limit=FIRST)),
        "both": _places(index, both),
        "both, varied": _places(index, shown),
    }
    scores = {"right": {way: _share(right, order) for way, order in orders.items()}}
    if in_tone is not None:
        scores["in tone"] = {way: _share(in_tone, order) for way, order in orders.items()}
    if labelled.kind == "simulated":
        # Few phrases answer a query, so what counts is how many different ones are quoted, not in how many reviews.
        del scores["right"]["both, varied"]
        possible = min(FIRST, _sentences(entry, texts.values()))
        before = _nearest_sentences(index, vector, texts)
        for way, quotes in (("meaning before", before), ("both, varied", [_quote(hit, texts) for hit in shown])):
            said = {phrase for quote in quotes for phrase in phrases_in(quote) if answers(entry, frozenset([phrase]))}
            scores.setdefault("quotes", {})[way] = min(1.0, len(said) / possible)
    return scores


def nearest_as_before(index: ReviewIndex, vector: Vectors) -> Places:
    """Reviews by their nearest passage plus half their mean one, as they were ranked before words and feedback."""
    cosines = index.vectors @ vector
    places = np.flatnonzero(index.passage_counts)
    starts, counts = index.firsts[places], index.passage_counts[places]
    scores = np.maximum.reduceat(cosines, starts) + np.add.reduceat(cosines, starts) / counts / 2
    order: Places = places[np.argsort(-scores, kind="stable")]
    return order


def _nearest_sentences(index: ReviewIndex, vector: Vectors, texts: dict[str, str]) -> list[str]:
    """The sentences that were quoted before: the nearest of each review, equal ones once."""
    cosines = np.where(index.spans[:, 1] == 0, -1, index.vectors @ vector)
    quotes: dict[str, None] = {}
    for place in nearest_as_before(index, vector)[:_HITS].tolist():
        row = int(index.firsts[place] + np.argmax(cosines[index.firsts[place] : index.firsts[place + 1]]))
        span = index.span(place, row)
        quotes.setdefault(texts[span.review_id][span.start : span.end])
    return list(quotes)[:FIRST]


def as_table(rows: Rows) -> str:
    """The figures as lines for a person."""
    lines = [f"{'reviews':<42}{'setting':<10}{'measure':<9}{'queries':>7}" + "".join(f"{way:>16}" for way in WAYS)]
    for row in rows:
        figures = "".join(f"{row[way]:>16.3f}" if way in row else f"{'-':>16}" for way in WAYS)
        lines.append(f"{row['reviews']:<42}{row['setting']:<10}{row['measure']:<9}{row['queries']:>7}{figures}")
    return "\n".join(lines)


def _varied(labelled: LabelledReviews, index: ReviewIndex, hits: Sequence[Hit], texts: dict[str, str]) -> list[Hit]:
    known = labelled.reviews.set_index("review_id")
    about = known[["customer_id", "product_id"]].to_dict("index") if "customer_id" in known else {}
    quotable = [hit for hit in hits if hit.sentences]
    quotes = [Quotable(_quote(hit, texts), *about.get(hit.review_id, {}).values()) for hit in quotable]
    vectors = index.vectors[[hit.sentences[0].row for hit in quotable]]
    return [quotable[i] for i in varied(quotes, FIRST, vectors=vectors)]


def _quote(hit: Hit, texts: dict[str, str]) -> str:
    span = hit.sentences[0].span
    return texts[hit.review_id][span.start : span.end]


def _sentences(entry: Entry, texts: Iterable[str]) -> int:
    """How many different sentences answer a query."""
    return max(1, len({phrase for text in texts for phrase in phrases_in(text) if answers(entry, frozenset([phrase]))}))


def _places(index: ReviewIndex, hits: Sequence[Hit]) -> Places:
    return index.places([hit.review_id for hit in hits])


def _share(right: Mask, order: Places) -> float:
    return float(right[order[:FIRST]].sum()) / max(1, min(FIRST, int(right.sum())))


if __name__ == "__main__":
    try:
        main()
    except KezhiError as error:
        sys.stderr.write(f"review_benchmark: {error}\n")
        sys.exit(2)
