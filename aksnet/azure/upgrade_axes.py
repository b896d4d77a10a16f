"""The axes of upgrades and maintenance, in Azure's own words; every member's value is the text that Azure expects."""

from enum import StrEnum, unique
from typing import assert_never


@unique
class UpgradeChannel(StrEnum):
    """`autoUpgradeProfile.upgradeChannel`: which Kubernetes versions AKS upgrades a cluster to by itself."""

    NONE = "none"
    PATCH = "patch"
    STABLE = "stable"
    RAPID = "rapid"
    NODE_IMAGE = "node-image"

    @property
    def moves_versions(self) -> bool:
        """Whether the Kubernetes version changes by it, of the control plane and of every pool."""
        match self:
            case UpgradeChannel.PATCH | UpgradeChannel.STABLE | UpgradeChannel.RAPID:
                return True
            case UpgradeChannel.NONE | UpgradeChannel.NODE_IMAGE:
                return False
            case unknown:
                assert_never(unknown)


@unique
class NodeOsChannel(StrEnum):
    """`autoUpgradeProfile.nodeOSUpgradeChannel`: how the operating system of nodes gets its updates."""

    NONE = "None"
    UNMANAGED = "Unmanaged"
    SECURITY_PATCH = "SecurityPatch"
    NODE_IMAGE = "NodeImage"

    @property
    def keeps_windows(self) -> bool:
        """Whether AKS does it, and so in a maintenance window."""
        match self:
            case NodeOsChannel.SECURITY_PATCH | NodeOsChannel.NODE_IMAGE:
                return True
            case NodeOsChannel.NONE | NodeOsChannel.UNMANAGED:
                return False
            case unknown:
                assert_never(unknown)


@unique
class Maintenance(StrEnum):
    """Name of a maintenance configuration: what it schedules."""

    UPGRADES = "aksManagedAutoUpgradeSchedule"
    NODE_OS = "aksManagedNodeOSUpgradeSchedule"
    RELEASES = "default"
    """AKS's own weekly releases."""


@unique
class Weekday(StrEnum):
    """`dayOfWeek` of a maintenance window."""

    MONDAY = "Monday"
    TUESDAY = "Tuesday"
    WEDNESDAY = "Wednesday"
    THURSDAY = "Thursday"
    FRIDAY = "Friday"
    SATURDAY = "Saturday"
    SUNDAY = "Sunday"


@unique
class WeekOfMonth(StrEnum):
    """`weekIndex` of a maintenance window."""

    FIRST = "First"
    SECOND = "Second"
    THIRD = "Third"
    FOURTH = "Fourth"
    LAST = "Last"


@unique
class Repeat(StrEnum):
    """Key of a maintenance window's `schedule`: how it comes again."""

    DAILY = "daily"
    WEEKLY = "weekly"
    BY_DATE = "absoluteMonthly"
    BY_WEEK = "relativeMonthly"
