// What tsdav sees and does on a CalDAV server, told as JSON.
// Arguments: the address where it begins, the name, the password.
import { createDAVClient } from "tsdav";

const [serverUrl, username, password] = process.argv.slice(2);
const client = await createDAVClient({
  serverUrl,
  credentials: { username, password },
  authMethod: "Basic",
  defaultAccountType: "caldav",
});
const event = (summary) =>
  [
    "BEGIN:VCALENDAR",
    "VERSION:2.0",
    "PRODID:-//Test//FR",
    "BEGIN:VEVENT",
    "UID:two",
    "DTSTAMP:20261214T090000Z",
    "DTSTART:20270204T080000Z",
    "DTEND:20270204T110000Z",
    `SUMMARY:${summary}`,
    "END:VEVENT",
    "END:VCALENDAR",
    "",
  ].join("\r\n");

const calendars = await client.fetchCalendars();
const visits = calendars.find((one) => one.url.includes("/visits-"));
const busy = calendars.find((one) => one.url.endsWith("/busy/"));
const told = { calendars: calendars.length, components: busy.components };
const stored = await client.fetchCalendarObjects({ calendar: visits });
told.visits = stored.length;

const made = await client.createCalendarObject({
  calendar: busy,
  filename: "two.ics",
  iCalString: event("Dentiste"),
});
told.made = made.status;
const [first] = await client.fetchCalendarObjects({ calendar: busy });
told.sameBytes = first.data === event("Dentiste").trim();
const again = await client.createCalendarObject({
  calendar: busy,
  filename: "two.ics",
  iCalString: event("Dentiste"),
});
told.madeAgain = again.status;
const update = (etag) =>
  client.updateCalendarObject({
    calendarObject: { url: first.url, data: event("Autre"), etag },
  });
told.wrongEtag = (await update('"other"')).status;
told.updated = (await update(first.etag)).status;

const changes = await client.syncCollection({
  url: busy.url,
  props: { "d:getetag": {} },
  syncLevel: 1,
  syncToken: "",
});
told.changed = changes.filter((one) => one.href?.endsWith(".ics")).map((one) => one.status);
const expanded = await client.fetchCalendarObjects({
  calendar: busy,
  expand: true,
  timeRange: { start: "2027-02-01T00:00:00Z", end: "2027-03-01T00:00:00Z" },
});
told.expanded = expanded.length;
const [second] = await client.fetchCalendarObjects({ calendar: busy });
told.deleted = (await client.deleteCalendarObject({ calendarObject: second })).status;
told.readOnly = (await client.deleteCalendarObject({ calendarObject: stored[0] })).status;
told.visitsAfter = (await client.fetchCalendarObjects({ calendar: visits })).length;
console.log(JSON.stringify(told));
