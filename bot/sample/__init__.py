"""A plausible pair of networks, for the demo and the tests. The schools and people are invented."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

NETWORKS_CSV = Path(__file__).parent / "networks.csv"
MEMBERS_CSV = Path(__file__).parent / "members.csv"
RESULTS_CSV = Path(__file__).parent / "results.csv"
"""Self-assessments of one of the networks from before the bot, some of them agreed on, and one half-year without."""


@dataclass(frozen=True)
class SamplePerson:
    """id: the Slack user id; what: their part in a few words; channels: where they are members."""

    id: str
    name: str
    what: str
    channels: tuple[str, ...]


MERRI_BEK = "CMERRIBEK"
MOONEE_VALLEY = "CMOONEE"
TOPIC = "Principals and their SEIL, working together"
CHANNELS = {MERRI_BEK: "merri-bek-network", MOONEE_VALLEY: "moonee-valley-network"}

PEOPLE = (
    SamplePerson("UCHAIR", "Anna Kovac", "Chair, Merri Weir PS", (MERRI_BEK,)),
    SamplePerson("USEIL", "Priya Raman", "SEIL", (MERRI_BEK, MOONEE_VALLEY)),
    SamplePerson("UEXEC1", "Tom Nguyen", "Executive, Coburg Lake PS", (MERRI_BEK,)),
    SamplePerson("UEXEC2", "Grace Okafor", "Executive, Fawkner Rise SC", (MERRI_BEK,)),
    SamplePerson("ULEE", "Daniel Lee", "Principal, Pascoe Hill PS", (MERRI_BEK,)),
    SamplePerson("UROSSI", "Maria Rossi", "Principal, Moreland Park PS", (MERRI_BEK,)),
    SamplePerson("UHADDAD", "Sam Haddad", "Principal, Bluestone Street PS", (MERRI_BEK,)),
    SamplePerson("UWALSH", "Erin Walsh", "Principal, Glenroy Gardens PS", (MERRI_BEK,)),
    SamplePerson("USINGH", "Arjun Singh", "Principal, Brunswick Yards SC", (MERRI_BEK,)),
    SamplePerson("UCOOPER", "Ruth Cooper", "Principal, Hadfield Specialist", (MERRI_BEK,)),
    SamplePerson("UCHEN", "Mei Chen", "Delegate, Coburg Lake PS", (MERRI_BEK,)),
    SamplePerson("UBIANCHI", "Luca Bianchi", "Chair, Maribyrnong View PS", (MOONEE_VALLEY,)),
    SamplePerson("UPATEL", "Nina Patel", "Executive, Essendon Hill PS", (MOONEE_VALLEY,)),
    SamplePerson("UBROWN", "Kate Brown", "Principal, Afton Ridge PS", (MOONEE_VALLEY,)),
    SamplePerson("UKAUR", "Simran Kaur", "Principal, Niddrie Park SC", (MOONEE_VALLEY,)),
    SamplePerson("UAREA", "Helen Fraser", "Area director", (MERRI_BEK,)),
    SamplePerson("UCENTRAL", "Owen Blake", "Central office", ()),
    SamplePerson("UADMIN", "Jo Park", "IT, installs the bot", (MERRI_BEK, MOONEE_VALLEY)),
    SamplePerson("UNEW", "Noor Aziz", "New principal, no role yet", ()),
)
