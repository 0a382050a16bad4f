"""Any course of edits, publications, cancellations, links taken back, and time (Hypothesis)."""

from contextlib import ExitStack
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import ClassVar

from flask import Flask
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from sqlalchemy import Engine

from cdo_share.accounts.models import Person
from cdo_share.calendars.models import Feed
from cdo_share.calendars.subscriptions import revoke_token, rotate_token
from cdo_share.publishing.models import CancelledBy
from tests.calendars.machine.devices import Asking, Device
from tests.calendars.machine.reading import events_by_uid
from tests.calendars.machine.stage import Stage, a_stage
from tests.calendars.machine.watching import Watcher
from tests.publishing.world import AM, At

HOUR = timedelta(hours=1)
MONTH = timedelta(days=30)
FIRST_MONDAY = date(2026, 12, 21)
WEEKS = 8
PERSONS_ACTS = (CancelledBy.MEMBER, CancelledBy.CDO, CancelledBy.COORDINATOR)
PAUSES = [timedelta(0), *(timedelta(hours=hours) for hours in (1, 30)), timedelta(days=9), MONTH]
DAYS = [FIRST_MONDAY + timedelta(weeks=week, days=day) for week in range(WEEKS) for day in range(5)]
FATES = ("keep", "keep", "keep", "move", "give", "drop")
TEXTS = ("Huîtres, fils & Cie; Arradon", "METHOD:PUBLISH", "Kerien")


@dataclass
class Subscription:
    """A device, the row of its feed and token, and when its link was taken back."""

    device: Device
    feed_id: int
    person_id: int
    token_id: int
    revoked_at: datetime | None = None
    is_closed: bool = False  # the account of the person


