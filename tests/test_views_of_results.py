"""Every place of the code that reads results, and why it may show them: a new one is named here or fails.

Results are read by the functions and columns below, and nowhere else. A file that reads them either hands them on and
words nothing (HANDS_ON), or shows them, and then asks first: the question that it asks stands beside it. What of a
network's results goes to whom at which step of its agreement is in domain/agreements.py; the policies are held against
that table in tests/domain/test_agreements.py, and the views walked through in tests/handlers/test_agreements.py.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from pathlib import Path

from tests.sources import parsed

ROOT = Path(__file__).parents[1]

READ: Mapping[str, frozenset[str]] = {
    module: frozenset(names.split())
    for module, names in {
        "storage.assessments": "results agreed",
        "storage.second_passes": "results results_of",
        "storage.named_ratings": "of_round Ratings",
        "storage.evidence": "of_round",
        "storage.trends": "agreed imported",
        "storage.pulses": "results",
        "storage.comments": "shown",
        "storage.showcases": "strengths",
        "services.assessments.standing": "standing standing_of",
        "services.assessments.named": "standing_for standing_to_confirm ratings_for",
        "services.assessments.agreeing": "told_results",
        "services.trends": "read_trend read_agreed",
        "services.trends.reading": "read_trend read_agreed",
        "services.gaps.reading": "read_gap",
        "services.pulses": "told_of_items",
        "services.pulses.standing": "told_since told_of_items",
        "services.summaries.reading": "read_summary",
        "services.showcases": "shown_of strengths_shown",
        "services.showcases.reading": "shown_of strengths_shown",
        "services.agreements.reading": "read_levels read_schools",
        "services.peer_reviews.sharing": "readable_parts open_parts",
    }.items()
}
"""Functions that give results, by their module."""
COLUMNS = frozenset({"findings", "strength", "strengths", "finds_hard", "hard"})
"""What schools say of themselves and of visits, as rows and facts name it."""

HANDS_ON = "hands on"
COUNTS = "counts"
"""It keeps what is told of a result, and asks nobody's agreement: no number hangs on who goes along."""
LEADERS_ALONE = "Candidate"
"""A question for the SEIL, from what leaders see."""

PLACES: Mapping[str, str] = {
    # The agreement's own views
    "services/agreements/reading.py": "may_show",
    "services/agreements/use_cases.py": "may_see",
    # The self-assessment: items to those who lead the network, agreed levels to the network
    "services/assessments/again.py": "can_open_assessment",
    "services/assessments/agreeing.py": "can_agree_levels",
    "services/assessments/challenging.py": LEADERS_ALONE,
    "services/assessments/levels.py": "post_in_channel",
    "services/assessments/named.py": HANDS_ON,
    "services/assessments/overview.py": "can_see_assessment_spread",
    "services/assessments/posts.py": "LEADERS",
    "services/assessments/releasing.py": COUNTS,
    "services/assessments/second_pass.py": COUNTS,
    "services/assessments/standing.py": "Section",
    "services/assessments/steps.py": "may_see",
    "services/assessments/todo.py": "can_agree_levels",
    "services/assessments/use_cases.py": "can_see_assessment_spread",
    # Over the years, and beside what schools say
    "services/trends/importing.py": COUNTS,
    "services/trends/posts.py": "asked_about",
    "services/trends/reading.py": HANDS_ON,
    "services/trends/standing.py": "Section",
    "services/gaps/challenging.py": LEADERS_ALONE,
    "services/gaps/posts.py": "asked_about",
    "services/gaps/reading.py": HANDS_ON,
    "services/gaps/standing.py": "Section",
    # Pulse checks: to the channel, as the ledger lets them be told
    "services/pulses/following.py": "can_add_action",
    "services/pulses/posts.py": "spread_of",
    "services/pulses/programme.py": "can_change_network",
    "services/pulses/releasing.py": COUNTS,
    "services/pulses/results.py": "can_see_pulse_results",
    "services/pulses/standing.py": "Section",
    "services/summaries/posts.py": "may_see",
    "services/summaries/use_cases.py": "can_share_summary",
    # What a network chose to show to others
    "services/networks/reading.py": "can_see_network",
    "services/offers/reading.py": "strengths_shown",
    "services/showcases/reading.py": HANDS_ON,
    "services/showcases/use_cases.py": "can_find_networks",
    # What schools say of themselves, and of visits
    "services/peer_reviews/about.py": "can_describe_school",
    "services/peer_reviews/findings.py": "readable_parts",
    "services/peer_reviews/known.py": HANDS_ON,
    "services/peer_reviews/planning.py": HANDS_ON,
    "services/peer_reviews/posts.py": "open_parts",
    "services/peer_reviews/proposals.py": "can_approve_review_round",
    "services/peer_reviews/reading.py": "can_see_review_findings",
    "services/peer_reviews/schools.py": HANDS_ON,
}
"""What each asks before it shows something: the name of the policy, of the section with its safe half, or of the host's
own choice."""


def trees() -> Iterator[tuple[str, ast.Module]]:
    for path in sorted((ROOT / "services").rglob("*.py")):
        yield path.relative_to(ROOT).as_posix(), parsed(path)


def reads_results(tree: ast.Module) -> bool:
    """Whether a file uses a function of READ, or a column of COLUMNS other than to write it."""
    modules: dict[str, str] = {}
    functions: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module:
            for name in node.names:
                if name.name in READ.get(node.module, ()):
                    functions.add(name.asname or name.name)
                elif f"{node.module}.{name.name}" in READ:
                    modules[name.asname or name.name] = f"{node.module}.{name.name}"
    for node in ast.walk(tree):
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load) and node.id in functions:
            return True
        if isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Load):
            if isinstance(node.value, ast.Name) and node.attr in READ.get(modules.get(node.value.id, ""), ()):
                return True
            if node.attr in COLUMNS and not (isinstance(node.value, ast.Name) and node.value.id == "fields"):
                return True
    return False


def names_in(tree: ast.Module) -> set[str]:
    found = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
    return found | {node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute)}


def imported(tree: ast.Module) -> set[str]:
    return {node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) and node.module}


def test_every_place_that_reads_results_says_why_it_may() -> None:
    assert {path for path, tree in trees() if reads_results(tree)} == set(PLACES)


def test_each_place_asks_what_it_says_or_words_nothing() -> None:
    for path, tree in trees():
        asks = PLACES.get(path, HANDS_ON)
        if path in PLACES and asks in (HANDS_ON, COUNTS):
            cards = {module for module in imported(tree) if module.startswith("prompts") and module.endswith("cards")}
            assert cards == set(), path
        elif path in PLACES:
            assert asks in names_in(tree), path


def test_what_hands_results_on_is_found_wherever_it_is_used() -> None:
    """A function that hands results on is in READ, so whoever uses it is a place of its own."""
    hands_on = {path.removesuffix(".py").replace("/", ".") for path, asks in PLACES.items() if asks == HANDS_ON}
    by_column = {module for module in hands_on if "peer_reviews" in module}  # found by COLUMNS
    assert hands_on - by_column <= READ.keys()


def test_no_result_is_counted_by_who_goes_along() -> None:
    """So that going along, staying behind and leaving change no number."""
    counting = [
        ROOT / "domain" / f"{name}.py" for name in ("disclosure", "releases", "worlds", "pulses", "assessments")
    ]
    counting += [path for name in ("pulses", "assessments") for path in (ROOT / "services" / name).glob("*.py")]
    for path in counting:
        knows = {module for module in imported(parsed(path)) if "agreements" in module}
        assert knows <= ({"domain.agreements"} if path.name == "steps.py" else set()), path
