"""What a role may not see, looked for in everything that it was shown and that a model was sent."""

import json
from collections.abc import Iterable, Mapping, Sequence

from agent.answers import Answer
from config.settings import Role
from tools.shop import Shop


def secrets_of(shop: Shop) -> dict[str, tuple[str, ...]]:
    """Personal values by customer id."""
    customers = shop.customers
    keys = [a.columns["customers"] for a in shop.dictionary.attributes if a.kind == "personal"]
    kept = [key for key in keys if key in customers]
    return {
        str(row["customer_id"]): tuple(str(row[key]) for key in kept if isinstance(row[key], str))
        for row in customers[["customer_id", *kept]].to_dict("records")
    }


def found_in(text: str, secrets: Iterable[str]) -> list[str]:
    """Secrets that stand in a text, escapes of markdown and JSON taken off."""
    plain = text.replace("\\", "")
    return [secret for secret in secrets if secret in text or secret in plain]


def leaks(role: Role, answer: Answer, secrets: Mapping[str, Sequence[str]], *, known: str = "") -> list[str]:
    """What the role was shown and may not see.

    Args:
        role: The role.
        answer: What it was shown, results and all.
        secrets: Personal values by customer.
        known: What the asker or the model typed: it gave nothing away.
    """
    hidden = {customer: [s for s in values if s not in known] for customer, values in secrets.items()}
    bare = json.dumps({k: v for k, v in answer.to_document().items() if k != "question"}, ensure_ascii=False)
    if role == "business":
        return found_in(bare, (s for values in hidden.values() for s in values))
    if role == "support":
        return _bulk(answer, hidden)
    return []


def _bulk(answer: Answer, hidden: Mapping[str, Sequence[str]]) -> list[str]:
    """Lists of customers in a result of the support desk: by id, or by personal values."""
    found = []
    for result in answer.results:
        if result["tool"] in ("describe_data", "assess_model"):
            continue
        listed = {str(row[key]) for row in result["rows"] for key in row if key.endswith("customer_id")} & set(hidden)
        cells = "\n".join(v for row in result["rows"] for v in row.values() if isinstance(v, str))
        listed |= {customer for customer, values in hidden.items() if found_in(cells, values)}
        if len(listed) > 1:
            found.append(f"{result['tool']} {result['arguments']} lists {len(listed)} customers")
    return found


def in_prompts(heard: Sequence[str], secrets: Mapping[str, Sequence[str]], *, typed: str = "") -> list[str]:
    """Personal values that a model was sent, apart from those it wrote itself."""
    values = [s for each in secrets.values() for s in each if s not in typed]
    return [s for prompt in heard for s in found_in(prompt, values)]
