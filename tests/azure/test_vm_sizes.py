"""What the name of a virtual machine size tells."""

import pytest

from aksnet.azure.vm_sizes import vcpus


@pytest.mark.parametrize(
    ("size", "expected"),
    [
        ("Standard_D4ds_v5", 4),
        ("standard_d2as_v6", 2),
        ("Standard_DS2_v2", 2),
        ("Standard_DS3_v2", 4),
        ("Standard_D14_v2_Promo", 16),
        ("Standard_DS13-4_v2", 4),
        ("Standard_E8-4ds_v5", 4),
        ("Standard_A2m_v2", 2),
        ("Standard_A7", None),
        ("Standard_GS5", 32),
        ("Standard_NC24ads_A100_v4", 24),
        ("Standard_Odd", None),
    ],
)
def test_the_number_of_vcpus_is_in_the_name(size: str, expected: int | None) -> None:
    assert vcpus(size) == expected
