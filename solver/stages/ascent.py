"""From any plan to a better one: share the time out, make calendars, prove, improve.

The board only ever gets better by its own prices, which may differ from the plain points when
floors lead the search; what is told to the outside is always the plain points.
"""

from math import inf

from solver import score
from solver.board import Board
from solver.bound import better
from solver.diary import Page
from solver.problem import Option
from solver.stages import calendars, greedy, neighbourhood
from solver.stages.aside import run_aside
from solver.stages.choice import Chooser
from solver.stages.improve import Search
from solver.stages.neighbourhood import Neighbourhood
from solver.stages.search import Effort, Outcome, configured, run
from solver.stages.swarm import Guide
from solver.stages.transport import Shares, Transport
from solver.stages.watch import Watch

SLACK = 0.97
SUB_SECONDS = 0.3
LEAST_SECONDS = 0.02
DETERMINISTIC_PER_SECOND = 0.5
CALENDAR_SHARE = 0.1
# The search tree of the allocation in repeatable runs, where no clock may decide.
NODES = 200
SMALL_OPTIONS = 2500


class Ascent:
    """One climb: a board, the visits it may not move, the watch of the solve, and maybe a guide."""

    def __init__(
        self, board: Board, fixed: frozenset[Option], watch: Watch, guide: Guide | None = None
    ) -> None:
        self.guide = guide
        self.board = board
        self.fixed = fixed
        self.watch = watch

    @property
    def is_plain(self) -> bool:
        """Whether the prices are the plain points, so that bounds of the search hold for them."""
        return self.board.problem.plain is self.board.problem

    def allocate(self) -> None:
        """Share the time out, make calendars, and keep them if they cost less."""
        if self.board.problem.instance.max_changes is not None:
            return  # Other shares would move more than may move.
        shares = self._shares(0.1 * self.watch.left_seconds)
        if shares is None or self.watch.is_over():
            return
        trial = self._with_calendars(shares)
        greedy.fill(trial, should_stop=self.watch.is_over)
        if score.whole_points(trial) < score.whole_points(self.board):
            self.board = trial
        self.watch.tell("calendars", score.plain_points(self.board), self.board)

    def _shares(self, seconds: float) -> Shares | None:
        if self.watch.is_over():
            return None
        transport = Transport(self.board, slack=SLACK, is_whole=True)
        if self.watch.options.deterministic_limit is not None:
            return run_aside(lambda: transport.solve(600.0, nodes=NODES), self.watch.is_stopped)
        return run_aside(lambda: transport.solve(seconds), self.watch.is_stopped)

    def _with_calendars(self, shares: Shares) -> Board:
        trial = Board(self.board.problem, self.board.candidates)
        trial.add_all(self.fixed)
        count = max(1, len(trial.of_cdo))
        effort = self.effort(CALENDAR_SHARE / count, most_seconds=SUB_SECONDS)
        for spent in calendars.fill(
            trial, shares.slots, effort, fixed=self.fixed, should_stop=self.watch.is_over
        ):
            self.watch.deterministic_seconds += spent
            self.watch.tell("calendars", score.plain_points(self.board), self.board)
        return trial

    def prove(self, share: float) -> None:
        """Solve a small instance whole: a better plan, a better bound, or both."""
        everything = range(len(self.board.of_demand)), range(len(self.board.of_cdo))
        part = neighbourhood.around(self.board, *everything, self.fixed)
        page = self.watch.diary.page("whole")
        if self._count_options(SMALL_OPTIONS) > SMALL_OPTIONS:
            return
        outcome = self._solve_whole(part, share, page)
        if not page.is_read:
            page.write(0 if outcome is None else outcome.solutions)
        if outcome is None or outcome.options is None:
            return
        self.watch.deterministic_seconds += outcome.deterministic_seconds
        neighbourhood.exchange(self.board, part, outcome.options)
        if self.is_plain and self._is_exact() and not self.board.problem.is_held:
            known = self.watch.bound
            self.watch.know(better(known, self.board, outcome.bound, "cp-sat", margin=1e-9))
        self.watch.tell("improve", score.plain_points(self.board), self.board)

    def _solve_whole(self, part: Neighbourhood, share: float, page: Page) -> Outcome | None:
        """Solve the whole model; again up to the same solution where another search did so."""
        solutions = page.read() if page.is_read else None
        if solutions == 0 or self.watch.is_over():
            return None
        model = neighbourhood.model_of(self.board, part)
        solver = configured(self.effort(share))
        return run_aside(
            lambda: run(model, solver, solutions), self.watch.is_stopped, solver.stop_search
        )

    def _count_options(self, enough: int) -> int:
        """Count the possible visits, not beyond what is enough to know."""
        candidates, count = self.board.candidates, 0
        for demand, cdos in enumerate(candidates.eligible):
            for cdo in cdos:
                free = candidates.available[cdo]
                count += sum(
                    candidates.open_starts(demand, length, free).bit_count()
                    for length in candidates.problem.demands[demand].lengths
                )
                if count > enough:
                    return count
        return count

    def _is_exact(self) -> bool:
        """Whether the model has every visit, and no tour above its true length (goals.travel)."""
        problem = self.board.problem
        are_tours_true = all(cdo.max_sites_per_day <= 2 for cdo in problem.cdos)
        return are_tours_true and problem.spared <= problem.pins

    def search(self, until_seconds: float) -> None:
        """Improve part by part until a time, or until the plan is proven best."""
        chooser = Chooser(self.board, self.watch.options.seed, self.fixed)
        search = Search(self.board, chooser, lambda: self.effort(1.0, most_seconds=SUB_SECONDS))
        cost = score.plain_points(self.board)

        page = self.watch.diary.page("search")

        def is_done() -> bool:
            if page.is_read:
                return self.watch.is_over()
            is_late = self.watch.seconds >= until_seconds
            return is_late or self.watch.is_over() or self.is_best(cost)

        workers, seconds = self.watch.options.workers, self._known(until_seconds)
        for step in search.steps(workers, is_done, seconds, self.guide, page):
            self.watch.deterministic_seconds += step.deterministic_seconds
            cost = cost + step.change if self.is_plain else score.plain_points(self.board)
            self.watch.tell("improve", cost, self.board)

    def _known(self, until_seconds: float) -> float | None:
        """Return how long the search will last; None where it must repeat itself exactly.

        Where few visits may move, wandering far leads nowhere: no time is given for it.
        """
        options = self.watch.options
        if self.board.problem.instance.max_changes is not None:
            return 0.0
        if options.deterministic_limit is not None:
            return None
        return max(0.0, min(until_seconds, options.time_limit_seconds) - self.watch.seconds)

    def is_best(self, cost: int) -> bool:
        """Whether no plan can cost less."""
        return self.is_plain and cost <= self.watch.bound.value

    def effort(self, share: float, *, most_seconds: float = inf) -> Effort:
        """Give a share of what is left as the effort of one run of CP-SAT, up to a limit."""
        seed, limit = self.watch.options.seed, self.watch.options.deterministic_limit
        if limit is None:
            seconds = min(most_seconds, share * self.watch.left_seconds)
            return Effort(max(LEAST_SECONDS, seconds), seed)
        left = share * max(0.0, limit - self.watch.deterministic_seconds)
        spent = min(DETERMINISTIC_PER_SECOND * most_seconds, left)
        return Effort(self.watch.left_seconds, seed, max(LEAST_SECONDS, spent))
