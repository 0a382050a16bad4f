"""The compiled parts of the solver: C sources, how they are built, and what calls them.

Everything works without them, only slower: `library.load` gives None where there is no compiler.
"""
