"""Shopify and WooCommerce exports, and the ready data sets, from small samples made here."""

import datetime as dt

import pandas as pd
import pytest

from config.errors import DataFileError, InputError
from data.cleaning import CleanShop, clean
from data.sources import read_shop

TODAY = dt.date(2026, 1, 1)

# #1001: two items, 10 % off the order. #1002: cancelled. #1003: pending. #1004: refunded. #1005: refunded in part.
SHOPIFY = """\
Name,Email,Financial Status,Paid at,Currency,Subtotal,Shipping,Taxes,Total,Discount Amount,Created at,\
Lineitem quantity,Lineitem name,Lineitem price,Lineitem sku,Lineitem discount,\
Billing Name,Billing Phone,Shipping Country,Cancelled at,\
Refunded Amount,Source
#1001,Ann@example.com,paid,2025-03-01 10:00:00 +0100,EUR,27.00,5.00,0.00,32.00,3.00,2025-03-01 09:59:00 +0100,2,\
Mug,10.00,M1,0.00,Ann Lee,,DE,,0.00,web
#1001,ann@example.com,,,,,,,,,2025-03-01 09:59:00 +0100,1,Tea,10.00,,0.00,,,,,,
#1002,bob@example.com,refunded,2025-03-02 10:00:00 +0100,EUR,10.00,0.00,0.00,10.00,0.00,2025-03-02 10:00:00 +0100,1,\
Mug,10.00,M1,0.00,Bob Ray,,AT,2025-03-03 10:00:00 +0100,10.00,web
#1003,bob@example.com,pending,,EUR,10.00,0.00,0.00,10.00,0.00,2025-03-04 10:00:00 +0100,1,\
Mug,10.00,M1,0.00,Bob Ray,,AT,,0.00,web
#1004,bob@example.com,refunded,2025-03-05 10:00:00 +0100,EUR,20.00,4.00,0.00,24.00,0.00,2025-03-05 10:00:00 +0100,2,\
Mug,10.00,M1,0.00,Bob Ray,,AT,,24.00,web
#1005,,partially_refunded,2025-03-06 10:00:00 +0100,EUR,15.00,0.00,0.00,15.00,0.00,2025-03-06 10:00:00 +0100,3,\
Pen,5.00,P1,0.00,Eve Ive,+33 610826417,FR,,4.00,pos
"""


def cleaned(tmp_path, text: str, **settings) -> CleanShop:
    path = tmp_path / "orders_export.csv"
    path.write_text(text, encoding="utf-8")
    return clean(read_shop(path, **settings), today=TODAY)


def codes(shop: CleanShop) -> dict[str, int]:
    return {r.code: r.rows for r in shop.quality.table("transactions").rules}


@pytest.fixture
def shopify(tmp_path):
    return cleaned(tmp_path, SHOPIFY)


def test_a_shopify_export_is_recognised_and_said_so(shopify):
    assert "shopify" in shopify.quality.notes[0].en
    assert shopify.currency == "EUR"


def test_shopify_lines_add_up_to_the_subtotal_after_the_orders_discount(shopify):
    order = shopify.transactions[shopify.transactions["order_id"] == "#1001"]
    assert sorted(order["amount_minor"]) == [900, 1800]
    assert codes(shopify)["discount_spread"] == 2


def test_shopify_further_rows_belong_to_the_customer_of_the_first(shopify):
    order = shopify.transactions[shopify.transactions["order_id"] == "#1001"]
    assert len(set(order["customer_id"])) == 1
    assert set(order["country"].dropna()) == {"DE"}
    assert sorted(order["product_id"]) == ["M1", "Tea"]


def test_shopify_cancelled_and_unpaid_orders_are_left_out(shopify):
    assert codes(shopify)["cancelled_order"] == 1
    assert codes(shopify)["unpaid"] == 1


def test_a_shopify_order_refunded_whole_goes_with_its_refund_and_a_part_stays_as_a_return(shopify):
    assert codes(shopify)["refund_made"] == 2
    assert codes(shopify)["cancelled"] == 2
    order = shopify.transactions[shopify.transactions["order_id"] == "#1005"]
    assert sorted(order["amount_minor"]) == [-400, 1500]
    table = shopify.quality.table("transactions")
    assert (table.rows_in, table.rows("added"), table.rows_kept) == (6, 2, 4)


