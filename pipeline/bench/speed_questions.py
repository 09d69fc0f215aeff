"""The questions that `pipeline.bench.speed` asks and plans."""

ANSWERS = (
    "revenue last month",
    "revenue by country",
    "top 10 customers by revenue",
    "how many customers bought last quarter?",
    "average order value by channel",
    "revenue by month this year",
    "share of revenue by category",
    "customers who have not bought in the last 90 days",
    "compare revenue of Germany and France",
    "median order value",
    "customers with more than 20 orders",
    "top 5 products by units sold this year",
    "repeat rate by country",
    "predicted value by value tier",
    "高价值客户有多少？",
    "最近90天销售额",
    "按国家看客户数和人均消费",
    "今年每个月的订单数",
    "各品类的退货率",
    "销售额最高的5个商品",
)
LOOK_UPS = (
    "show me customer {id}",
    "when did customer {id} last buy?",
    "how many orders did customer {id} place?",
    "what is customer {id} worth?",
    "客户{id}的销售额是多少？",
    "客户{id}最近一次购买是什么时候？",
)
# Beside the others, for the plan alone; some are asked back, which must be as fast.
PLANS = (
    *ANSWERS,
    "How did revenue in the last quarter change compared with the same quarter of the year before, by country?",
    "Please show me for each country the revenue, the number of orders and the average order value of the first "
    "quarter of 2026, sorted by revenue from highest to lowest",
    "Which five product categories brought in the most revenue from customers in Germany and France between January "
    "and June 2026, and what was their share of the total?",
    "Customers who spent more than 1000 in the last 90 days but have not written a review and whose predicted value "
    "is above the average",
    "Hi! Could you please tell me how many of our customers in Germany bought at least 3 times last year, and how "
    "much they spent on average? Thanks a lot",
    "Good morning, I am preparing the slides for the board meeting tomorrow and would need the revenue of every month "
    "of this year beside that of last year as a bar chart",
    "which customers bought in May but not in June",
    "average revenue per customer per month by channel in 2025",
    "what do customers complain about most in the reviews of the last three months?",
    "how sure are you about the predicted value of our best customers?",
    "growth of orders by category, last month against the month before",
    "customers in France with at least 5 orders and revenue above 2000",
    "90th percentile of order value by channel",
    "whihc contries have the higest retrun rate",
    "请按国家列出2026年第一季度的销售额、订单数和客单价，并按销售额从高到低排序",
    "在德国和法国的客户中，今年上半年销售额最高的5个品类是哪些，各占多少比例？",
    "最近90天消费超过1000元、但没有写过评价、并且预测价值高于平均值的客户有多少？",
    "你好，麻烦帮我看一下去年德国有多少客户至少买过三次，他们平均消费多少？谢谢",
    "早上好，我明天要给老板汇报，想请你把今年每个月的销售额和去年同期做个对比，最好画成柱状图，谢谢",
    "上个季度各渠道的销售额环比增长了多少？",
    "五月份买过但六月份没有再买的客户",
    "客户在评价里抱怨最多的是什么？",
    "预测价值前10%的客户贡献了多少销售额？",
    "每个国家月均销售额是多少？",
    "消费金额最高的20位客户分别在哪个国家，各下了几单？",
    "德国和法国相比，哪个国家的复购率更高？",
)