class FeedMachine(RuleBasedStateMachine):
    """A groupement with two members and two CDOs; subclasses say on which database."""

    engine: ClassVar[Engine]
    app: ClassVar[Flask]

    def __init__(self) -> None:
        super().__init__()
        self.open = ExitStack()
        self.stage: Stage = self.open.enter_context(a_stage(self.engine, self.app))
        self.watcher = Watcher()
        self.subscriptions: list[Subscription] = []
        self.published: list[list[At]] = []

    @initialize()
    def begin(self) -> None:
        """Publish a visit of each member, and give somebody a link to the feeds of the first."""
        world, (first, second, *_) = self.stage.world, DAYS[5:]
        places = [
            At(world.shop, world.zoe, first, AM, id=self.stage.new_id()),
            At(world.stock, world.yann, second, AM, id=self.stage.new_id()),
        ]
        assert self.stage.publish(places)
        self.published.append(places)
        for number in (0, 4):
            self.subscribe(number, Asking.BOTH)

    def teardown(self) -> None:
        self.open.close()

    @rule(
        fates=st.lists(st.sampled_from(FATES), max_size=6),
        days=st.lists(st.sampled_from(DAYS), min_size=8, max_size=8, unique=True),
        fresh=st.lists(st.tuples(st.booleans(), st.booleans(), st.booleans()), max_size=2),
    )
    def publish(
        self, fates: list[str], days: list[date], fresh: list[tuple[bool, bool, bool]]
    ) -> None:
        """Publish a plan that keeps, moves, gives away, drops and adds visits."""
        free = iter(days)
        places = [self._new_place(next(free), *one) for one in fresh]
        for number, visit in enumerate(self.stage.in_force()):
            fate = fates[number % len(fates)] if fates else "keep"
            place = self.stage.place(visit)
            if fate == "move":
                place = self.stage.place(visit, day=next(free, visit.day), slot=1 - visit.slot)
            elif fate == "give":
                place = self.stage.place(visit, engagement=self._other(place))
            places += [] if fate == "drop" else [place]
        if self.stage.publish(places):
            self.published.append(places)

    def _other(self, place: At) -> object:
        world = self.stage.world
        return world.yann if place.engagement.id == world.zoe.id else world.zoe

    def _new_place(self, day: date, is_shop: bool, is_zoe: bool, is_morning: bool) -> At:
        world = self.stage.world
        demand, cdo = (world.stock, world.shop)[is_shop], (world.yann, world.zoe)[is_zoe]
        return At(demand, cdo, day, 1 - is_morning, id=self.stage.new_id())

    @precondition(lambda self: self.published)
    @rule(back=st.integers(0, 3))
    def restore(self, back: int) -> None:
        """Publish an earlier plan anew."""
        self.stage.publish(self.published[-1 - back % len(self.published)])

    @precondition(lambda self: self.stage.in_force())
    @rule(number=st.integers(0, 9), by=st.sampled_from(PERSONS_ACTS))
    def cancel(self, number: int, by: CancelledBy) -> None:
        """Let a person cancel a visit."""
        visits = self.stage.in_force()
        self.stage.cancel(visits[number % len(visits)], by)

    @precondition(lambda self: self.stage.in_force())
    @rule(by=st.sampled_from(PERSONS_ACTS), pause=st.timedeltas(timedelta(hours=1), timedelta(9)))
    def cancel_late(self, by: CancelledBy, pause: timedelta) -> None:
        """Let a person cancel the next visit shortly before it begins, or not so shortly."""
        visit = min(self.stage.in_force(), key=lambda one: (one.starts_at, one.id))
        when = visit.starts_at - timedelta(seconds=int(pause.total_seconds()))
        if when > self.stage.now:
            self.stage.pass_time(when - self.stage.now)
        self.stage.cancel(visit, by)

    @rule(text=st.sampled_from(TEXTS), is_shop=st.booleans(), serial=st.integers(0, 3))
    def rename_member(self, text: str, is_shop: bool, serial: int) -> None:
        """Rename a member; the other never has the same name."""
        world = self.stage.world
        member, mark = (world.biscuits, "B") if is_shop else (world.boats, "K")
        self.stage.rename(member, "name", f"{mark}{serial} {text}")

    @rule(phone=st.sampled_from(["", "02 97 00 00 00", "06 11 22 33 44"]), is_zoe=st.booleans())
    def change_phone(self, phone: str, is_zoe: bool) -> None:
        """Change the phone of a CDO."""
        self.stage.rename(self._person(is_zoe), "phone", phone)

    @rule(title=st.sampled_from(["Suivre le stock", "Caisse", "Stock; caisse, et 5 % de plus"]))
    def change_title(self, title: str) -> None:
        """Change the title of a demand: seen from the next publication on."""
        self.stage.rename(self.stage.world.stock, "title", title)

    def _person(self, is_zoe: bool) -> Person:
        world = self.stage.world
        return self.stage.session.get_one(Person, (world.yann, world.zoe)[is_zoe].person_id)

    @rule(pause=st.sampled_from(PAUSES))
    def pass_time(self, pause: timedelta) -> None:
        """Let hours, days or a month pass."""
        self.stage.pass_time(pause)

    @precondition(lambda self: len(self.subscriptions) < 5)
    @rule(number=st.integers(0, 9), asking=st.sampled_from(Asking))
    def subscribe(self, number: int, asking: Asking) -> None:
        """Give the coordinator, or for the first feeds a CDO, a link to a feed."""
        feeds = self.stage.feeds()
        feed = feeds[number % len(feeds)]
        world, person_id = self.stage.world, self.stage.coordinator.id
        if feed.engagement_id == world.zoe.id and self._person(True).is_active:
            person_id = world.zoe.person_id
        token_id, device = self.stage.subscribe(feed, person_id, asking)
        self.subscriptions.append(Subscription(device, feed.id, person_id, token_id))
        self.poll(len(self.subscriptions) - 1)

    @precondition(lambda self: self.subscriptions)
    @rule(number=st.integers(0, 4), pause=st.sampled_from([timedelta(0), MONTH - HOUR, MONTH]))
    def revoke(self, number: int, pause: timedelta) -> None:
        """Take a link back; the device asks at once, and some time later."""
        one = self.subscriptions[number % len(self.subscriptions)]
        revoke_token(self.stage.session, **self._token(one))
        self.stage.session.commit()
        one.revoked_at = one.revoked_at or self.stage.now
        self.poll(number)
        self.stage.pass_time(pause)
        self.poll(number)

    @precondition(lambda self: any(not one.revoked_at for one in self.subscriptions))
    @rule(number=st.integers(0, 4))
    def rotate(self, number: int) -> None:
        """Take a link back and give the device a new one."""
        valid = [one for one in self.subscriptions if not one.revoked_at]
        one = valid[number % len(valid)]
        token, secret = rotate_token(self.stage.session, **self._token(one))
        feed = self.stage.session.get_one(Feed, one.feed_id)
        self.stage.session.commit()
        one.revoked_at = self.stage.now
        device = Device(f"/cal/{secret}/{feed.slug}.ics", one.device.asking)
        self.subscriptions.append(
            Subscription(device, one.feed_id, one.person_id, token.id, None, one.is_closed)
        )

    def _token(self, one: Subscription) -> dict[str, object]:
        return {
            "groupement_id": self.stage.world.groupement.id,
            "token_id": one.token_id,
            "person_id": one.person_id,
            "now": self.stage.now,
        }

    @precondition(lambda self: any(not one.is_closed for one in self.subscriptions))
    @rule()
    def close_account(self) -> None:
        """Disable the account of Zoé, whose links show nothing from then on."""
        zoe = self._person(True)
        zoe.is_active = False
        self.stage.session.commit()
        for one in self.subscriptions:
            one.is_closed = one.is_closed or one.person_id == zoe.id

    @precondition(lambda self: self.subscriptions)
    @rule(number=st.integers(0, 9))
    def poll(self, number: int) -> None:
        """Let a device ask, and ask again at once: what it shows is what is in force."""
        one = self.subscriptions[number % len(self.subscriptions)]
        before = one.device.body
        status = self.stage.poll(one.device)
        if one.revoked_at is not None and self.stage.now >= one.revoked_at + MONTH:
            assert status == 410
            return
        self._check_answer(one, status, before)
        assert self.stage.poll(one.device) == (200 if one.device.asking is Asking.NOTHING else 304)

    def _check_answer(self, one: Subscription, status: int, before: bytes | None) -> None:
        stored = self.stage.session.get_one(Feed, one.feed_id).body
        found = events_by_uid(stored)
        if one.revoked_at is not None or one.is_closed:
            found = {}
            assert one.device.body is not None
            assert events_by_uid(one.device.body) == found
        else:
            assert one.device.body == stored
        is_same = before == one.device.body and one.device.asking is not Asking.NOTHING
        assert status == (304 if is_same else 200)
        assert one.device.shown_by_time == found
        assert one.device.shown_by_number == found

    @invariant()
    def feeds_are_right(self) -> None:
        """Check every stored feed after every step."""
        self.watcher.look(self.stage)
