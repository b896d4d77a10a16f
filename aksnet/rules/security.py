"""Network security groups: what Azure refuses in their names and rules."""

from collections.abc import Iterator

from aksnet.layout.layout import Mention
from aksnet.layout.once import gather, mentions
from aksnet.settings.problems import Problem
from aksnet.settings.settings import Settings

_PAGE = "https://learn.microsoft.com/azure/virtual-network/network-security-groups-overview"


def existing_groups(settings: Settings) -> Iterator[Problem]:
    """A group by id exists already, so that the stack neither names it nor writes its rules."""
    for mention in mentions(settings):
        group = mention.settings.network_security_group
        if group is None or group.id is None:
            continue
        for key, given in (("name", group.name), ("rules", list(group.rules))):
            if given:
                yield Problem(
                    path=f"{mention.path}.networkSecurityGroup.{key}",
                    value=given,
                    allowed="either id, for a group that is there already, or the name and rules of a new one",
                    cure=f"remove id or {key}",
                    page=_PAGE,
                )


def priorities(settings: Settings) -> Iterator[Problem]:
    """Two rules of one direction never have the same priority (Azure: SecurityRuleConflict)."""
    for mention in mentions(settings):
        group = mention.settings.network_security_group
        seen: dict[tuple[str, int], str] = {}
        for name, rule in sorted(group.rules.items()) if group else ():
            other = seen.setdefault((rule.direction, rule.priority), name)
            if other != name:
                yield Problem(
                    path=f"{mention.path}.networkSecurityGroup.rules.{name}.priority",
                    value=rule.priority,
                    allowed=f"a priority that no other {rule.direction} rule has; {other} has this one",
                    cure="choose another number from 100 to 3999",
                    page=_PAGE,
                )


def unique_groups(settings: Settings) -> Iterator[Problem]:
    """A new group belongs to one subnet, so its name is given once."""
    seen: dict[str, str] = {}
    for subnet in gather(settings).values():
        described = next(filter(_has_group, subnet.mentions), None)
        name = subnet.security_group
        if described is None or name is None or subnet.existing:
            continue
        if described.settings.network_security_group and described.settings.network_security_group.id is not None:
            continue
        other = seen.setdefault(name.lower(), subnet.name)
        if other != subnet.name:
            yield Problem(
                path=f"{described.path}.networkSecurityGroup.name",
                value=name,
                allowed=f"a name of its own; the group of the subnet {other} has this one",
                cure="choose another name, or remove it to get <subnet>-nsg",
                page="https://learn.microsoft.com/azure/azure-resource-manager/management/resource-name-rules",
            )


def _has_group(mention: Mention) -> bool:
    return mention.settings.network_security_group is not None


RULES = (existing_groups, priorities, unique_groups)
