// Proposes communes while a name is typed (ARIA combobox with a list). The field works without it.
(() => {
  "use strict";

  const enhance = (field) => {
    const input = field.querySelector("[role=combobox], input[type=text]");
    const list = field.querySelector("[role=listbox]");
    const insee = field.querySelector("[data-commune-insee]");
    const status = field.querySelector("[data-commune-status]");
    let active = -1;

    const options = () => [...list.querySelectorAll("[role=option]")];
    const isOpen = () => !list.hidden;

    const mark = (index) => {
      active = index;
      options().forEach((option, at) => option.setAttribute("aria-selected", String(at === index)));
      const option = options()[index];
      if (!option) return input.removeAttribute("aria-activedescendant");
      input.setAttribute("aria-activedescendant", option.id);
      option.scrollIntoView({ block: "nearest" });
    };

    const show = (isShown) => {
      list.hidden = !isShown;
      input.setAttribute("aria-expanded", String(isShown));
      mark(-1);
    };

    const forgetMeanings = () => {
      const meanings = field.querySelector("[data-commune-meanings]");
      if (meanings) meanings.remove();
      insee.disabled = false;
    };

    const choose = (option) => {
      forgetMeanings();
      input.value = option.dataset.label;
      insee.value = option.dataset.insee;
      status.textContent = "";
      show(false);
      field.dispatchEvent(new CustomEvent("commune:chosen", {
        bubbles: true,
        detail: {
          lat: Number(option.dataset.lat),
          lon: Number(option.dataset.lon),
          isApproximate: "approximate" in option.dataset,
        },
      }));
    };

    const step = (event, by) => {
      const count = options().length;
      if (!count) return;
      event.preventDefault();
      if (!isOpen()) show(true);
      mark(active < 0 && by < 0 ? count - 1 : (active + by + count) % count);
    };

    const keys = {
      ArrowDown: (event) => step(event, 1),
      ArrowUp: (event) => step(event, -1),
      Escape: (event) => {
        if (!isOpen()) return;
        event.preventDefault();
        show(false);
      },
      Enter: (event) => {
        if (!isOpen() || active < 0) return;
        event.preventDefault();
        choose(options()[active]);
      },
    };

    input.setAttribute("role", "combobox");
    input.setAttribute("aria-autocomplete", "list");
    input.setAttribute("aria-controls", list.id);
    input.setAttribute("aria-expanded", "false");
    input.addEventListener("keydown", (event) => { if (keys[event.key]) keys[event.key](event); });
    input.addEventListener("input", () => { insee.value = ""; if (!input.value) show(false); });
    input.addEventListener("blur", () => show(false));
    list.addEventListener("mousedown", (event) => event.preventDefault()); // the input keeps the focus
    list.addEventListener("click", (event) => {
      const option = event.target.closest("[role=option]");
      if (option) choose(option);
    });
    list.addEventListener("htmx:afterSwap", () => {
      const said = list.querySelector("[data-said]");
      status.textContent = input.value ? said.textContent : "";
      said.remove();
      options().forEach((option, at) => { option.id = `${list.id}-${at}`; });
      show(options().length > 0 && document.activeElement === input);
    });
  };

  const enhanceAll = (root) => root.querySelectorAll("[data-commune-field]").forEach((field) => {
    if (field.dataset.communeField === "ready") return;
    field.dataset.communeField = "ready";
    enhance(field);
  });

  document.addEventListener("htmx:load", (event) => enhanceAll(event.detail.elt));
  enhanceAll(document);
})();
