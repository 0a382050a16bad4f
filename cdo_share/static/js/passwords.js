// Lets people see the password they type: a long one typed blind on a phone is seldom right.
(() => {
  "use strict";

  const enhance = (button) => {
    const field = document.getElementById(button.dataset.showPassword);
    const show = (isShown) => {
      field.type = isShown ? "text" : "password";
      button.setAttribute("aria-pressed", String(isShown));
    };
    button.addEventListener("click", () => show(field.type === "password"));
    // The password manager of the browser knows the field by its type.
    field.form.addEventListener("submit", () => show(false));
    show(false);
    button.hidden = false;
  };

  document.querySelectorAll("[data-show-password]").forEach(enhance);
})();
