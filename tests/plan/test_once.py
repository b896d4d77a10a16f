"""What is made of one stack's settings is made once, and never given to another stack."""

from aksnet.layout.once import once
from aksnet.settings.settings import Settings
from tests.plan.support import dev, settings


def test_an_answer_is_remembered_for_one_settings_object_and_given_to_no_other() -> None:
    asked: list[Settings] = []

    @once
    def answer(read: Settings) -> int:
        asked.append(read)
        return len(asked)

    first, equal, other = settings(dev()), settings(dev()), settings(dev(mode="kubenet"))
    assert first == equal
    assert [answer(first), answer(first), answer(equal), answer(other), answer(first)] == [1, 1, 2, 3, 4]
