// The desk: makes a table with links into one whose visits can be dragged and carried by keys.
import "./desk-drag.js";
import { enhanceKeys } from "./desk-keys.js";
import { desk, giveBack, say } from "./desk-hand.js";

const enhance = () => {
  if (!desk()) return;
  desk().classList.add("is-live");
  desk().querySelectorAll("[data-without-script]").forEach((button) => { button.hidden = true; });
  desk().querySelectorAll("[data-sends]").forEach((field) => {
    field.addEventListener("change", () => field.form.requestSubmit());
  });
  enhanceKeys();
};

// After an act: what was done is said, and the eye and the keys are where it happened.
const showAct = () => {
  const told = document.getElementById("flashes").textContent.replace(/\s+/g, " ").trim();
  if (told) say(told);
  const shown = desk().querySelector("[data-focus]") || desk().querySelector('[tabindex="0"]');
  if (shown) shown.focus();
};

document.addEventListener("htmx:afterSettle", () => {
  if (!desk() || desk().classList.contains("is-live")) return;
  enhance();
  showAct();
});
// An act that did not come through is said, on a phone beside the other messages.
const tellLost = () => {
  const text = desk().dataset.lost;
  giveBack();
  say(text);
  if (getComputedStyle(document.getElementById("desk-say")).display !== "none") return;
  const notice = document.createElement("p");
  notice.className = "notice notice-danger";
  notice.textContent = text;
  document.getElementById("flashes").replaceChildren(notice);
};

const LOST = ["htmx:sendError", "htmx:responseError", "htmx:timeout", "htmx:sendAbort"];
LOST.forEach((name) => document.addEventListener(name, () => desk() && tellLost()));

// Where nobody is logged in any more the answer is another page: it must not take the desk away.
document.addEventListener("htmx:beforeSwap", (event) => {
  const { xhr, shouldSwap } = event.detail;
  if (!desk() || !shouldSwap || xhr.response.includes('id="desk"')) return;
  event.detail.shouldSwap = false;
  tellLost();
});
document.addEventListener("desk:turned", enhance);
enhance();
