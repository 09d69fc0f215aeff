"""People who do not exist: names, e-mails, phones and addresses in English and Chinese, planted and looked for."""

import random
from dataclasses import dataclass


def _listed(words: str) -> list[str]:
    return words.split()


_FIRST = _listed("Alma Bruno Clara Dario Edith Felix Greta Hugo Irma Jonas Katja Lorenz Maren Nils Odette Pavel")
_LAST = _listed(
    "Ashworth Brennan Castellan Dunmore Eversley Farrow Grantham Holloway Ivarsson Jessop Kinnaird Lindqvist"
)
_SURNAMES = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜戚谢邹喻"
_GIVEN = _listed("梓涵 雨桐 浩然 诗琪 子轩 欣怡 宇航 思远 佳宁 晓东 文博 丽娟 建国 淑珍 启航 若曦")
_STREETS = ("Harrow Lane", "Mill Road", "Station Road", "Quay Street", "Abbey Close", "Orchard Avenue")
_CITIES = ("北京市朝阳区", "上海市浦东新区", "广州市天河区", "成都市锦江区", "杭州市西湖区")
_ROADS = ("建国路", "人民路", "中山路", "解放大街", "和平里街", "长江路")


@dataclass(frozen=True)
class Person:
    """One made-up person."""

    name: str
    email: str
    phone: str
    address: str

    @property
    def secrets(self) -> tuple[str, ...]:
        return (self.name, self.email, self.phone, self.address)


def people(n: int, *, seed: int) -> list[Person]:
    """So many people, no two sharing anything; every other one Chinese."""
    rng = random.Random(seed)
    english = [f"{a} {b}" for a in _FIRST for b in _LAST]
    chinese = [f"{a}{b}" for a in _SURNAMES for b in _GIVEN]
    rng.shuffle(english)
    rng.shuffle(chinese)
    return [_person(i, english if i % 2 == 0 else chinese, rng) for i in range(n)]


def _person(i: int, names: list[str], rng: random.Random) -> Person:
    name = names[i // 2]
    tail = f"{i:04d}"
    if i % 2:
        phone = f"1{rng.choice('3456789')}{rng.randint(0, 99999):05d}{tail}"
        address = f"{rng.choice(_CITIES)}{rng.choice(_ROADS)}{100 + i}号{1 + i % 9}栋{1 + i % 5}单元"
        return Person(name, f"kehu{tail}@youxiang.example.cn", phone, address)
    phone = f"+44 20 7{rng.randint(100, 999)} {tail}"
    address = f"{100 + i} {rng.choice(_STREETS)}"
    return Person(name, f"{name.lower().replace(' ', '.')}{tail}@post.example.com", phone, address)
