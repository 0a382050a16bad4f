// What was typed is not lost when a form is refused: the server was away, the round closed, the
// session ended. It stays in this tab, for an hour at most, and fills the form when it is shown again
// to the same person.
(() => {
  "use strict";

  const KEY = "typed";
  const HOUR_MS = 3600000;
  // An address of a calendar is a secret, as a password is.
  const NEVER_KEPT = ["password", "file", "url", "submit", "button"];
  const person = document.body.dataset.person || "";

  const read = () => {
    try {
      const kept = JSON.parse(sessionStorage.getItem(KEY));
      return kept && Date.now() - kept.at < HOUR_MS ? kept : null;
    } catch {
      return null;
    }
  };

  const write = (kept) => {
    try {
      if (kept) sessionStorage.setItem(KEY, JSON.stringify(kept));
      else sessionStorage.removeItem(KEY);
    } catch {
      // A browser without storage loses what is typed as it did before.
    }
  };

  // Hidden answers go along: they tell which state of the thing was on the page, so that what
  // somebody else stored meanwhile is shown before it is written over.
  const fieldsOf = (form) =>
    [...form.elements].filter(
      (field) => field.name && field.name !== "csrf_token" && !NEVER_KEPT.includes(field.type),
    );

  const answerOf = (field) =>
    ["checkbox", "radio"].includes(field.type) ? [field.name, field.value, field.checked] : [field.name, field.value];

  const addressOf = (form) => form.getAttribute("action") || "";

  const keep = (event) => {
    const form = event.target;
    const isLogIn = form.querySelector("[type=password]");
    if (event.defaultPrevented || form.method !== "post" || isLogIn) return;
    const answers = fieldsOf(form).map(answerOf);
    const isTyped = fieldsOf(form).some((field) => field.type !== "hidden");
    if (form.hasAttribute("data-forget-typed")) write(null);
    else if (person && isTyped) {
      const page = location.pathname;
      write({ at: Date.now(), person, page, form: addressOf(form), failed: false, answers });
    }
  };

  const fill = (form, answers) => {
    const waiting = [...answers];
    fieldsOf(form).forEach((field) => {
      const [name, value, checked] = answerOf(field);
      const isBox = checked !== undefined;
      const place = waiting.findIndex((one) => one[0] === name && (!isBox || one[1] === value));
      if (place < 0) return;
      const [found] = waiting.splice(place, 1);
      if (isBox) field.checked = found[2];
      else field.value = found[1];
    });
  };

  const giveBack = (kept) => {
    const form = [...document.forms].find((one) => one.method === "post" && addressOf(one) === kept.form);
    if (!form || !fieldsOf(form).length) return;
    fill(form, kept.answers);
    const notice = document.getElementById("typed-notice").content.cloneNode(true);
    document.getElementById("flashes").append(notice);
    write(null);
    // What reckons with the answers listens only once the page is complete.
    addEventListener("load", () => form.dispatchEvent(new Event("change", { bubbles: true })));
  };

  const look = () => {
    const kept = read();
    if (!kept) return write(null);
    if (document.body.classList.contains("audience-error")) return write({ ...kept, failed: true });
    if (!kept.failed) return write(null);
    if (location.pathname === kept.page && person === kept.person) giveBack(kept);
  };

  look();
  document.addEventListener("submit", keep);
})();
