// The table as a grid: one stop for Tab, arrow keys between visits and half-days, M takes a visit.
import { desk, drop, hover, inHand, letGo, say, take, turn } from "./desk-hand.js";

const ARROWS = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] };
const ROLES = { table: "grid", cell: "gridcell" };

const focusable = (table) => table.querySelectorAll("[data-cell], .desk-card");

const stopAt = (item) => {
  const table = item.closest("[data-desk-week]");
  focusable(table).forEach((one) => { one.tabIndex = -1; });
  item.tabIndex = 0;
};

export const enhanceKeys = () => {
  const table = desk() && desk().querySelector("[data-desk-week]");
  if (!table || getComputedStyle(table).display === "block") return; // a list on a phone
  table.setAttribute("role", ROLES.table);
  table.querySelectorAll("td").forEach((cell) => cell.setAttribute("role", ROLES.cell));
  focusable(table).forEach((one) => { one.tabIndex = -1; });
  const first = table.querySelector("[data-focus]") || table.querySelector(".desk-card, [data-cell]");
  if (first) first.tabIndex = 0;
};

const go = (item) => {
  stopAt(item);
  item.focus();
  if (inHand()) hover(item.closest("[data-cell]"));
};

const beside = (cell, [down, across]) => {
  const row = cell.parentElement;
  const rows = [...row.parentElement.children];
  const next = rows[rows.indexOf(row) + down];
  if (!next) return null;
  const place = [...row.querySelectorAll("td")].indexOf(cell) + across;
  return next.querySelectorAll("td")[place] || null;
};

const within = (item, cell, down) => {
  const cards = [...cell.querySelectorAll(".desk-card")];
  return cards[cards.indexOf(item) + down];
};

const arrow = (event, item) => {
  const way = ARROWS[event.key];
  const cell = item.closest("[data-cell]");
  event.preventDefault();
  const near = !inHand() && item !== cell && way[0] && within(item, cell, way[0]);
  if (near) return go(near);
  const next = beside(cell, way);
  if (!next) return;
  go(inHand() ? next : next.querySelector(".desk-card") || next);
};

const takeUp = (event, card) => {
  event.preventDefault();
  take(card);
  say(desk().dataset.held.replace("{visit}", card.dataset.says));
  const cell = card.closest("[data-cell]") || desk().querySelector("[data-cell]");
  stopAt(cell);
  cell.focus();
};

const cancel = (event) => {
  event.preventDefault();
  const { card } = inHand();
  letGo();
  say(desk().dataset.letGo);
  if (card.closest("[data-desk-week]")) stopAt(card);
  card.focus();
};

// The same half-day of the next week, or of the one before, with the visit in hand.
const turnPage = async (event, cell) => {
  event.preventDefault();
  const row = cell.parentElement;
  const place = [[...row.parentElement.children].indexOf(row), [...row.cells].indexOf(cell)];
  if (!await turn(event.key === "PageDown" ? 1 : -1)) return;
  const rows = desk().querySelectorAll("[data-desk-week] tbody tr");
  go(rows[place[0]].cells[place[1]]);
};

const shortcut = (event) => {
  const key = event.key.toLowerCase();
  const isUndo = key === "z" && !event.shiftKey;
  if (!(event.ctrlKey || event.metaKey) || !["z", "y"].includes(key)) return;
  if (event.target.closest("input, textarea, select")) return;
  const form = document.getElementById(isUndo ? "desk-undo" : "desk-redo");
  event.preventDefault();
  if (!form.querySelector("button").disabled) form.requestSubmit();
};

document.addEventListener("keydown", (event) => {
  if (!desk()) return;
  shortcut(event);
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const item = event.target.closest("[data-cell], .desk-card");
  if (!item) return;
  if (inHand() && event.key === "Escape") cancel(event);
  else if (inHand() && event.key === "Enter") {
    event.preventDefault();
    drop(item.closest("[data-cell]"));
  } else if (inHand() && ["PageUp", "PageDown"].includes(event.key)) {
    turnPage(event, item.closest("[data-cell]"));
  } else if (ARROWS[event.key] && item.closest("[data-cell]")) arrow(event, item);
  else if (event.key.toLowerCase() === "m" && item.matches(".desk-card")) takeUp(event, item);
});