def test_shopify_mails_and_phones_stand_only_in_the_customer_records(shopify):
    assert "example.com" not in shopify.transactions.to_csv()
    assert "610826417" not in shopify.transactions.to_csv()
    records = shopify.customers.set_index("name")
    assert records.loc["Ann Lee", "email"].lower() == "ann@example.com"
    assert records.loc["Eve Ive", "phone"] == "+33 610826417"


def test_a_shopify_export_without_a_needed_column_is_refused(tmp_path):
    with pytest.raises(DataFileError, match="no column 'Lineitem price'"):
        cleaned(tmp_path, SHOPIFY.replace("Lineitem price", "Price"), source="shopify")
    with pytest.raises(InputError, match="--map cannot be combined with a Shopify export"):
        cleaned(tmp_path, SHOPIFY, source="shopify", mapping={"amount": "Total"})


PER_ITEM = """\
order_id,order_number,date,status,order_total,refunded_total,order_currency,customer_id,billing_first_name,\
billing_last_name,billing_email,billing_phone,billing_country,item_name,item_product_id,item_sku,item_quantity,item_total
1,1,2025-03-01 10:00:00,completed,30.00,0.00,GBP,7,Ann,Lee,ann@example.com,,GB,Mug,11,M1,2,20.00
1,1,2025-03-01 10:00:00,completed,30.00,0.00,GBP,7,Ann,Lee,ann@example.com,,GB,Tea,12,,1,10.00
2,2,2025-03-02 10:00:00,processing,5.00,2.00,GBP,0,Ann,Lee,Ann@example.com,,GB,Pen,13,P1,1,5.00
3,3,2025-03-03 10:00:00,failed,5.00,0.00,GBP,0,Bob,Ray,bob@example.com,,GB,Pen,13,P1,1,5.00
4,4,2025-03-04 10:00:00,wc-completed,5.00,0.00,GBP,0,Bob,Ray,bob@example.com,,GB,Pen,13,P1,1,5.00
5,5,2025-03-05 10:00:00,cancelled,5.00,0.00,GBP,0,Bob,Ray,bob@example.com,,GB,Pen,13,P1,1,5.00
"""
PACKED = """\
order_id,order_date,status,order_total,order_currency,customer_email,line_item_1,line_item_2
1,2025-03-01 10:00:00,completed,30.00,GBP,ann@example.com,name:Mug; blue|product_id:11|sku:M1|quantity:2|total:20.00|\
sub_total:20.00,name:Tea|product_id:12|sku:|quantity:1|total:10.00|sub_total:10.00
2,2025-03-02 10:00:00,completed,5.00,GBP,bob@example.com,name:Pen|product_id:13|sku:P1|quantity:1|total:5.00,
"""
ADVANCED = """\
Order Number,Order Status,Order Date,Email (Billing),Item Name,SKU,Quantity,Item Cost,Order Total Amount
1,Completed,2025-03-01,ann@example.com,Mug,M1,2,10.00,20.00
2,Completed,2025-03-02,bob@example.com,Pen,P1,3,1.15,3.45
"""


def test_woocommerce_with_a_row_an_item(tmp_path):
    shop = cleaned(tmp_path, PER_ITEM)
    assert shop.currency == "GBP"
    assert codes(shop) == {"refund_made": 1, "unpaid": 1, "cancelled_order": 1, "returns": 1}
    lines = shop.transactions
    assert lines.groupby("order_id")["amount_minor"].sum().to_dict() == {"1": 3000, "2": 300, "4": 500}
    assert lines[lines["order_id"] == "1"]["product_id"].tolist() == ["M1", "12"]


def test_a_woocommerce_guest_with_an_accounts_mail_is_that_customer(tmp_path):
    lines = cleaned(tmp_path, PER_ITEM).transactions
    assert set(lines.loc[lines["order_id"].isin(["1", "2"]), "customer_id"]) == {"7"}
    assert lines.loc[lines["order_id"] == "4", "customer_id"].str.startswith("c-").all()


