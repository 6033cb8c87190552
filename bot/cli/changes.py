"""What an import did, or why it did nothing, printed."""

from __future__ import annotations

import sys

from bot.cli.output import print
from services.networks import Changes, ImportRefused


def print_changes(changes: Changes, *, verbose: bool) -> None:
    """A line for each network, or, verbose, for each change; and how many there were."""
    if not changes:
        print("Nothing to change: the database holds what the files say.")
        return
    if verbose:
        for word, lines in (("added", changes.added), ("changed", changes.changed), ("ended", changes.ended)):
            for line in lines:
                print(f"{word:8} {line}")
    else:
        for network, counts in changes.networks.items():
            done = zip(counts, ("added", "changed", "ended"), strict=True)
            print(f"{network}: {', '.join(f'{number} {word}' for number, word in done if number)}")
    print(f"{len(changes.added)} added, {len(changes.changed)} changed, {len(changes.ended)} ended.")


def print_refused(refused: ImportRefused) -> None:
    """Every problem, and that nothing was changed."""
    for problem in refused.problems:
        print(problem, file=sys.stderr)
    number = len(refused.problems)
    print(f"{number} {'problem' if number == 1 else 'problems'}; nothing was changed.", file=sys.stderr)
