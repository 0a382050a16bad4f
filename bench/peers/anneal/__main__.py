"""`python -m bench.peers.anneal INSTANCE.json --seconds 60 --seed 1 -o PLAN.json`."""

from bench.peers.anneal import solve
from bench.peers.command import main

if __name__ == "__main__":
    main(solve, "Simulated annealing in C, one thread")
