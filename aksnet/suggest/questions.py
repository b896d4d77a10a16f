"""What is asked of somebody who has said nothing yet: one table, for a terminal and for the page of the site.

Answers are texts by the key of their question. They become the same options as on the command line, so that whoever was
asked can write down what was said; how an option is read is in `aksnet.suggest.inputs`.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum, unique
from typing import Final

from aksnet.errors import AksnetError
from aksnet.suggest import inputs
from aksnet.suggest.inputs import MOST_NODES, MOST_PODS, Inputs, WrongInputError
from aksnet.suggest.needs import LOCATION, NAME, Need, Needs

Answers = Mapping[str, str]
YES: Final = "yes"
NO: Final = "no"


class WrongAnswerError(AksnetError):
    """An answer that cannot be taken."""

    def __init__(self, key: str, text: str) -> None:
        super().__init__(text)
        self.key = key
        """Key of the question."""


@unique
class Form(StrEnum):
    """What an answer is."""

    NUMBER = "number"
    YES_OR_NO = "yes or no"
    CHOICE = "choice"
    TEXT = "text"
    TEXTS = "texts"
    """Several texts, with spaces or commas between them."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Choice:
    """One answer of several."""

    word: str
    said: str
    need: Need | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Question:
    """One question."""

    key: str
    said: str
    """The question itself."""
    hint: str = ""
    """What there is to know before an answer."""
    form: Form
    option: str = ""
    """Option of the command line that an answer is the value of; none where it stands for a need."""
    need: Need | None = None
    """What yes says that the cluster needs, or any answer where there is an option too."""
    choices: tuple[Choice, ...] = ()
    usual: str = ""
    """Answer of somebody who only presses the return key; an empty one says nothing, and no option."""
    needed: bool = False
    """True where an empty answer is none."""
    after: tuple[str, str] | None = None
    """Key and answer of the question before it without which it is not asked."""
    check: Callable[[str, Answers], object] = field(default=lambda _text, _answers: None)
    """Refuses one value by raising WrongInputError."""

    def asked(self, answers: Answers) -> bool:
        """Return whether the answers so far lead to this question."""
        return self.after is None or answers.get(self.after[0]) == self.after[1]

    def refuse(self, text: str, answers: Answers) -> None:
        """Check an answer.

        Raises:
            WrongInputError: It cannot be taken.
        """
        if not text.strip():
            if self.needed:
                raise WrongInputError(self.option, f"an answer is needed: {self.said}")
            return
        match self.form:
            case Form.YES_OR_NO:
                _one_of((YES, NO), text)
            case Form.CHOICE:
                _one_of([choice.word for choice in self.choices], text)
            case Form.TEXTS:
                for part in parts(text):
                    self.check(part, answers)
            case Form.NUMBER | Form.TEXT:
                self.check(text.strip(), answers)


def _one_of(words: Sequence[str], text: str) -> None:
    if text not in words:
        raise WrongInputError("", f"{text} is none of {', '.join(words)}")


def parts(text: str) -> list[str]:
    """Return the texts of an answer that has several."""
    return text.replace(",", " ").split()


def _nodes(text: str, _answers: Answers) -> None:
    inputs.number(text, "--nodes", MOST_NODES)


def _growth(text: str, answers: Answers) -> None:
    most = inputs.number(text, "--grow-to", MOST_NODES)
    nodes = answers.get("nodes", "")
    if nodes.isdecimal():
        inputs.growth(int(nodes), most)


