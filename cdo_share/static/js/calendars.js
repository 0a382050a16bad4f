// Puts the steps for the device that reads the page first, and folds the others away.
// Without script all are open.
(() => {
  "use strict";

  const MARKS = [["google", /Android/], ["apple", /iPhone|iPad|Macintosh/], ["outlook", /Windows/]];

  const list = document.querySelector("[data-steps]");
  if (!list) return;
  const folds = [...list.querySelectorAll("[data-device]")];
  const [device] = MARKS.find(([, mark]) => mark.test(navigator.userAgent)) || ["thunderbird"];
  const fitting = folds.find((fold) => fold.dataset.device === device) || folds[0];
  folds.forEach((fold) => { fold.open = fold === fitting; });
  list.prepend(fitting);
})();
