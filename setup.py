"""Which packages the wheel ships: `aksnet`, and the folder components/ as `aksnet.components`.

Everything else is in pyproject.toml, which can list packages or find them, but not both.
"""

from setuptools import find_packages, setup

setup(
    packages=[*find_packages(include=["aksnet", "aksnet.*"]), "aksnet.components"],
    package_dir={"aksnet.components": "components"},
)
