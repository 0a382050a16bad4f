// Dragging a card by mouse, pen or (by its grip) finger: pointer events, so that all work alike.
import { drop, hover, inHand, letGo, say, take, turn } from "./desk-hand.js";

const FAR = 6; // pixels before a press becomes a drag
const EDGE = 48; // this near to an edge the page, or the table, scrolls
const STEP = 14;

const TURN_AFTER = 700; // milliseconds over an arrow before the week changes

let press = null; // { card, x, y, ghost }
let isCancelled = false; // Escape let go while the button is still down
let turning = null; // { way, timer }: the arrow of a week under the visit

const cellAt = (event) => {
  const under = document.elementFromPoint(event.clientX, event.clientY);
  return under && under.closest("[data-cell]");
};

const begin = (event) => {
  press.card.setPointerCapture(event.pointerId);
  take(press.card);
  press.ghost = press.card.cloneNode(true);
  press.ghost.className = "desk-card desk-ghost";
  press.ghost.setAttribute("aria-hidden", "true");
  document.body.append(press.ghost);
};

const scroll = (event) => {
  const table = document.querySelector(".desk-scroll");
  const box = table.getBoundingClientRect();
  if (event.clientY < EDGE) window.scrollBy(0, -STEP);
  if (event.clientY > window.innerHeight - EDGE) window.scrollBy(0, STEP);
  if (event.clientX > box.right - EDGE && event.clientX < box.right) table.scrollBy(STEP, 0);
  if (event.clientX < box.left + EDGE && event.clientX > box.left) table.scrollBy(-STEP, 0);
};

// Resting on the arrow of a week turns to it, and goes on turning while the visit stays there.
const rest = (event) => {
  const under = document.elementFromPoint(event.clientX, event.clientY);
  const link = (under && under.closest("[data-turn]")) || null;
  const way = link && link.dataset.turn;
  if (way === (turning && turning.way)) return;
  stopTurning();
  if (way) turning = { way, timer: setInterval(() => inHand() && turn(way), TURN_AFTER) };
};

const stopTurning = () => {
  if (turning) clearInterval(turning.timer);
  turning = null;
};

const onDown = (event) => {
  const card = event.target.closest(".desk-card");
  if (!card || event.button !== 0) return;
  if (event.pointerType === "touch" && !event.target.closest(".desk-grip")) return;
  isCancelled = false;
  press = { card, x: event.clientX, y: event.clientY, ghost: null };
};

const onMove = (event) => {
  if (!press) return;
  if (!press.ghost) {
    if (Math.hypot(event.clientX - press.x, event.clientY - press.y) < FAR) return;
    begin(event);
  }
  press.ghost.style.translate = `${event.clientX + 8}px ${event.clientY + 8}px`;
  scroll(event);
  rest(event);
  const cell = cellAt(event);
  if (inHand() && cell !== inHand().over) hover(cell);
};

const end = () => {
  stopTurning();
  if (press && press.ghost) press.ghost.remove();
  press = null;
};

// The press may end with a click on the link: that one is not meant.
const ignoreClick = () => {
  const ignore = (click) => click.preventDefault();
  document.addEventListener("click", ignore, { capture: true });
  setTimeout(() => document.removeEventListener("click", ignore, { capture: true }), 0);
};

const onUp = (event) => {
  const dragged = press && press.ghost;
  end();
  if (dragged || isCancelled) ignoreClick();
  isCancelled = false;
  if (!dragged) return;
  const cell = cellAt(event);
  if (cell && inHand()) drop(cell);
  else letGo();
};

document.addEventListener("pointerdown", onDown);
document.addEventListener("pointermove", onMove);
document.addEventListener("pointerup", onUp);
document.addEventListener("pointercancel", () => { end(); letGo(); });
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || !press) return;
  isCancelled = true;
  end();
  letGo();
  say(document.getElementById("desk").dataset.letGo);
});
