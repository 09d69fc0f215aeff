"""Canonical columns of the four input tables, and the names that shops and exports give them."""

from typing import Final, Literal

TableKey = Literal["transactions", "reviews", "customers", "events"]

# Best name first: where a file has two of them, the earlier one is taken.
SYNONYMS: Final[dict[TableKey, dict[str, tuple[str, ...]]]] = {
    "transactions": {
        "customer_id": (
            *("customer id", "customer unique id", "customer no", "customer number", "customer code", "customer key"),
            *("customer", "cust id", "cust no", "cust", "client id", "client no", "client", "buyer id", "buyer"),
            *("user id", "uid", "user", "member id", "member no", "membership number", "account id", "account no"),
            *("household id", "shopper id", "contact id", "subscriber id", "kundennummer", "cliente", "id cliente"),
            *("客户编号", "客户id", "客户号", "客户代码", "客户编码", "顾客编号", "顾客id", "会员编号", "会员id"),
            *("会员号", "会员卡号", "用户编号", "用户id", "用户号", "买家id", "买家编号", "买家会员名", "客户", "顾客"),
            *("会员", "用户", "买家", "customer email", "email", "邮箱"),
        ),
        "date": (
            *("date", "order date", "order datetime", "order timestamp", "transaction date", "transaction timestamp"),
            *("purchase date", "order purchase timestamp", "invoice date", "sale date", "sales date", "timestamp"),
            *("datetime", "date time", "created at", "order created at", "created", "order time", "transaction time"),
            *("purchase time", "paid at", "payment date", "booking date", "posting date", "day", "time", "datum"),
            *("日期", "下单日期", "下单时间", "订单日期", "订单时间", "交易日期", "交易时间", "购买日期", "购买时间"),
            *("消费日期", "消费时间", "销售日期", "成交时间", "付款时间", "支付时间", "订单付款时间", "订单创建时间"),
            *("创建时间", "开票日期", "时间"),
        ),
        "amount": (
            *("amount", "line total", "line amount", "sales amount", "sales value", "net amount", "net sales"),
            *("revenue", "sales", "total amount", "total price", "transaction amount", "purchase amount"),
            *("order amount", "payment amount", "amount paid", "gross amount", "order value", "order total", "total"),
            *("spend", "spent", "turnover", "monetary value", "value", "betrag", "umsatz", "valor"),
            *("金额", "销售额", "销售金额", "交易金额", "成交金额", "消费金额", "实付金额", "实收金额", "支付金额"),
            *("付款金额", "订单金额", "小计", "总金额", "总价", "应付金额", "买家实际支付金额"),
        ),
        "order_id": (
            *("order id", "order no", "order number", "order", "invoice", "invoice no", "invoice id"),
            *("invoice number", "transaction id", "transaction no", "basket id", "receipt id", "receipt no"),
            *("receipt", "bill no", "ticket id", "bestellnummer", "pedido", "订单编号", "订单号", "订单id", "单号"),
            *("交易编号", "交易号", "流水号", "发票号", "小票号"),
        ),
        "product_id": (
            *("product id", "sku", "stock code", "product code", "product sku", "product no", "item id", "item no"),
            *("item code", "item sku", "article no", "article id", "upc", "ean", "asin", "gtin", "商品编号", "商品id"),
            *("商品编码", "商品代码", "产品编号", "产品id", "产品编码", "货号", "宝贝id"),
        ),
        "product_name": (
            *("product name", "product title", "item name", "product", "item", "article", "product description"),
            *("item description", "description", "title", "商品名称", "商品名", "商品标题", "产品名称", "宝贝标题"),
            *("宝贝名称", "品名", "商品", "产品"),
        ),
        "category": (
            *("category", "product category", "category name", "product type", "product group", "product line"),
            *("department", "商品类别", "产品类别", "商品分类", "商品类目", "类别", "品类", "分类", "类目", "一级类目"),
        ),
        "quantity": (
            *("quantity", "qty", "units", "unit count", "number of items", "quantity sold", "pieces", "items"),
            *("n cds", "count", "menge", "数量", "购买数量", "商品数量", "销售数量", "件数", "销量"),
        ),
        "unit_price": (
            *("unit price", "price per unit", "price each", "item price", "selling price", "sale price", "price"),
            *("单价", "商品单价", "销售单价", "成交单价", "售价", "价格"),
        ),
        "country": (
            *("country", "country name", "customer country", "shipping country", "billing country", "ship country"),
            *("国家", "国家地区", "收货国家"),
        ),
        "channel": (
            *("channel", "sales channel", "order channel", "marketing channel", "platform", "source name", "store"),
            *("store name", "渠道", "销售渠道", "订单来源", "来源", "平台", "店铺", "门店"),
        ),
        "currency": ("currency", "currency code", "order currency", "ccy", "币种", "货币", "货币代码"),
    },
    "reviews": {
        "review_id": ("review id", "id", "review no", "评论id", "评论编号", "评价id", "评价编号"),
        "customer_id": (),
        "product_id": (),
        "product_name": ("product name", "product title", "item name", "product", "商品名称", "产品名称", "商品"),
        "category": (),
        "order_id": (),
        "date": (
            *("date", "review date", "created at", "creation date", "review creation date", "review time"),
            *("timestamp", "datetime", "time", "unix review time", "日期", "评论日期", "评论时间", "评价日期"),
            *("评价时间", "时间", "创建时间"),
        ),
        "rating": (
            *("rating", "stars", "star", "star rating", "score", "review score", "review rating", "overall"),
            *("评分", "星级", "打分", "得分", "评价星级", "评价分"),
        ),
        "text": (
            *("text", "review text", "review", "review body", "body", "review content", "content", "comment"),
            *("comments", "review comment message", "review message", "message", "feedback", "评论内容", "评价内容"),
            *("评论", "评价", "内容", "正文", "评语", "点评"),
        ),
        "title": (
            *("title", "review title", "review comment title", "headline", "summary", "subject"),
            *("标题", "评论标题", "评价标题"),
        ),
    },
    "customers": {
        "customer_id": (),
        "name": (
            *("name", "customer name", "full name", "client name", "contact name", "billing name"),
            *("姓名", "客户姓名", "客户名称", "名字", "会员姓名", "顾客姓名"),
        ),
        "email": (
            *("email", "e mail", "email address", "mail", "customer email", "billing email"),
            *("邮箱", "电子邮箱", "邮件", "电子邮件"),
        ),
        "phone": (
            *("phone", "phone number", "telephone", "tel", "mobile", "mobile phone", "cell", "customer phone"),
            *("billing phone", "电话", "手机", "手机号", "手机号码", "联系电话", "电话号码", "联系方式"),
        ),
        "country": (),
        "channel": (),
    },
    "events": {
        "customer_id": (),
        "date": (
            *("timestamp", "time", "date", "datetime", "event time", "event timestamp", "event date", "created at"),
            *("时间", "日期", "事件时间", "行为时间", "访问时间"),
        ),
        "event": (
            *("event", "event type", "event name", "action", "behavior", "behaviour", "behavior type", "type"),
            *("事件", "行为", "行为类型", "事件类型", "动作"),
        ),
        "product_id": (),
    },
}
for _table in ("reviews", "customers", "events"):
    for _canonical, _names in SYNONYMS[_table].items():
        if not _names:
            SYNONYMS[_table][_canonical] = SYNONYMS["transactions"][_canonical]

# Each group needs one of its columns.
REQUIRED: Final[dict[TableKey, tuple[tuple[str, ...], ...]]] = {
    "transactions": (("customer_id",), ("date",), ("amount", "unit_price")),
    "reviews": (("date",), ("text", "rating")),
    "customers": (("customer_id",),),
    "events": (("customer_id",), ("date",), ("event",)),
}
# What people call a canonical column when they write --map.
ALIASES: Final = {"timestamp": "date", "time": "date", "price": "unit_price", "review": "text", "id": "customer_id"}
PERSONAL: Final = ("name", "email", "phone")
