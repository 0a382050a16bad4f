"""The most that can flow through a network of pipes (Dinic's method); pure, whole numbers."""

from collections import deque
from collections.abc import Iterator


class Network:
    """Nodes are numbers, given out by `node`; pipes have a direction and a whole capacity."""

    def __init__(self) -> None:
        self._pipes: list[list[int]] = []  # of each node: places in the lists below
        self._ends: list[int] = []
        self._left: list[int] = []  # capacity left; the pipe at place p runs back at p ^ 1

    def node(self) -> int:
        """Return a new node."""
        self._pipes.append([])
        return len(self._pipes) - 1

    def join(self, start: int, end: int, capacity: int) -> None:
        """Lay a pipe between two nodes."""
        place = len(self._ends)
        self._ends += (end, start)
        self._left += (capacity, 0)
        self._pipes[start].append(place)
        self._pipes[end].append(place + 1)

    def most(self, source: int, sink: int) -> int:
        """Return the most that can flow from source to sink; the network is used up by it."""
        flow = 0
        while (levels := self._levels(source, sink)) is not None:
            flow += self._fill(source, sink, levels)
        return flow

    def _levels(self, source: int, sink: int) -> list[int] | None:
        """Return how many pipes from the source each node is; None when the sink is cut off."""
        ends, left, levels = self._ends, self._left, [-1] * len(self._pipes)
        levels[source] = 0
        waiting = deque((source,))
        while waiting and levels[sink] < 0:
            node = waiting.popleft()
            for place in self._pipes[node]:
                if left[place] and levels[ends[place]] < 0:
                    levels[ends[place]] = levels[node] + 1
                    waiting.append(ends[place])
        return levels if levels[sink] >= 0 else None

    def _fill(self, source: int, sink: int, levels: list[int]) -> int:
        """Send as much as shortest ways carry, and return it."""
        untried = [iter(pipes) for pipes in self._pipes]
        flow, way, node = 0, list[int](), source
        while True:
            if node == sink:
                flow += self._send(way)
                # Only the pipes that are full now end the way; it goes on from before the first.
                full = next(n for n, place in enumerate(way) if not self._left[place])
                node = self._ends[way[full] ^ 1]
                del way[full:]
            elif (place := self._onward(untried[node], levels, node)) is not None:
                way.append(place)
                node = self._ends[place]
            elif way:
                levels[node] = -1  # a dead end for this round
                node = self._ends[way.pop() ^ 1]
            else:
                return flow

    def _onward(self, untried: Iterator[int], levels: list[int], node: int) -> int | None:
        for place in untried:
            if self._left[place] and levels[self._ends[place]] == levels[node] + 1:
                return place
        return None

    def _send(self, way: list[int]) -> int:
        amount = min(self._left[place] for place in way)
        for place in way:
            self._left[place] -= amount
            self._left[place ^ 1] += amount
        return amount
