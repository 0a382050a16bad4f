// The desk: makes a table with links into one whose visits can be dragged and carried by keys.
import "./desk-drag.js";
import { enhanceKeys } from "./desk-keys.js";
import { desk, say } from "./desk-hand.js";

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
document.addEventListener("desk:turned", enhance);
enhance();
