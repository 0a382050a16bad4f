// Reads a calendar from standard input with ical.js and prints its events as JSON.
import ICAL from "ical.js";
import { readFileSync } from "node:fs";

const calendar = new ICAL.Component(ICAL.parse(readFileSync(0, "utf8")));
for (const zone of calendar.getAllSubcomponents("vtimezone")) {
  ICAL.TimezoneService.register(new ICAL.Timezone(zone));
}

const instant = (time) => (time.isDate ? time.toString() : time.toUnixTime());
const events = calendar.getAllSubcomponents("vevent").map((component) => {
  const event = new ICAL.Event(component);
  return {
    uid: event.uid,
    summary: event.summary,
    start: instant(event.startDate),
    end: instant(event.endDate),
  };
});
const refresh = calendar.getFirstProperty("refresh-interval");
// A file in a mail says nothing of being read again.
const told = refresh && [refresh.type, refresh.getFirstValue().toString()];
console.log(JSON.stringify({ events, refresh: told }));
