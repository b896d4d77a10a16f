"""Network security groups: what Azure refuses in their names and rules."""

from collections.abc import Iterator

from aksnet.layout.layout import Mention
from aksnet.rules.context import Context
from aksnet.settings.problem_kinds import Kind
from aksnet.settings.problems import Problem


def existing_groups(context: Context) -> Iterator[Problem]:
    """A group by id exists already, so that the stack neither names it nor writes its rules."""
    for mention in context.layout.mentions:
        group = mention.settings.network_security_group
        if group is None or group.id is None:
            continue
        for key, given in (("name", group.name), ("rules", list(group.rules))):
            if given:
                yield Problem(
                    kind=Kind.GROUP_ID_AND_MORE,
                    path=f"{mention.path}.networkSecurityGroup.{key}",
                    value=given,
                    message="either id, for a group that is there already, or the name and rules of a new one",
                    cure=f"remove id or {key}",
                )


def priorities(context: Context) -> Iterator[Problem]:
    """Two rules of one direction never have the same priority (Azure: SecurityRuleConflict)."""
    for mention in context.layout.mentions:
        group = mention.settings.network_security_group
        seen: dict[tuple[str, int], str] = {}
        for name, rule in sorted(group.rules.items()) if group else ():
            other = seen.setdefault((rule.direction, rule.priority), name)
            if other != name:
                yield Problem(
                    kind=Kind.RULE_PRIORITY_TAKEN,
                    path=f"{mention.path}.networkSecurityGroup.rules.{name}.priority",
                    value=rule.priority,
                    message=f"a priority that no other {rule.direction} rule has; {other} has this one",
                    cure="choose another number from 200 to 4096",
                )


def unique_groups(context: Context) -> Iterator[Problem]:
    """A new group belongs to one subnet, so its name is given once."""
    seen: dict[str, str] = {}
    for subnet in context.layout.subnets.values():
        described = next(filter(_has_new_group, subnet.mentions), None)
        name = subnet.security_group
        if described is None or name is None or subnet.existing:
            continue
        other = seen.setdefault(name.lower(), subnet.name)
        if other != subnet.name:
            yield Problem(
                kind=Kind.GROUP_NAME_TAKEN,
                path=f"{described.path}.networkSecurityGroup.name",
                value=name,
                message=f"a name of its own; the group of the subnet {other} has this one",
                cure="choose another name, or remove it to get <subnet>-nsg",
            )


def _has_new_group(mention: Mention) -> bool:
    group = mention.settings.network_security_group
    return group is not None and group.id is None


RULES = (existing_groups, priorities, unique_groups)