def test_woocommerce_with_items_packed_into_columns(tmp_path):
    lines = cleaned(tmp_path, PACKED).transactions
    assert lines["amount_minor"].tolist() == [2000, 1000, 500]
    assert lines["product_name"].tolist() == ["Mug; blue", "Tea", "Pen"]
    assert lines["quantity"].tolist() == [2, 1, 1]


def test_woocommerce_of_the_advanced_export(tmp_path):
    assert cleaned(tmp_path, ADVANCED).transactions["amount_minor"].tolist() == [2000, 345]


def test_woocommerce_orders_without_items_count_with_their_total(tmp_path):
    text = (
        "order_number,date,status,order_total,customer_id,billing_email\n"
        "1,2025-03-01,completed,30,7,a@example.com\n2,2025-03-02,completed,5,8,b@example.com\n"
    )
    assert cleaned(tmp_path, text, source="woocommerce").transactions["amount_minor"].tolist() == [3000, 500]


def test_cdnow_is_read_as_published_and_equal_lines_are_kept(tmp_path):
    path = tmp_path / "CDNOW_master.txt"
    header = " customer_id  date number_of_cds  dollar_value\n"
    path.write_text(header + " 00001 19970101  1   11.77\n" + " 00002 19970112  1   12.00\n" * 2)
    shop = clean(read_shop(path), today=TODAY)
    assert shop.transactions["customer_id"].tolist() == ["00001", "00002", "00002"]
    assert shop.transactions["amount_minor"].tolist() == [1177, 1200, 1200]
    assert (shop.currency, shop.first_day) == ("USD", dt.date(1997, 1, 1))


def test_online_retail_leaves_out_what_is_no_merchandise_in_either_spelling(tmp_path):
    rows = [
        ("489434", "85048", "LIGHTS", 12, "2009-12-01 07:45:00", 6.95, "13085.0", "United Kingdom"),
        ("489434", "POST", "POSTAGE", 1, "2009-12-01 07:45:00", 18.0, "13085.0", "United Kingdom"),
        ("489435", "gift_0001_20", "Voucher", 1, "2009-12-01 07:46:00", 20.0, "13086.0", "France"),
        ("489436", "M", "Manual", 1, "2009-12-01 07:47:00", 5.0, "13086.0", "France"),
        ("489437", "DCGS0058", "MISO PRETTY GUM", 1, "2009-12-01 07:48:00", 0.83, "13086.0", "France"),
        ("489438", "22350", "CAT BOWL", 1, "2009-12-01 07:49:00", 2.55, "", "France"),
    ]
    names = ["Invoice", "StockCode", "Description", "Quantity", "InvoiceDate", "Price", "Customer ID", "Country"]
    older = ["InvoiceNo", "StockCode", "Description", "Quantity", "InvoiceDate", "UnitPrice", "CustomerID", "Country"]
    shops = []
    for header in (names, older):
        path = tmp_path / f"{header[0]}.csv"
        pd.DataFrame(rows, columns=header).to_csv(path, index=False)
        shops.append(clean(read_shop(path, source="online-retail"), today=TODAY))
    pd.testing.assert_frame_equal(shops[0].transactions, shops[1].transactions)
    assert shops[0].transactions["product_id"].tolist() == ["85048", "DCGS0058"]
    assert shops[0].transactions["customer_id"].tolist() == ["13085", "13086"]
    assert codes(shops[0]) == {"service_code": 3, "no_customer": 1}
    assert shops[0].currency == "GBP"


