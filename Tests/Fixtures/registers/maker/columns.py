"""Columns common to several sheets: the notation of a project in each."""

from .sheets import Column


def number_of(amount, unit):
    """An amount in 万元 as a bare number in its unit."""
    if amount is None:
        return None
    if unit == "万元":
        return amount
    value = amount / 10000
    return int(value) if value == int(value) else value


def serial(head="序号"):
    return Column(head, None, lambda p, n: n)


def given_id(head):
    return Column(head, "编号", lambda p, n: p.given_id)


def name(head="项目名称"):
    return Column(head, "项目名称", lambda p, n: p.name)


def investor(head="投资方"):
    return Column(head, "投资方", lambda p, n: p.investor)


def district(head):
    return Column(head, "区县", lambda p, n: p.district)


def chain(head="所属产业链"):
    return Column(head, "产业链", lambda p, n: p.chain)


def channel(head="招商渠道"):
    return Column(head, "渠道", lambda p, n: p.channel)


def stage(inventor, head="项目阶段"):
    return Column(head, "阶段", lambda p, n: inventor.stage_word(p))


def money(head, unit, unit_from="head", field="投资额", attribute="amount"):
    """A column of bare numbers in a unit that the head or a title row states."""
    return Column(
        head, field, lambda p, n: number_of(getattr(p, attribute), unit), unit, unit_from)


def stated_money(head, field="投资额", attribute="amount"):
    """A column whose cells state their unit: 亿元 from one 亿元 up, otherwise 万元."""
    def write(p, n):
        amount = getattr(p, attribute)
        if amount is None:
            return None
        return f"{number_of(amount, '亿元')}亿元" if amount >= 10000 else f"{amount}万元"
    return Column(head, field, write, None, "cell")


def paid(head, unit, unit_from="head"):
    return money(head, unit, unit_from, "到位资金", "paid")


def fixed(head, unit, unit_from="head"):
    return money(head, unit, unit_from, "固定资产投资", "fixed")


def signed_on(head="签约时间", write=lambda p, n: p.signed):
    return Column(head, "签约日期", write)


def land(head="占地面积（亩）"):
    return Column(head, "占地", lambda p, n: p.land)


def source(head="来源地"):
    return Column(head, "来源地", lambda p, n: p.source)


def owner(head="责任单位"):
    return Column(head, "责任单位", lambda p, n: p.owner)


def contact(head, write=lambda p, n: p.contact):
    return Column(head, "联系人", write)


def phone(head):
    return Column(head, "联系人", lambda p, n: p.phone)


def other(head, write=lambda p, n: None):
    """A column that an import ignores."""
    return Column(head, None, write)
