"""Some of the faults of `make faults`, each once."""

from __future__ import annotations

from random import Random

import pytest

from tests.faults import damage, disks, kills
from tests.faults.world import World

# Minutes of work: `make faults` runs them, and many more.
pytestmark = pytest.mark.long


@pytest.fixture(scope="module")
def world(prefect_api: str, tmp_path_factory: pytest.TempPathFactory) -> World:
    return World(tmp_path_factory.mktemp("faults") / "world", {"PREFECT_API_URL": prefect_api}, short=8, long=1)


@pytest.mark.parametrize("victim", kills.VICTIMS)
def test_what_is_killed_loses_nothing(world: World, victim: str) -> None:
    random = Random(victim)
    while (lost := kills.kill(world, victim, random)) is None:
        continue
    assert lost == []


def test_a_full_or_read_only_disk_loses_nothing(world: World) -> None:
    if not disks.may_mount(world.folder / "may"):
        pytest.skip("this process may not mount file systems")
    assert disks.fill(world, 0.5) == []
    assert disks.lock_out(world) == []


def test_clocks_that_jump_lose_nothing(world: World) -> None:
    assert damage.jump(world, (-86400.0,), 1) == []


def test_files_that_change_lose_nothing(world: World) -> None:
    assert damage.change(world, Random(1)) == []
