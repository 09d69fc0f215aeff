"""The aspects and particulars that a build's reviews are counted by, under the names that people may write."""

from collections.abc import Sequence

from config.errors import ToolInputError
from config.text import Text
from data.aspects import aspect_examples
from data.opinions import Opinions
from data.particulars import Particular
from tools.shop import Shop


def opinions_of(shop: Shop) -> Opinions:
    """What the sentences of the shop's reviews say.

    Raises:
        ToolInputError: There are no reviews, or an older Kezhi built the shop.
    """
    found = shop.opinions
    if found is None:
        raise ToolInputError(
            Text(
                "this build does not know what its reviews speak of: build the workspace again",
                "该构建没有读取评价的内容：请重新构建工作区",
            )
        )
    return found


def aspect_names(opinions: Opinions) -> dict[str, Text]:
    """Names by key: the aspects of any shop, then the particulars of this one."""
    names = {example.aspect.key: example.aspect.name for example in aspect_examples()}
    own = [Particular.from_json(each) for each in opinions.about["particulars"]]
    return names | {each.key: each.name for each in own}


def aspect_keys(asked: Sequence[str], opinions: Opinions) -> list[str]:
    """Keys of aspects given by key, by name, or by a word of a particular.

    Raises:
        ToolInputError: There is none of that name; the message lists what there is.
    """
    names = aspect_names(opinions)
    known = {word.casefold(): key for key, name in names.items() for word in (key, name.en, name.zh)}
    for each in opinions.about["particulars"]:
        known = {word.casefold(): str(each["key"]) for word in each["words"]} | known
    unknown = [name for name in asked if name.casefold().strip() not in known]
    if unknown:
        listed = ", ".join(f"{key} ({name.en})" if key != name.en else key for key, name in names.items())
        raise ToolInputError(f"no aspect is called {unknown[0]!r}; there are: {listed}")
    return list(dict.fromkeys(known[name.casefold().strip()] for name in asked))
