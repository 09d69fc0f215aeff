"""What an update did to the tables of a build, counted, and as a sentence in both languages."""

from dataclasses import asdict, dataclass

from config.text import Text


@dataclass(frozen=True)
class Additions:
    """What an update did to the tables.

    Attributes:
        lines_read: Order lines in the file.
        lines_new: Of these, lines that were added.
        lines_known: Lines that the build had already.
        lines_late: Added lines of days that the build knew of already.
        lines_undone: Older lines that a new cancellation took out.
        customers_new: Customers who were not in the build.
        customers_gone: Customers whose only purchases were cancelled.
        records_changed: Customers of whom the customers file says something new.
        reviews_new: Added reviews.
        reviews_changed: Reviews that came again with another text, rating or date.
        reviews_known: Reviews that the build had already.
        events_new: Added behaviour events.
        events_known: Events that the build had already.
    """

    lines_read: int
    lines_new: int
    lines_known: int
    lines_late: int
    lines_undone: int
    customers_new: int
    customers_gone: int
    records_changed: int = 0
    reviews_new: int = 0
    reviews_changed: int = 0
    reviews_known: int = 0
    events_new: int = 0
    events_known: int = 0

    @property
    def nothing(self) -> bool:
        """Whether every table stayed as it was."""
        orders = self.lines_new or self.lines_undone
        return not (orders or self.records_changed or self.reviews_new or self.reviews_changed or self.events_new)

    def to_json(self) -> dict[str, int]:
        """The counts by name."""
        return asdict(self)

    def text(self) -> Text:
        """The counts as a sentence.

        >>> Additions(9, 7, 2, 0, 0, 1, 0).text().en
        '9 order lines read, 7 new, 2 known already, 1 new customers'
        """
        english = [f"{self.lines_read:,} order lines read, {self.lines_new:,} new, {self.lines_known:,} known already"]
        chinese = [f"读入订单行 {self.lines_read:,} 条，新增 {self.lines_new:,} 条，已有 {self.lines_known:,} 条"]
        if not self.lines_read:  # other files only
            english, chinese = ["no orders read"], ["未读入订单"]
        for count, en, zh in (
            (
                self.lines_late,
                "of the new ones late (of days the build knew of)",
                "迟到的新增行（日期不晚于原截止日）",
            ),
            (self.lines_undone, "older lines undone by a cancellation", "因取消而剔除的旧订单行"),
            (self.customers_new, "new customers", "新客户"),
            (self.customers_gone, "customers without a purchase left", "不再有购买记录的客户"),
            (self.records_changed, "customer records added or changed", "新增或修改的客户资料"),
            (self.reviews_new, "new reviews", "新评价"),
            (self.reviews_changed, "reviews changed", "修改的评价"),
            (self.reviews_known, "reviews known already", "已有的评价"),
            (self.events_new, "new events", "新行为事件"),
            (self.events_known, "events known already", "已有的行为事件"),
        ):
            if count:
                english.append(f"{count:,} {en}")
                chinese.append(f"{zh} {count:,}")
        return Text(", ".join(english), "，".join(chinese))
