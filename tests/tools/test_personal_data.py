import pytest

from tools.personal_data import personal_parts, without_personal
from tools.untrusted_text import holds_personal_data, quoted


@pytest.mark.parametrize(
    "written",
    [
        *("11010519491231002X", "110105194912310021", "微信号：wx_8812", "QQ 12345678", "护照号E12345678"),
        *(
            "529.982.247-25",
            "52998224725",
            "12.345.678/0001-95",
            "Rua das Flores, 123",
            "Av. Paulista 1578",
            "01310-100",
        ),
        *("DE89 3704 0044 0532 0130 00", "GB82WEST12345698765432", "4111 1111 1111 1111", "4111111111111111"),
        *("卡号6222020200112233", "Lindenstraße 12", "14 Mill Lane", "建国路88号3栋", "123-45-6789"),
        *("ann@example.com", "+49 30 1234567", "13800138000", "passport no. X1234567"),
    ],
)
def test_what_identifies_a_person_is_masked_in_the_middle_of_a_review(written):
    for text in (f"Ruim. Contato: {written}, obrigado", f"很差，{written}，请联系。"):
        assert without_personal(text, "•").count("•") == 1
        assert written[-4:] not in without_personal(text, "•")
        assert holds_personal_data(text)
        assert written not in quoted(text)


@pytest.mark.parametrize(
    "text",
    [
        *(
            "order 4006381333931",
            "订单号 1234567890123456789",
            "on 09-06-2018",
            "chegou em 2018-05-12",
            "paid 1,299.00",
        ),
        *("52998224726 is no CPF", "6222020200112234 is no card", "DE00 3704 0044 0532 0130 00 is no IBAN"),
        *("size 38-40-42", "QQ糖很好吃", "微信支付很方便", "V 8.1 of 2018", "rua nova e bonita", "a 100-200 day trip"),
    ],
)
def test_numbers_of_things_are_not(text):
    assert list(personal_parts(text)) == []
