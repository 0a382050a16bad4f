// Reads a calendar from standard input with node-ical and prints its events as JSON.
import ical from "node-ical";
import { readFileSync } from "node:fs";

const day = (moment) =>
  [moment.getFullYear(), moment.getMonth() + 1, moment.getDate()]
    .map((part) => String(part).padStart(2, "0"))
    .join("-");
const instant = (moment) => (moment.dateOnly ? day(moment) : moment.getTime() / 1000);
const found = Object.values(ical.sync.parseICS(readFileSync(0, "utf8"))).filter(
  (component) => component.type === "VEVENT",
);
const events = found.map((event) => ({
  uid: event.uid,
  summary: event.summary,
  start: instant(event.start),
  end: instant(event.end),
}));
const categories = new Set(found.map((event) => JSON.stringify(event.categories)));
console.log(JSON.stringify({ events, categories: [...categories].map((one) => JSON.parse(one)) }));
