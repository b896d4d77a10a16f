"""The lists of the address map: every subnet with its parts, then every cluster with its pods and Services."""

from aksnet.layout.range_index import RangeIndex
from aksnet.plan.budget import Budget, RangeBudget
from aksnet.plan.growth import Growth
from aksnet.plan.records import ClusterPlan, StackPlan
from aksnet.plan.shares import Share, pods_name
from aksnet.report.document import Pools, nodes_left, pools_of
from aksnet.report.drawing.canvas import MARGIN, RIGHT, Canvas
from aksnet.report.drawing.vnet import Drawn, parts
from aksnet.report.sheets import percent

_NAME = MARGIN + 34
_BAR = 372
_BAR_WIDTH = 420
_FACTS = _BAR + _BAR_WIDTH + 20
_FACTS_ROOM = RIGHT - _FACTS
_NAME_ROOM = _BAR - _NAME - 14
_HEIGHT = 18


def draw_subnets(canvas: Canvas, plan: StackPlan, subnets: list[Drawn]) -> None:
    """Draw one row per subnet."""
    canvas.heading("Subnets", "each bar is one whole subnet")
    numbers = {each.name: each for each in subnets}
    space, index, pools = plan.network.address_space, RangeIndex(plan.network.address_space), pools_of(plan)
    unplaced = [name for name in plan.network.subnets if name not in numbers]
    for name in [*(each.name for each in subnets), *unplaced]:
        prefixes = " ".join(str(prefix) for prefix in plan.network.subnets[name].prefixes)
        y = canvas.y + 8
        drawn = numbers.get(name)
        if drawn is not None:
            canvas.rect(MARGIN, y - 1, 26, 18, "badge", radius=4)
            canvas.text(
                MARGIN + 13, y + 12, str(drawn.number), room=26, size=11, style="strong onbadge", anchor="middle"
            )
        below = canvas.flow(_NAME, y + 11, name, room=_NAME_ROOM, style="strong")
        outside = drawn is not None and bool(space) and not index.holds(drawn.network)
        says = f"{prefixes} outside the VNet" if outside else prefixes or "range not stated"
        style = "mono bad" if outside else "mono quiet"
        ends = [canvas.flow(_NAME, below + 2, says, room=_NAME_ROOM, size=11, style=style)]
        if drawn is None or drawn.budget is None:
            canvas.text(_BAR, y + 12, "existing subnet: its addresses are not counted", room=_BAR_WIDTH, style="quiet")
        else:
            ends += _subnet(canvas, pools, drawn.budget, y)
        canvas.y = max(*ends, y + 38) - 2


def _subnet(canvas: Canvas, pools: Pools, budget: RangeBudget, y: float) -> tuple[float, float]:
    """Draw a subnet's bar with what is said of it; give where both columns end."""
    _filled(canvas, budget, y)
    users = "; ".join(f"{s.cluster}{'/' + s.pool if s.pool else ''}: {_counted(s)}" for s in budget.shares)
    said = users or "used by nothing in this stack"
    end = canvas.flow(_BAR, y + 32, said, room=_BAR_WIDTH, size=11, style="quiet")
    left = nodes_left(budget, pools)
    more = f", room for {left:,} more nodes" if left else (", no room for another node" if left == 0 else "")
    style = "bad" if budget.free < 0 else "quiet"
    return end, canvas.flow(_FACTS, y + 30, f"{_free(budget)}{more}", room=_FACTS_ROOM, style=style)


def _count(number: int) -> str:
    return f"{number:,}" if number else "no"


def _counted(share: Share) -> str:
    return f"{share.formula} {share.what.removesuffix('s') if share.formula == '1' else share.what}"


def _filled(canvas: Canvas, budget: RangeBudget, y: float) -> None:
    parts(canvas, budget, _BAR, y, _BAR_WIDTH, _HEIGHT)
    says = f"{percent(budget.utilisation)} · {budget.needed:,} of {budget.available:,} needed"
    if budget.surge:
        says += f", surge {budget.surge:,}"
    canvas.text(_FACTS, y + 12, says, room=_FACTS_ROOM, style="strong bad" if budget.free < 0 else "strong")


def _free(budget: RangeBudget) -> str:
    return f"{-budget.free:,} too few" if budget.free < 0 else f"{budget.free:,} free"


def draw_clusters(canvas: Canvas, plan: StackPlan, budget: Budget, subnets: list[Drawn]) -> None:
    """Draw one row per cluster."""
    if not plan.clusters:
        return
    canvas.heading("Pods and Services", "each bar is the pod range of one cluster")
    budgets = {each.name: each for each in budget.ranges if each.kind != "subnet"}
    numbers = {each.name: each.number for each in subnets}
    growth: dict[str, list[Growth]] = {}
    for each in budget.growth:
        growth.setdefault(each.cluster, []).append(each)
    for cluster in plan.clusters:
        y = canvas.y + 8
        room = _BAR - MARGIN - 14
        name = canvas.flow(MARGIN, y + 11, cluster.key, room=room, size=13, style="strong")
        name = canvas.flow(MARGIN, name + 1, cluster.mode.name, room=room, style="quiet")
        facts = y + 12
        pods = budgets.get(pods_name(cluster.key))
        line = y + 12
        if pods is not None:
            _filled(canvas, pods, y)
            facts += 18
            line += 20
        for text in _ranges(cluster, numbers):
            line = canvas.flow(_BAR, line, text, room=_BAR_WIDTH, size=11, style="mono") + 1
        for grown in growth.get(cluster.key, []):
            more = f"{grown.pool}: {_count(grown.nodes_left)} more nodes, {_count(grown.pods_left)} pods"
            for text in (more, f"first limit: {grown.stopped_by}"):
                facts = canvas.flow(_FACTS, facts, text, room=_FACTS_ROOM, size=11, style="quiet") + 1
        canvas.y = max(line, facts, name - 4, y + 40) + 2


def _ranges(cluster: ClusterPlan, numbers: dict[str, int]) -> list[str]:
    services = " ".join(str(network) for network in cluster.service_cidrs)
    last = f"Services {services}, DNS {cluster.dns_service_ip}"
    if cluster.pod_cidrs:
        return [f"Pods {' '.join(str(network) for network in cluster.pod_cidrs)}", last]
    used = dict.fromkeys(pool.pod_subnet or pool.node_subnet for pool in cluster.pools)
    named = ", ".join(f"{numbers[name]} {name}" if name in numbers else name for name in used)
    return [f"Pods in subnet {named}", last]
