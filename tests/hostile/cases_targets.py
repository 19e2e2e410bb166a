"""Targets: the services behind the page, and the API that reaches them."""

from __future__ import annotations

from tests.hostile.case import Act, Case, call, service
from tests.hostile.stage import ASSIGNED, DECIDED, MONTH, Stage, as_json
from thidua.indicators.models import Period
from thidua.indicators.queries import catalogue
from thidua.targets.models import Target
from thidua.targets.services import Grounds, adjust_target, assign_target, split_target

PLACE = "/targets/district_a/2024/ORG16"
GROUNDS = Grounds(on=DECIDED)
REASON = Grounds(on=DECIDED, reason="dịch bệnh")


def _assign(amount: int, code: str = "ORG16", period: str = "2024") -> Act:
    return service(
        lambda s: assign_target(
            unit=s.units["school"],
            indicator=catalogue().by_code[code],
            period=Period.objects.get(code=period),
            amount=amount,
            grounds=GROUNDS,
            by=s.people["officer"],
        )
    )


def _adjust(amount: int | None, seen: int, grounds: Grounds) -> Act:
    return service(
        lambda s: adjust_target(target_id=s.target.pk, amount=amount, seen=seen, grounds=grounds, by=s.people["city"])
    )


def _split(grounds: Grounds = GROUNDS, **parts: int) -> Act:
    return service(
        lambda s: split_target(
            parent_id=s.target.pk,
            parts={s.units[name].pk: amount for name, amount in parts.items()},
            grounds=grounds,
            by=s.people["officer"],
        )
    )


def _split_of_nothing(stage: Stage) -> object:
    target = Target.objects.create(
        unit=stage.units["district_b"], indicator=stage.target.indicator, period=stage.target.period
    )
    return split_target(
        parent_id=target.pk, parts={stage.units["market"].pk: 1}, grounds=GROUNDS, by=stage.people["city"]
    )


def _send(step: str, token: str = "city", **body: object) -> Act:
    return call("POST", f"{PLACE}/{step}", as_json(body), token=token)


CASES = [
    # ── services ──
    Case("a negative target", _assign(-1), 422, "từ 0 trở lên"),
    Case("a target of 10^30", _assign(10**30), 422, "không quá lớn"),
    Case("a target for a month", _assign(5, period=MONTH), 422, "Chỉ tiêu được giao cho cả năm"),
    Case("an adjustment without a reason", _adjust(90, ASSIGNED, GROUNDS), 422, "Hãy ghi lý do"),
    Case("a cancellation without a reason", _adjust(None, ASSIGNED, GROUNDS), 422, "Hãy ghi lý do"),
    Case("an adjustment of what has changed", _adjust(90, 99, REASON), 409, "vừa được người khác đổi thành 100"),
    Case("an adjustment below zero", _adjust(-90, ASSIGNED, REASON), 422, "từ 0 trở lên"),
    Case("a split that does not add up", _split(school=50, clinic=40), 422, "lệch 10 so với chỉ tiêu"),
    Case("a split that adds too much", _split(school=80, clinic=40), 422, "lệch -20 so với chỉ tiêu"),
    Case("a split to no child", _split(school=50, market=50), 422, "market không trực thuộc district_a"),
    Case("a split to itself", _split(district_a=100), 422, "không trực thuộc"),
    Case("a split with a negative part", _split(school=150, clinic=-50), 422, "từ 0 trở lên"),
    Case(
        "a split of nothing",
        service(_split_of_nothing),
        409,
        "chưa có gì để chia",
        beside=frozenset({"targets_target"}),
    ),
    # ── API ──
    Case("API: a negative target", _send("assign", amount="-5"), 422, "từ 0 trở lên"),
    Case("API: a target of 10^30", _send("assign", amount="1" + "0" * 30), 422, "Số quá lớn"),
    Case("API: a target as a number", _send("assign", amount=5), 422, "Phải là chuỗi ký tự"),
    Case("API: half a person", _send("assign", amount="0.5"), 422, "chỉ nhận số nguyên"),
    Case("API: a day that there is not", _send("assign", amount="5", on="2024-02-30"), 422, "Phải là ngày"),
    Case("API: NUL in the decision", _send("assign", amount="5", decision="a\0"), 422, "ký tự ẩn"),
    Case(
        "API: an adjustment without a reason",
        _send("adjust", amount="90", seen="100", reason=" "),
        422,
        "Hãy ghi lý do",
    ),
    Case(
        "API: a stale adjustment", _send("adjust", amount="90", seen="99", reason="sai"), 409, "vừa được người khác đổi"
    ),
    Case("API: one's own target", _send("assign", token="officer", amount="5"), 403, "không có quyền này"),
    Case(
        "API: a target of a stranger",
        _send("assign", token="stranger", amount="5"),
        404,
        "Không tìm thấy đơn vị này",
    ),
    Case(
        "API: a target for a month",
        call("POST", f"/targets/school/{MONTH}/ORG16/assign", as_json({"amount": "5"}), token="officer"),
        422,
        "Chỉ tiêu được giao cho cả năm",
    ),
    Case(
        "API: a target of no indicator",
        call("POST", "/targets/school/2024/ORG999/assign", as_json({"amount": "5"}), token="officer"),
        404,
        "Danh mục không có chỉ tiêu «ORG999»",
    ),
]
