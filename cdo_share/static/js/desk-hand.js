// One visit in the hand: what each cell says to it, painted and said; dropped by a form of the page.
export const desk = () => document.getElementById("desk");
export const cells = () => desk().querySelectorAll("[data-cell]");

let hand = null;

export const inHand = () => hand;

export const say = (text) => { document.getElementById("desk-say").textContent = text; };

const paint = () => cells().forEach((cell) => {
  const answer = hand.answers[cell.dataset.cell];
  cell.classList.add(`may-${answer ? answer.state : "no"}`);
});

// `cells`, or `words` where there are none to tell, such as for a visit that is gone meanwhile, or
// when the site does not answer as it should: no network, or nobody is logged in any more.
const fetchAnswers = async (card) => {
  const { visit, demand } = card.dataset;
  const asked = new URLSearchParams(visit ? { visite: visit } : { besoin: demand });
  try {
    const answer = await fetch(`${desk().dataset.cells}&${asked}`);
    return answer.redirected ? { words: desk().dataset.lost } : await answer.json();
  } catch {
    return { words: desk().dataset.lost };
  }
};

export const letGo = () => {
  if (!hand) return;
  hand.card.classList.remove("is-carried");
  cells().forEach((cell) => cell.classList.remove("may-free", "may-price", "may-no", "may-here", "is-over"));
  desk().classList.remove("is-carrying");
  hand = null;
};

export const take = (card) => {
  letGo();
  const mine = { card, over: null, answers: null };
  hand = mine;
  card.classList.add("is-carried");
  desk().classList.add("is-carrying");
  mine.ready = fetchAnswers(card).then(({ cells: answers, words }) => {
    mine.answers = answers;
    if (hand !== mine) return;
    if (!answers) {
      letGo();
      say(words || desk().dataset.lost);
      return;
    }
    paint();
    if (mine.over) hover(mine.over);
  });
};

export const hover = (cell) => {
  if (hand.over) hand.over.classList.remove("is-over");
  hand.over = cell;
  if (!cell) return;
  cell.classList.add("is-over");
  const answer = hand.answers && hand.answers[cell.dataset.cell];
  const unknown = hand.answers ? desk().dataset.off : desk().dataset.wait;
  say(answer ? answer.words : `${cell.dataset.label}. ${unknown}`);
};

let sent = null; // the card whose move is on its way

const send = (card, answer) => {
  sent = card;
  const { visit, demand, length } = card.dataset;
  const form = document.getElementById(visit ? "desk-move" : "desk-add");
  const values = { cdo: answer.cdo, jour: answer.day, creneau: answer.slot };
  Object.assign(values, visit ? { visite: visit } : { besoin: demand, longueur: length });
  Object.entries(values).forEach(([name, value]) => { form.elements[name].value = value; });
  form.requestSubmit();
};

// Puts the visit down; where that breaks a rule the sentence stays and nothing is sent.
export const drop = async (cell) => {
  const mine = hand;
  await mine.ready;
  if (hand !== mine) return;
  const answer = mine.answers[cell.dataset.cell];
  letGo();
  say(answer ? answer.words : `${cell.dataset.label}. ${desk().dataset.off}`);
  if (answer && (answer.state === "free" || answer.state === "price")) send(mine.card, answer);
  else (mine.card.isConnected ? mine.card : cell).focus();
};

// The act did not come through: the visit is where it was, and so are eye and keys.
export const giveBack = () => {
  if (sent && sent.isConnected) sent.focus();
  sent = null;
};

// Shows the week before (-1) or after (1) with the visit still in hand; false where there is none.
export const turn = async (way) => {
  const mine = hand;
  const link = desk().querySelector(`[data-turn="${way}"]`);
  if (!mine || !link) return false;
  const answer = await fetch(link.href).catch(() => null);
  if (hand !== mine) return false;
  if (!answer || !answer.ok || answer.redirected) {
    say(desk().dataset.lost);
    return false;
  }
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  if (hand !== mine) return false;
  desk().replaceWith(document.adoptNode(page.getElementById("desk")));
  window.htmx.process(desk());
  document.dispatchEvent(new Event("desk:turned"));
  take(mine.card);
  return true;
};