@pytest.fixture
def olist(tmp_path):
    files = {
        "olist_orders_dataset": "order_id,customer_id,order_status,order_purchase_timestamp\n"
        "o1,c1,delivered,2018-01-01 10:00:00\no2,c2,delivered,2018-02-01 10:00:00\no3,c3,canceled,2018-03-01 10:00:00\n"
        "o4,c4,delivered,2018-03-02 10:00:00\n",
        "olist_order_items_dataset": "order_id,order_item_id,product_id,price,freight_value\n"
        "o1,1,p1,10.00,2.00\no1,2,p1,10.00,2.00\no2,1,p2,5.50,1.00\no3,1,p2,5.50,1.00\no4,1,p2,5.50,1.00\n"
        "o9,1,p2,5.50,1.00\n",
        "olist_customers_dataset": "customer_id,customer_unique_id,customer_zip_code_prefix,customer_city,"
        "customer_state\n"
        "c1,u1,01000,sao paulo,SP\nc2,u2,02000,santos,SP\nc3,u3,03000,rio,RJ\nc4,u1,01000,sao paulo,SP\n",
        "olist_products_dataset": "product_id,product_category_name\np1,bebes\np2,sem_nome\n",
        "product_category_name_translation": "product_category_name,product_category_name_english\nbebes,baby\n",
        "olist_order_reviews_dataset": "review_id,order_id,review_score,review_comment_title,review_comment_message,"
        "review_creation_date,review_answer_timestamp\n"
        'r1,o1,5,,"Ótimo, recomendo",2018-01-10 00:00:00,2018-01-11\n'
        "r2,o3,1,,Não chegou,2018-03-02 00:00:00,2018-03-03\n",
    }
    for name, text in files.items():
        (tmp_path / f"{name}.csv").write_text(text, encoding="utf-8")
    return tmp_path


def test_olist_joins_items_orders_people_and_english_categories(olist):
    shop = clean(read_shop(olist), today=TODAY)
    lines = shop.transactions
    assert lines["customer_id"].tolist() == ["u1", "u1", "u2", "u1"]
    assert lines["amount_minor"].tolist() == [1000, 1000, 550, 550]
    assert lines["category"].tolist() == ["baby", "baby", "sem_nome", "sem_nome"]
    assert codes(shop) == {"not_delivered": 1, "no_order": 1}
    assert shop.customers["attr_state"].tolist() == ["SP", "SP"]
    assert shop.currency == "BRL"


def test_olist_reviews_reach_the_customer_even_of_an_order_that_never_came(olist):
    reviews = clean(read_shop(olist), today=TODAY).reviews
    assert reviews["customer_id"].tolist() == ["u1", "u3"]
    assert reviews["category"].tolist() == ["baby", "sem_nome"]
    assert reviews["language"].tolist() == ["pt", "pt"]


def test_olist_without_its_orders_is_refused(olist):
    (olist / "olist_orders_dataset.csv").unlink()
    with pytest.raises(DataFileError, match=r"no olist_orders_dataset\.csv in the folder"):
        read_shop(olist, source="olist")


def test_complete_journey_is_read_from_a_folder_of_exports(tmp_path):
    (tmp_path / "transactions.csv").write_text(
        "household_id,store_id,basket_id,product_id,quantity,sales_value,transaction_timestamp\n"
        "900,330,1,11,1,0.50,2017-01-01 11:53:26\n901,330,2,12,2,1.98,2017-01-02 11:53:26\n"
    )
    (tmp_path / "products.csv").write_text("product_id,product_category,product_type\n11,FRZN ICE,ICE\n12,,\n")
    (tmp_path / "demographics.csv").write_text("household_id,age,income\n900,65+,35-49K\n")
    shop = clean(read_shop(tmp_path, source="complete-journey"), today=TODAY)
    assert shop.transactions["amount_minor"].tolist() == [50, 198]
    assert shop.transactions["category"].fillna("").tolist() == ["FRZN ICE", ""]
    assert shop.customers.to_dict("records") == [{"customer_id": "900", "attr_age": "65+", "attr_income": "35-49K"}]


def test_an_unknown_source_is_refused_with_the_nearest(tmp_path):
    with pytest.raises(InputError, match=r"no source 'shopfy'. Did you mean 'shopify'"):
        read_shop(tmp_path / "x.csv", source="shopfy")


def test_source_generic_reads_a_known_export_as_any_file(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text(
        "Invoice,StockCode,Description,Quantity,InvoiceDate,Price,Customer ID,Country\n"
        "1,POST,x,1,2020-01-01,2,a,F\n2,POST,x,1,2020-01-01,2,b,F\n"
    )
    assert len(clean(read_shop(path, source="generic"), today=TODAY).transactions) == 2
