"""Invents projects (虚构). Each contains the true values that an import of its row must find."""

import dataclasses
import datetime
import hashlib
import random
import unicodedata

DISTRICTS = ["甲山区", "乙水区", "丙原县", "丁港市", "戊湖区"]
CHAINS = {
    "新能源电池": ["电芯生产", "储能系统", "隔膜材料", "电池回收"],
    "高端装备": ["数控机床", "减速器", "工业机器人", "精密轴承"],
    "生物医药": ["制剂车间", "体外诊断试剂", "医用耗材", "中药提取"],
    "电子信息": ["线路板", "显示模组", "传感器封装", "光模块"],
    "新材料": ["特种玻璃", "电子化学品", "碳纤维制品", "改性塑料"],
    "现代食品": ["预制菜", "烘焙中央厨房", "饮料灌装", "调味品"],
    "现代物流": ["冷链仓储", "智慧物流园", "跨境分拨中心", "城市配送中心"],
    "文化旅游": ["温泉度假村", "工业遗址公园", "研学营地", "滨水街区"],
}
CHANNELS = ["产业链专班", "驻点招商", "以商引商", "招商活动", "委托招商"]
OPEN = ["线索", "对接", "洽谈", "过会"]
SIGNED = ["签约", "开工", "投产"]
EVERY = OPEN + SIGNED + ["流失"]

# Stage words of the built-in table, by the stage they mean.
STAGE_WORDS = {
    "线索": ["谋划", "线索", "线索对接", "意向"],
    "对接": ["首谈", "对接", "接洽"],
    "洽谈": ["新增在谈", "在谈", "洽谈", "洽谈中", "协议起草"],
    "过会": ["研判通过", "评审通过", "已过会"],
    "签约": ["签约", "已签约", "签约落地"],
    "开工": ["启动", "开工", "已开工", "在建", "建设推进"],
    "投产": ["竣工", "完工", "投产", "投产运营"],
    "流失": ["停止谈判", "中止", "终止", "退出"],
}

BRANDS = ["青禾", "云帆", "星澜", "远麓", "知行", "木舟", "晴川", "越石", "听涛", "半夏",
          "长庚", "南枝", "北溟", "素问", "流萤", "白鹭", "松间", "海若", "月落", "朝露"]
SOURCES = ["上海", "深圳", "杭州", "北京", "苏州", "香港", "本市"]
OWNERS = ["示例市投资促进局", "甲山区招商局", "示例高新园管委会", "丁港市发改局"]
PEOPLE = ["示例甲", "示例乙", "示例丙", "示例丁", "示例戊", "示例己"]
AMOUNTS = [3000, 5000, 8000, 10850, 12000, 15000, 18600, 20000, 26000, 35000, 50000, 68000,
           100000, 135000, 200000]


@dataclasses.dataclass
class Project:
    """The true values of a project, independent of its row. Amounts in whole 万元, land in 亩."""

    name: str
    investor: str
    district: str
    chain: str
    channel: str
    stage: str
    amount: int | None
    source: str
    land: int
    paid: int | None
    fixed: int
    owner: str
    contact: str
    phone: str
    signed: datetime.date | None = None
    low: int | None = None
    high: int | None = None
    given_id: str | None = None

    @property
    def id(self):
        return self.given_id or id_of_name(self.name)

    def but(self, **changes):
        return dataclasses.replace(self, **changes)


def id_of_name(name):
    """P- and ten hexadecimal digits of the name in half width and without white space."""
    narrow = "".join(
        unicodedata.normalize("NFKC", c) if "！" <= c <= "～" or c == "\u3000" else c for c in name)
    bare = "".join(narrow.split())
    return "P-" + hashlib.sha256(bare.encode()).hexdigest()[:10]


class Inventor:
    """Generates projects with distinct names. Only random() is drawn, so the bytes are stable."""

    def __init__(self, seed):
        self.random = random.Random(seed)
        self.names = set()
        self.count = 0

    def pick(self, choices):
        return choices[int(self.random.random() * len(choices))]

    def project(self, stages=OPEN, amounts=AMOUNTS, **known):
        """One project; the values in `known` are used unchanged."""
        chain = known.get("chain") or self.pick(list(CHAINS))
        name = self.name(chain)
        self.count += 1
        amount = self.pick(amounts)
        stage = known.get("stage") or self.pick(stages)
        signed = datetime.date(2023, 1, 4) + datetime.timedelta(int(self.random.random() * 170))
        values = dict(
            name=name, investor=name[:4] + self.pick(["科技", "实业", "控股", "产业"]) + "有限公司",
            district=self.pick(DISTRICTS), chain=chain, channel=self.pick(CHANNELS), stage=stage,
            amount=amount, source=self.pick(SOURCES), land=5 * (2 + int(self.random.random() * 60)),
            paid=amount // 100 * (1 + int(self.random.random() * 60)) if stage in SIGNED else None,
            fixed=amount // 10 * 7, owner=self.pick(OWNERS), contact=self.pick(PEOPLE),
            phone=f"1990000{1000 + self.count:04d}", signed=signed if stage in SIGNED else None)
        values.update(known)
        return Project(**values)

    def projects(self, count, **known):
        return [self.project(**known) for _ in range(count)]

    def name(self, chain):
        while True:
            name = f"示例{self.pick(BRANDS)}{self.pick(CHAINS[chain])}项目"
            if name in self.names:
                name = name[:-2] + self.pick(["二期", "三期", "扩产", "基地"]) + "项目"
            if name in self.names:
                name = name[:4] + self.pick(BRANDS) + name[4:]
            if name not in self.names:
                self.names.add(name)
                return name

    def stage_word(self, project):
        return self.pick(STAGE_WORDS[project.stage])
