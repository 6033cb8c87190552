"""Live updates: who watches the world is woken whenever something visible changes."""

import asyncio
from typing import Self
from weakref import WeakSet


class Subscription:
    """An endless async iterator of version numbers; changes in quick succession come as one."""

    def __init__(self, version: int) -> None:
        self._version = version
        self._wake = asyncio.Event()
        self._closed = False

    def __aiter__(self) -> Self:
        return self

    async def __anext__(self) -> int:
        """Wait for the next change and give the world's version after it."""
        await self._wake.wait()
        if self._closed:
            raise StopAsyncIteration
        self._wake.clear()
        return self._version

    def wake(self, version: int) -> None:
        """Tell the watcher that the world is now at `version`."""
        self._version = version
        self._wake.set()

    def close(self) -> None:
        """End the iteration, also for a watcher who waits at this moment."""
        self._closed = True
        self._wake.set()


class Watchers:
    """All subscriptions to one world."""

    def __init__(self) -> None:
        self.version = 0
        self._subscriptions: WeakSet[Subscription] = WeakSet()

    def subscribe(self) -> Subscription:
        """Start watching from now on."""
        subscription = Subscription(self.version)
        self._subscriptions.add(subscription)
        return subscription

    def wake(self) -> None:
        """Wake everybody: something visible changed."""
        self.version += 1
        for subscription in list(self._subscriptions):
            subscription.wake(self.version)

    def close(self) -> None:
        """End all subscriptions, as the server stops."""
        for subscription in list(self._subscriptions):
            subscription.close()
