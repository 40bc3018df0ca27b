"""The cases of the demo county, at least one in every state; days count back from the demo date.

`ends` names the step where the story stands; `paid` is how many instalments were paid in time.
"""

from loanprogram.demo.applicants import Story

STORIES = (
    # settled, claimed, written off: a year of history
    Story("赵长河", "长河汽修店", "bank-a", 60000, 360, "settled", term_months=6, trade="repair"),
    Story("钱文秀", "文秀裁缝铺", "bank-a", 150000, 355, "recovering", paid=3, trade="service"),
    Story("孙立新", "立新果蔬批发", "bank-b", 100000, 350, "written_off", term_months=24, paid=2),
    Story("李广田", "广田养殖场", "bank-a", 200000, 345, "claim_filed", paid=4, trade="farming"),
    Story("周小芳", "小芳烘焙坊", "bank-c", 80000, 340, "repaying", group="05"),
    Story("吴大勇", "大勇快修", "bank-b", 50000, 335, "settled", term_months=6, trade="repair"),
    # in repayment
    Story("郑春燕", "春燕幼托", "bank-a", 200000, 320, "repaying", trade="service", jobs=5),
    Story("王海生", "海生渔具", "bank-b", 120000, 300, "repaying", method="equal_principal"),
    Story("冯国强", "国强建材", "bank-a", 300000, 290, "overdue", paid=7, mode="mortgage"),
    Story("陈美玲", "美玲美发", "bank-c", 60000, 280, "repaying", method="interest_only_monthly"),
    Story("褚建华", "建华豆制品", "bank-a", 180000, 260, "repaying"),
    Story(
        "卫东升", "东升电商", "bank-a", 100000, 240, "repaying", group="08", trade="online_trade"
    ),
    Story("蒋桂兰", "桂兰农家乐", "bank-b", 250000, 230, "overdue", paid=5, trade="service"),
    Story(
        "沈致远",
        "志远软件工作室",
        "bank-a",
        200000,
        210,
        "repaying",
        group="05",
        trade="online_trade",
    ),
    Story("韩雪松", "雪松苗木", "bank-c", 150000, 190, "overdue", paid=4, trade="farming"),
    Story("杨柳青", "柳青年画", "bank-a", 40000, 170, "repaying", term_months=24),
    Story("朱亮", "明亮眼镜店", "bank-b", 90000, 150, "repaying"),
    Story("秦少游", "少游书屋", "bank-a", 70000, 120, "prepaid", term_months=12, trade="trade"),
    Story("尤金凤", "金凤面馆", "bank-a", 110000, 100, "overdue", paid=1),
    Story("许茂林", "茂林家具", "bank-c", 200000, 80, "repaying", mode="mortgage", trade="trade"),
    # before and after payout
    Story("何静怡", "静怡花店", "bank-a", 80000, 40, "disbursed", group="05", trade="trade"),
    Story("吕向阳", "向阳蜂业", "bank-a", 120000, 34, "prepared", trade="farming"),
    Story("施文涛", "文涛摄影", "bank-b", 60000, 32, "payable", trade="service"),
    Story("张翠花", "翠花酱菜", "bank-a", 100000, 30, "signed"),
    Story("孔庆辉", "辉煌家电维修", "bank-a", 50000, 28, "issued", trade="repair"),
    Story("曹逸轩", "轩逸文具", "bank-c", 70000, 27, "contract", trade="trade"),
    Story("严春雨", "春雨茶庄", "bank-a", 150000, 26, "secured", trade="trade"),
    Story("华国庆", "建国五金", "bank-b", 90000, 25, "committed", trade="trade"),
    # guarantee, decision, evaluation
    Story("金小满", "小满早餐", "bank-a", 60000, 22, "recommended"),
    Story("魏明月", "明月民宿", "bank-a", 260000, 20, "guarantee_review", trade="service"),
    Story("陶渊亮", "渊亮酒坊", "bank-c", 100000, 19, "guarantee_requested"),
    Story("姜太康", "太康健身", "bank-a", 180000, 18, "approved", trade="service"),
    Story("戚家栋", "家栋网吧", "bank-b", 200000, 17, "declined", trade="service"),
    Story("卞玉兰", "玉兰刺绣", "bank-a", 80000, 16, "appealed", trade="service"),
    Story("谢安妮", "安妮宠物", "bank-a", 130000, 14, "in_decision", group="05", trade="service"),
    Story("邹韬", "邹韬粮油", "bank-a", 200000, 12, "evaluated", trade="trade"),
    Story("喻晓红", "晓红干洗", "bank-a", 45000, 11, "evaluated", term_months=24, trade="service"),
    Story("柏青松", "青松菌菇", "bank-a", 160000, 9, "in_review", trade="farming", seat=1),
    Story("水木清", "木清装饰", "bank-b", 120000, 8, "in_review", trade="service"),
    Story("窦涛", "涛声乐器", "bank-a", 90000, 7, "supplement", trade="trade"),
    Story("章慧敏", "慧敏月子餐", "bank-a", 100000, 4, "submitted"),
    Story("云飞扬", "飞扬快递点", "bank-c", 70000, 3, "submitted", trade="service"),
    Story("苏小妹", "小妹奶茶", "bank-a", 50000, 2, "draft", group="05"),
    Story("潘石头", "石头烧烤", "bank-b", 80000, 60, "withdrawn"),
    Story("葛大壮", "大壮物流", "bank-a", 110000, 55, "lapsed", trade="service"),
    # older than a year: the yearly review takes it in
    Story("万年青", "万家副食", "bank-a", 90000, 400, "repaying", trade="trade"),
)
