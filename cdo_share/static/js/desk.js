// The desk: makes a table with links into one whose visits can be dragged and carried by keys.
import "./desk-drag.js";
import { enhanceKeys } from "./desk-keys.js";
import { desk } from "./desk-hand.js";

const enhance = () => {
  if (!desk()) return;
  desk().classList.add("is-live");
  desk().querySelectorAll("[data-without-script]").forEach((button) => { button.hidden = true; });
  desk().querySelectorAll("[data-sends]").forEach((field) => {
    field.addEventListener("change", () => field.form.requestSubmit());
  });
  enhanceKeys();
};

document.addEventListener("htmx:afterSettle", () => {
  if (!desk() || desk().classList.contains("is-live")) return;
  enhance();
  const shown = desk().querySelector("[data-focus]");
  if (shown) shown.focus();
});
enhance();
