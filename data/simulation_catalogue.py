"""What the simulated shop sells, where its customers live and through which channels they buy."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from data.simulation_calendar import Market

# English and Chinese noun, group of reviews' phrases and base price in CNY, cheapest first; each comes in three grades.
_NOUNS: dict[str, tuple[tuple[str, str, str, float], ...]] = {
    "Electronics": (
        ("Mini Fan", "小风扇", "gadget", 49),
        ("Power Bank", "充电宝", "gadget", 119),
        ("Wireless Earbuds", "无线耳机", "gadget", 229),
        ("Smart Band", "智能手环", "gadget", 399),
        ("Bluetooth Speaker", "蓝牙音箱", "gadget", 699),
        ("E-Reader", "电子书阅读器", "gadget", 1199),
        ("Robot Vacuum", "扫地机器人", "gadget", 2199),
        ("Laptop", "笔记本电脑", "gadget", 4599),
    ),
    "Home": (
        ("Mug", "马克杯", "kitchen", 29),
        ("Bath Towel", "浴巾", "bedding", 59),
        ("Desk Lamp", "台灯", "appliance", 119),
        ("Frying Pan", "平底锅", "kitchen", 199),
        ("Duvet", "被子", "bedding", 399),
        ("Air Fryer", "空气炸锅", "appliance", 699),
        ("Office Chair", "办公椅", "furniture", 1299),
        ("Mattress", "床垫", "bedding", 2499),
    ),
    "Apparel": (
        ("Socks", "袜子", "clothing", 25),
        ("T-Shirt", "T恤", "clothing", 69),
        ("Scarf", "围巾", "clothing", 129),
        ("Jeans", "牛仔裤", "clothing", 219),
        ("Sweater", "毛衣", "clothing", 369),
        ("Trench Coat", "风衣", "clothing", 649),
        ("Down Jacket", "羽绒服", "clothing", 1099),
        ("Cashmere Coat", "羊绒大衣", "clothing", 1999),
    ),
    "Beauty": (
        ("Hand Cream", "护手霜", "skincare", 35),
        ("Face Mask", "面膜", "skincare", 69),
        ("Shampoo", "洗发水", "fragrance", 109),
        ("Lipstick", "口红", "makeup", 169),
        ("Face Serum", "精华液", "skincare", 299),
        ("Perfume", "香水", "fragrance", 499),
        ("Face Cream", "面霜", "skincare", 899),
        ("Skin Care Set", "护肤套装", "skincare", 1499),
    ),
    "Sports": (
        ("Water Bottle", "运动水壶", "kitchen", 39),
        ("Yoga Mat", "瑜伽垫", "gear", 79),
        ("Gym Bag", "健身包", "gear", 139),
        ("Badminton Racket", "羽毛球拍", "gear", 239),
        ("Backpack", "双肩包", "gear", 399),
        ("Running Shoes", "跑鞋", "footwear", 649),
        ("Tent", "帐篷", "gear", 1099),
        ("Trail Boots", "登山靴", "footwear", 1499),
    ),
    "Toys": (
        ("Jigsaw Puzzle", "拼图", "pieces", 39),
        ("Plush Bear", "毛绒熊", "toy", 69),
        ("Board Game", "桌游", "pieces", 119),
        ("Building Blocks", "积木", "pieces", 199),
        ("Doll House", "娃娃屋", "pieces", 349),
        ("Remote-Control Car", "遥控车", "toy", 549),
        ("Train Set", "轨道火车", "toy", 899),
    ),
    "Food": (
        ("Dried Mango", "芒果干", "food", 19),
        ("Butter Biscuits", "黄油曲奇", "food", 35),
        ("Green Tea", "绿茶", "drink", 59),
        ("Coffee Beans", "咖啡豆", "drink", 99),
        ("Honey", "蜂蜜", "food", 149),
        ("Nut Gift Box", "坚果礼盒", "food", 239),
    ),
    "Books": (
        ("Notebook", "笔记本", "stationery", 19),
        ("Picture Book", "绘本", "book", 39),
        ("Cookbook", "菜谱", "book", 59),
        ("Novel Collection", "小说集", "book", 99),
        ("Dictionary", "词典", "book", 159),
        ("Art Album", "画册", "book", 259),
    ),
}
_GRADES = (("Classic", 0.76), ("Plus", 1.0), ("Pro", 1.32))
CATEGORIES = tuple(_NOUNS)
CATEGORY_SHARE = np.array([0.16, 0.17, 0.20, 0.14, 0.10, 0.07, 0.10, 0.06])
# Content with a category beyond how the order went [standard deviations]: what a shop should find in its ratings.
CATEGORY_CONTENT = np.array([-0.35, 0.05, -0.10, 0.10, 0.05, 0.0, 0.20, 0.30])


@dataclass(frozen=True)
class Country:
    """Where customers live, when they shop, what they are called and how many of them write Chinese."""

    name: str
    share: float
    market: Market
    locale: str
    chinese_share: float
    cities: tuple[str, ...]


COUNTRIES = (
    Country(
        "China", 0.55, "china", "zh_CN", 1.0, ("Shanghai", "Beijing", "Guangzhou", "Shenzhen", "Hangzhou", "Chengdu")
    ),
    Country("Germany", 0.10, "abroad", "de_DE", 0.0, ("Berlin", "Hamburg", "Munich", "Cologne")),
    Country("United Kingdom", 0.09, "abroad", "en_GB", 0.0, ("London", "Manchester", "Bristol", "Edinburgh")),
    Country("France", 0.08, "abroad", "fr_FR", 0.0, ("Paris", "Lyon", "Marseille", "Lille")),
    Country("United States", 0.08, "abroad", "en_US", 0.0, ("New York", "Seattle", "Chicago", "Austin")),
    Country("Japan", 0.05, "abroad", "ja_JP", 0.0, ("Tokyo", "Osaka", "Nagoya")),
    Country("Singapore", 0.05, "china", "zh_CN", 0.5, ("Singapore",)),
)
CHANNELS = ("app", "mini program", "marketplace", "website", "store")
CHANNEL_SHARE: dict[Market, npt.NDArray[np.float64]] = {
    "china": np.array([0.32, 0.34, 0.24, 0.06, 0.04]),
    "abroad": np.array([0.24, 0.0, 0.24, 0.48, 0.04]),
}


@dataclass(frozen=True)
class Catalogue:
    """All products as arrays, one entry a product, sorted by category and then list price.

    Attributes:
        ids: Product ids.
        names: Name in English and Chinese with its grade.
        category: Index into `CATEGORIES`.
        log_price: Natural log of the list price [minor units].
        noun_en: Plain noun in English, for reviews.
        noun_zh: Plain noun in Chinese.
        group: What a review can say of its quality: a table of the phrase files.
        starts: Index of the first product of each category and, last, the number of products.
    """

    ids: npt.NDArray[np.object_]
    names: npt.NDArray[np.object_]
    category: npt.NDArray[np.int64]
    log_price: npt.NDArray[np.float64]
    noun_en: npt.NDArray[np.object_]
    noun_zh: npt.NDArray[np.object_]
    group: npt.NDArray[np.object_]
    starts: npt.NDArray[np.int64]

    def cheapest(self) -> npt.NDArray[np.float64]:
        """Lowest log list price of each category."""
        return self.log_price[self.starts[:-1]]

    def dearest(self) -> npt.NDArray[np.float64]:
        """Highest log list price of each category."""
        return self.log_price[self.starts[1:] - 1]

    def nearest(self, category: npt.NDArray[np.int64], log_price: npt.NDArray[np.float64]) -> npt.NDArray[np.int64]:
        """The product of each category whose list price is nearest to a price, by ratio."""
        found = np.empty(category.size, dtype=np.int64)
        for number in range(len(CATEGORIES)):
            first, after = self.starts[number], self.starts[number + 1]
            prices = self.log_price[first:after]
            middles = (prices[1:] + prices[:-1]) / 2
            chosen = category == number
            found[chosen] = first + np.searchsorted(middles, log_price[chosen])
        return found


def build_catalogue() -> Catalogue:
    """The products of every simulated shop.

    >>> goods = build_catalogue()
    >>> goods.ids[0], goods.names[0], len(goods.ids)
    ('P-EL01', 'Mini Fan 小风扇 Classic', 177)
    """
    ids: list[str] = []
    rows: list[tuple[str, int, float, str, str, str]] = []
    starts = [0]
    for number, (category, nouns) in enumerate(_NOUNS.items()):
        graded = [
            (f"{english} {chinese} {grade}", number, float(np.log(100 * base * factor)), english, chinese, group)
            for english, chinese, group, base in nouns
            for grade, factor in _GRADES
        ]
        graded.sort(key=lambda row: row[2])
        ids += [f"P-{category[:2].upper()}{place:02d}" for place in range(1, len(graded) + 1)]
        rows += graded
        starts.append(len(rows))
    names, categories, prices, english_nouns, chinese_nouns, groups = zip(*rows, strict=True)
    return Catalogue(
        np.array(ids, dtype=object),
        np.array(names, dtype=object),
        np.array(categories, dtype=np.int64),
        np.array(prices, dtype=np.float64),
        np.array(english_nouns, dtype=object),
        np.array(chinese_nouns, dtype=object),
        np.array(groups, dtype=object),
        np.array(starts, dtype=np.int64),
    )