QUESTIONS: Final = (
    Question(
        key="nodes",
        said="How many nodes run your pods",
        hint="From 10 on a cluster is taken for one of production.",
        form=Form.NUMBER,
        option="--nodes",
        needed=True,
        check=_nodes,
    ),
    Question(
        key="grow-to",
        said="To how many may the autoscaler grow them",
        hint="Empty: to none; ranges then have room for twice as many.",
        form=Form.NUMBER,
        option="--grow-to",
        check=_growth,
    ),
    Question(
        key="pods-reachable",
        said="Must machines outside the cluster reach pods by the pods' own addresses",
        hint="Pods then take addresses of the VNet. Services and ingress do not need it.",
        form=Form.YES_OR_NO,
        need=Need.PODS_REACHABLE,
        usual=NO,
    ),
    Question(
        key="pods-per-node",
        said="How many pods may run on one node, AKS's own included",
        hint="Empty: as many as the mode has. Each costs an address, and no pool's number can be changed later.",
        form=Form.NUMBER,
        option="--pods-per-node",
        after=("pods-reachable", YES),
        check=lambda text, _: inputs.number(text, "--pods-per-node", MOST_PODS),
    ),
    Question(key="windows", said="Do nodes run Windows", form=Form.YES_OR_NO, need=Need.WINDOWS, usual=NO),
    Question(
        key="ipv6", said="Do pods and Services need IPv6 addresses, too", form=Form.YES_OR_NO, need=Need.IPV6, usual=NO
    ),
    Question(
        key="network-policy",
        said="Shall AKS enforce NetworkPolicy objects",
        form=Form.YES_OR_NO,
        need=Need.NETWORK_POLICY,
        usual=NO,
    ),
    Question(
        key="zones",
        said="Shall even a few nodes be spread over availability zones",
        hint="From 10 nodes on they are, where the region has zones.",
        form=Form.YES_OR_NO,
        need=Need.ZONES,
        usual=NO,
    ),
    Question(
        key="way-out",
        said="By which address does traffic leave",
        form=Form.CHOICE,
        choices=(
            Choice(word="any", said="any, AKS chooses one"),
            Choice(word="fixed", said="a fixed one, that others can allow", need=Need.FIXED_EGRESS),
            Choice(word="firewall", said="a firewall's", need=Need.FIREWALL),
        ),
        usual="any",
    ),
    Question(
        key="next-hop",
        said="The firewall's address",
        hint="Its private one, such as 10.0.1.4.",
        form=Form.TEXT,
        option="--next-hop",
        needed=True,
        after=("way-out", "firewall"),
        check=lambda text, _: inputs.address(text, "--next-hop"),
    ),
    Question(
        key="private",
        said="Shall the API server have only a private address",
        form=Form.YES_OR_NO,
        need=Need.PRIVATE,
        usual=NO,
    ),
    Question(
        key="private-dns-zone",
        said="ARM id of a private DNS zone for the API server's name, such as the hub's",
        hint="Empty: AKS makes one and links it to the VNet alone. None: public DNS has the name.",
        form=Form.TEXT,
        option="--private-dns-zone",
        after=("private", YES),
        check=lambda text, _: inputs.planned_zone(text),
    ),
    Question(
        key="dns-servers",
        said="Addresses of DNS servers in place of Azure's, such as the hub's",
        hint="Empty: Azure's own.",
        form=Form.TEXTS,
        option="--dns-server",
        need=Need.HUB_DNS,
        check=lambda text, _: inputs.address(text, "--dns-server"),
    ),
    Question(
        key="vnet",
        said="Range of the VNet",
        hint="Such as 10.20.0.0/16. Empty: one is made up.",
        form=Form.TEXT,
        option="--vnet",
        check=lambda text, _: inputs.vnet(text),
    ),
    Question(
        key="avoid",
        said="Ranges in use elsewhere, such as a hub's or an office's",
        hint="Empty: none. Several with spaces between them.",
        form=Form.TEXTS,
        option="--avoid",
        check=lambda text, _: inputs.a_range(text, "--avoid"),
    ),
    Question(
        key="location",
        said="Azure region",
        form=Form.TEXT,
        option="--location",
        usual=LOCATION,
        check=lambda text, _: inputs.planned(Needs(nodes=1, location=text)),
    ),
    Question(
        key="name",
        said="Name of the stack",
        form=Form.TEXT,
        option="--name",
        usual=NAME,
        check=lambda text, _: inputs.planned(Needs(nodes=1, name=text)),
    ),
)
"""In the order in which they are asked."""


def options_of(answers: Answers) -> list[str]:
    """Return the options of `aksnet suggest` that say the same as the answers."""
    words: list[str] = []
    for question in QUESTIONS:
        text = answers.get(question.key, question.usual).strip()
        if not question.asked(answers) or not text or text == question.usual:
            continue
        for need in _needs(question, text):
            words += ["--need", str(need)]
        for value in parts(text) if question.form is Form.TEXTS else [text] if question.option else []:
            words += [question.option, value]
    return words


def _needs(question: Question, text: str) -> list[Need]:
    chosen = [choice.need for choice in question.choices if choice.word == text]
    return [need for need in (*chosen, question.need) if need is not None]


def needs_from(answers: Answers) -> Needs:
    """Return the needs that the answers say.

    Raises:
        WrongAnswerError: One of them cannot be taken; it names the question.
    """
    for question in QUESTIONS:
        if question.asked(answers):
            try:
                question.refuse(answers.get(question.key, question.usual), answers)
            except WrongInputError as fault:
                raise WrongAnswerError(question.key, str(fault)) from None
    try:
        return inputs.needs_of(_inputs(options_of(answers)))
    except WrongInputError as fault:
        key = next((each.key for each in QUESTIONS if each.option == fault.option), QUESTIONS[0].key)
        raise WrongAnswerError(key, str(fault)) from None


def _inputs(words: list[str]) -> Inputs:
    said: dict[str, list[str]] = {}
    for option, value in zip(words[::2], words[1::2], strict=True):
        said.setdefault(option, []).append(value)

    def text(option: str) -> str | None:
        return said.get(option, [None])[0]

    def number(option: str) -> int | None:
        return int(said[option][0]) if option in said else None

    return Inputs(
        nodes=number("--nodes") or 0,
        pods_per_node=number("--pods-per-node"),
        grow_to=number("--grow-to"),
        need=said.get("--need", ()),
        vnet=text("--vnet"),
        avoid=said.get("--avoid", ()),
        next_hop=text("--next-hop"),
        dns_server=said.get("--dns-server", ()),
        private_dns_zone=text("--private-dns-zone"),
        name=text("--name") or NAME,
        location=text("--location") or LOCATION,
    )
