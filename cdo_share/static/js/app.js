// Improves pages that already work without it. No inline code, no eval, no styles set from here.
(() => {
  "use strict";

  const each = (root, selector, act) => root.querySelectorAll(selector).forEach(act);

  // ── Half-day grids: one button per half-day that goes through the three answers ──

  const tapButton = (group, live) => {
    const radios = [...group.querySelectorAll("input")];
    const words = radios.map((radio) => radio.parentElement.title);
    const button = document.createElement("button");
    button.type = "button";
    const show = () => {
      const index = Math.max(radios.findIndex((radio) => radio.checked), 0);
      const symbol = radios[index].nextElementSibling.querySelector("svg").cloneNode(true);
      button.className = `halfday-tap is-${radios[index].value}`;
      button.replaceChildren(symbol, words[index]);
      button.setAttribute("aria-label", `${group.getAttribute("aria-label")} – ${words[index]}`);
      return index;
    };
    button.addEventListener("click", () => {
      const next = radios[(show() + 1) % radios.length];
      next.checked = true;
      next.dispatchEvent(new Event("change", { bubbles: true }));
      live.textContent = words[show()];
    });
    show();
    return button;
  };

  // Arrow keys go to the nearest half-day in their direction, however the days are laid out.
  const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

  const moveByArrow = (event) => {
    const arrow = ARROWS[event.key];
    if (!arrow || !event.target.matches(".halfday-tap")) return;
    event.preventDefault();
    const middle = (tap) => {
      const box = tap.getBoundingClientRect();
      return [box.x + box.width / 2, box.y + box.height / 2];
    };
    const [x, y] = middle(event.target);
    const distance = (tap) => {
      const [across, down] = [middle(tap)[0] - x, middle(tap)[1] - y];
      const ahead = across * arrow[0] + down * arrow[1];
      const aside = Math.abs(across * arrow[1]) + Math.abs(down * arrow[0]);
      return ahead > 1 && aside < ahead ? ahead + aside : Infinity;
    };
    const taps = [...event.currentTarget.querySelectorAll(".halfday-tap")];
    const nearest = taps.reduce((best, tap) => (distance(tap) < distance(best) ? tap : best));
    if (distance(nearest) < Infinity) nearest.focus();
  };

  const enhanceGrid = (grid) => {
    const live = document.createElement("span");
    live.className = "visually-hidden";
    live.setAttribute("role", "status");
    each(grid, "[data-halfday]", (group) => {
      group.after(tapButton(group, live));
      group.hidden = true;
    });
    each(grid, "[data-halfday-hint]", (hint) => { hint.hidden = false; });
    grid.append(live);
    grid.addEventListener("keydown", moveByArrow);
    grid.classList.add("is-tapped");
    grid.removeAttribute("data-halfday-grid");
  };

  // ── Tables of hours: the head of a row or column ticks all of it, or clears it when all is ticked ──

  const enhanceToggle = (head) => {
    const boxes = [...head.closest("table").querySelectorAll(head.dataset.toggles)];
    const button = document.createElement("button");
    button.type = "button";
    button.className = "hour-toggle";
    button.textContent = head.textContent;
    button.setAttribute("aria-label", head.dataset.label);
    const show = () => button.setAttribute("aria-pressed", String(boxes.every((box) => box.checked)));
    button.addEventListener("click", () => {
      const wanted = !boxes.every((box) => box.checked);
      boxes.forEach((box) => { box.checked = wanted; });
      boxes[0].dispatchEvent(new Event("change", { bubbles: true }));
    });
    head.closest("table").addEventListener("change", show);
    show();
    head.replaceChildren(button);
  };

  const enhanceHours = (table) => {
    each(table, "[data-toggles]", enhanceToggle);
    each(table.parentElement, "[data-hour-hint]", (hint) => { hint.hidden = false; });
  };

  // ── Copy an address ──

  const enhanceCopy = (button) => {
    if (!navigator.clipboard) return;
    const word = button.querySelector("[data-copy-word]");
    button.hidden = false;
    button.addEventListener("click", async () => {
      await navigator.clipboard.writeText(document.getElementById(button.dataset.copy).value);
      word.textContent = button.dataset.copied;
      announce(button.dataset.copied);
    });
  };

  // ── Ask before a grave act ──

  // The second click of a double click falls onto the question, which nobody has read by then.
  const ignoreSecondClick = (event) => {
    if (event.detail > 1 && event.target.closest("#confirm")) event.preventDefault();
  };

  const askFirst = (event) => {
    const form = event.target;
    const dialog = document.getElementById("confirm");
    const question = event.submitter?.dataset.confirm || form.dataset.confirm;
    if (!question || form.dataset.confirmed || !dialog) return;
    event.preventDefault();
    event.stopPropagation();
    document.getElementById("confirm-question").textContent = question;
    const [yes, no] = dialog.querySelectorAll("button");
    yes.textContent = form.dataset.yes || yes.dataset.usual;
    no.textContent = form.dataset.no || no.dataset.usual;
    dialog.returnValue = "";
    dialog.showModal();
    dialog.addEventListener("close", () => {
      if (dialog.returnValue !== "yes") return;
      form.dataset.confirmed = "yes";
      form.requestSubmit(event.submitter);
      delete form.dataset.confirmed;
    }, { once: true });
  };

  // ── Answers to a plan: the greater weight at what fits what was typed ──

  const enhanceAnswers = (form) => {
    const [ask, accept] = ["ask", "accept"].map((one) => form.querySelector(`[value="${one}"]`));
    const weigh = (button, isGreater) => {
      button.classList.toggle("btn-primary", isGreater);
      button.classList.toggle("btn-secondary", !isGreater);
    };
    const look = () => {
      const reasons = [...form.querySelectorAll("select[name$='-reason']")];
      const asks = reasons.some((one) => one.value);
      weigh(ask, asks);
      if (!accept) return;
      weigh(accept, !asks);
      accept.dataset.confirm = asks ? accept.dataset.sure : "";
    };
    if (!ask) return;
    form.addEventListener("change", look);
    look();
  };

  // ── A form that was sent is busy: a second tap sends nothing ──

  const BUSY_MS = 10000; // then it may be sent again: the answer was a file, or never came

  const setFree = (form) => form.removeAttribute("aria-busy");

  const sendOnce = (event) => {
    const form = event.target;
    if (event.defaultPrevented || form.method !== "post") return;
    if (form.ariaBusy === "true") {
      event.preventDefault();
      return;
    }
    form.setAttribute("aria-busy", "true");
    setTimeout(() => setFree(form), BUSY_MS);
  };

  // ── Say aloud what changed, at most once in ten seconds ──

  const QUIET_MS = 10000;
  let said = "";
  let waiting = null;
  let spokeAt = 0;

  const announce = (text) => {
    said = text;
    clearTimeout(waiting);
    waiting = setTimeout(() => {
      spokeAt = Date.now();
      document.getElementById("announcer").textContent = said;
    }, Math.max(100, spokeAt + QUIET_MS - Date.now()));
  };

  const announceChange = (root) => {
    const part = root.querySelector("[data-announce]");
    const text = part ? part.textContent.trim() : said;
    if (text !== said) announce(text);
  };

  // ── Menus close with Escape or a click elsewhere ──

  const closeMenus = (event) => {
    each(document, "details.menu[open]", (menu) => {
      const byKey = event.key === "Escape";
      if (!byKey && menu.contains(event.target)) return;
      if (byKey && menu.contains(document.activeElement)) menu.querySelector("summary").focus();
      menu.open = false;
    });
  };

  const focusFirst = (root) => {
    const part = root.querySelector("[data-focus]");
    if (part) part.focus();
  };

  const enhance = (root) => {
    each(root, "[data-halfday-grid]", enhanceGrid);
    each(root, "[data-hour-table]", enhanceHours);
    each(root, "[data-copy]", enhanceCopy);
    each(root, "[data-answers]", enhanceAnswers);
  };

  document.addEventListener("submit", askFirst, true);
  document.addEventListener("click", ignoreSecondClick, true);
  document.addEventListener("submit", sendOnce);
  window.addEventListener("pageshow", () => each(document, "form[aria-busy]", setFree));
  document.addEventListener("click", closeMenus);
  document.addEventListener("keydown", (event) => { if (event.key === "Escape") closeMenus(event); });
  document.addEventListener("htmx:load", (event) => enhance(event.detail.elt));
  document.addEventListener("htmx:afterSwap", (event) => {
    focusFirst(event.detail.target);
    announceChange(event.detail.target);
  });
  enhance(document);
  focusFirst(document);
})();
