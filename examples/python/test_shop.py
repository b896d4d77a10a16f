"""How a program with an AksNetwork is tested: recorded without an engine, and run in the sandbox."""

from pathlib import Path

from aksnet.testing import Sandbox, record_project

HERE = Path(__file__).parent
CONFIG = {"azure-native:location": "westeurope"}


def test_the_cluster_is_in_our_own_vnet() -> None:
    recording = record_project(HERE, config=CONFIG)
    subnet = recording.one("azure-native:network:Subnet")
    cluster = recording.one("azure-native:containerservice:ManagedCluster")
    assert subnet.inputs["addressPrefix"] == "10.60.1.0/24"
    assert cluster.inputs["networkProfile"]["networkDataplane"] == "cilium"


def test_it_goes_up_stays_as_it_is_and_goes_away(tmp_path: Path) -> None:
    sandbox = Sandbox(project=HERE, folder=tmp_path, config=CONFIG)
    up = sandbox.up()
    assert (up.ok, up.errors) == (True, ())
    assert sandbox.up().changed == {}
    assert sandbox.destroy().ok
