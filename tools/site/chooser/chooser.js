"use strict";
// The page: it shows the questions that Python has, sends it the answers, and shows what comes back. It knows no question.

const place = (id) => document.getElementById(id);

/** Make an element; children are elements or text, which is never read as HTML. */
function made(tag, properties = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (value === false || value === null || value === undefined) continue;
    element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...children.filter((child) => child !== null));
  return element;
}

function fail(...parts) {
  place("loading").hidden = true;
  place("status").textContent = "";
  place("failed").replaceChildren(...parts.map((part) => made("p", {}, part)));
  place("failed").hidden = false;
}

// Questions

let questions = [];

function ask(question) {
  const hint = question.hint ? made("p", { class: "hint", id: `${question.key}-hint` }, question.hint) : null;
  const wrong = made("p", { class: "wrong", id: `${question.key}-wrong`, hidden: true });
  const described = [hint && hint.id, wrong.id].filter(Boolean).join(" ");
  const choices = question.form === "yes or no" ? [{ word: "yes", said: "yes" }, { word: "no", said: "no" }] : question.choices;
  const box = choices.length
    ? made("fieldset", { class: "question", "aria-describedby": described },
        made("legend", {}, `${question.said}?`), hint,
        made("div", { class: "choices" }, ...choices.map((choice) => radio(question, choice))), wrong)
    : made("div", { class: "question" },
        made("label", { for: question.key }, question.said, question.needed ? " (needed)" : ""), hint,
        made("input", {
          id: question.key, name: question.key, type: "text", autocomplete: "off", autocapitalize: "off", spellcheck: "false",
          inputmode: question.form === "number" ? "numeric" : null, value: question.usual,
          required: question.needed, "aria-describedby": described,
        }), wrong);
  box.dataset.key = question.key;
  return box;
}

function radio(question, choice) {
  const input = made("input", { type: "radio", name: question.key, value: choice.word, checked: choice.word === question.usual });
  return made("label", {}, input, choice.said);
}

const answers = () => Object.fromEntries(new FormData(place("form")));

/** Show the questions that the answers so far lead to. */
function lead() {
  const given = answers();
  for (const { key, after } of questions) {
    document.querySelector(`[data-key="${key}"]`).hidden = after !== null && given[after[0]] !== after[1];
  }
}

function mark(key, text) {
  for (const box of document.querySelectorAll(".question")) {
    const wrong = box.dataset.key === key;
    const said = place(`${box.dataset.key}-wrong`);
    said.hidden = !wrong;
    said.textContent = wrong ? text : "";
    for (const input of box.querySelectorAll("input")) {
      if (wrong && input.type === "text") input.setAttribute("aria-invalid", "true");
      else input.removeAttribute("aria-invalid");
    }
    if (wrong) box.querySelector("input").focus();
  }
}

// The answer

const linked = ({ text, page }) => [`${text} (`, made("a", { href: page.address }, page.title), ")"];
const item = (advice, kind) => made("li", { class: kind }, ...linked(advice));
const plain = (text) => made("li", {}, text);

function part(title, items) {
  return items.length ? [made("h3", {}, title), made("ul", {}, ...items)] : [];
}

function table(budget) {
  const head = made("tr", {}, ...["range", "prefix", "needed", "available"].map((name) => made("th", { scope: "col" }, name)));
  const rows = budget.map((range) => made("tr", {},
    made("td", {}, range.name), made("td", {}, range.prefix),
    made("td", { class: "number" }, range.needed.toLocaleString("en")),
    made("td", { class: "number" }, range.available.toLocaleString("en"))));
  return made("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": "Addresses" },
    made("table", {}, made("thead", {}, head), made("tbody", {}, ...rows)));
}

/** Show a picture in two shapes, one for a screen and one for a phone; the style sheet hides one of them. */
function pictures(drawn) {
  return Object.entries(drawn).map(([kind, svg]) => {
    const picture = new DOMParser().parseFromString(svg, "image/svg+xml").documentElement;
    return made("div", { class: kind }, document.importNode(picture, true));
  });
}

function fileButtons(name, text) {
  const copy = made("button", { type: "button", class: "plain" }, "Copy");
  copy.addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(text);
      place("status").textContent = `${name} is in the clipboard.`;
    } catch {
      place("status").textContent = "This browser lets no page write into the clipboard; mark the text and copy it.";
    }
  });
  const save = made("button", { type: "button", class: "plain" }, `Save ${name}`);
  save.addEventListener("click", () => {
    const address = URL.createObjectURL(new Blob([text], { type: "application/yaml" }));
    made("a", { href: address, download: name }).click();
    URL.revokeObjectURL(address);
  });
  return made("p", { class: "buttons" }, copy, save);
}

function others(modes, chosen) {
  const fits = modes.filter((mode) => mode.fits && mode.name !== chosen);
  const out = modes.filter((mode) => !mode.fits);
  const why = (mode) => (mode.out.length ? mode.out : (mode.against.length ? mode.against : mode.for).map((said) => said.text));
  const listed = (mode) => made("li", {}, made("a", { href: mode.page.address }, mode.name), `: ${why(mode).join("; ")}`);
  return [
    ...part("Other modes that fit, best first", fits.map(listed)),
    ...part(chosen ? "What does not fit" : "Why each mode is ruled out", out.map(listed)),
  ];
}

function show({ suggestion, command, fileName, map, topology }) {
  const { chosen, modes } = suggestion;
  const best = modes[0];
  const headline = chosen ? `Take ${chosen}` : "No network mode gives all of that with what this project creates";
  const shown = [made("h2", { id: "headline", tabindex: "-1" }, headline), made("p", { class: "quiet" }, suggestion.asked)];
  if (chosen) {
    shown.push(made("p", {}, ...linked({ text: suggestion.summary, page: best.page })),
      made("ul", {}, ...best.for.map((said) => item(said, "for")), ...best.against.map((said) => item(said, "against"))),
      ...part("Decided besides", suggestion.decisions.map((said) => item(said))),
      ...part("Made up, for you to compare with what is there", suggestion.madeUp.map(plain)),
      ...part("To know", suggestion.notes.map(plain)),
      ...part("It rules out", suggestion.forbids.map(plain)),
      made("h3", {}, "Addresses, all nodes, surge and pods at their most"), table(suggestion.budget),
      made("ul", {}, ...suggestion.growth.map(plain)),
      made("h3", {}, "Address map"), ...pictures(map),
      made("h3", {}, "What is connected to what"), ...pictures(topology),
      made("h3", {}, `Stack file ${fileName}`), fileButtons(fileName, suggestion.stackFile),
      made("pre", { tabindex: "0", "aria-label": fileName }, suggestion.stackFile));
  } else {
    shown.push(...part("What would fit", suggestion.wouldHelp.map(plain)),
      ...part("What gives it all the same", suggestion.elsewhere.map(plain)));
  }
  shown.push(...others(modes, chosen), made("h3", {}, "The same on the command line"),
    made("pre", { tabindex: "0", "aria-label": "command" }, command));
  place("answer").replaceChildren(...shown);
  place("answer").hidden = false;
  place("status").textContent = chosen ? `${chosen} is suggested.` : "Nothing fits.";
  place("headline").focus();
}

// Python

let asked = 0;
let waiting = null;

function begin() {
  const worker = new Worker("worker.js", { type: "module" });
  const button = document.querySelector("button[type=submit]");
  const free = () => { waiting = null; button.removeAttribute("aria-disabled"); };
  worker.addEventListener("error", (event) => {
    fail("Python could not be started: a file of this page is missing, or this browser is too old for modules in workers.",
      ...(event.message ? [made("code", {}, event.message)] : []));
  });
  worker.addEventListener("message", ({ data }) => {
    if (data.kind === "step") {
      place("step").textContent = `Loading, step ${data.step} of ${data.steps}: ${data.what}`;
      place("progress").max = data.steps;
      place("progress").value = data.step;
    } else if (data.kind === "ready") {
      questions = data.questions;
      place("questions").replaceChildren(...questions.map(ask));
      place("loading").hidden = true;
      place("form").hidden = false;
      lead();
    } else if (data.kind === "failed") {
      free();
      fail(questions.length ? "Python stopped with an error. Try other answers, and report this text:"
        : "What the page needs could not be loaded. Reload the page to try again.", made("code", {}, data.text));
    } else if (data.number === waiting) {
      free();
      if (data.answer.wrong) {
        place("answer").hidden = true;
        place("status").textContent = "One answer cannot be taken.";
        mark(data.answer.wrong.question, data.answer.wrong.text);
      } else {
        mark(null, "");
        show(data.answer);
      }
    }
  });
  place("form").addEventListener("input", lead);
  place("form").addEventListener("submit", (event) => {
    event.preventDefault();
    if (waiting !== null) return;
    waiting = ++asked;
    button.setAttribute("aria-disabled", "true");
    place("failed").hidden = true;
    place("status").textContent = "Weighing every mode …";
    worker.postMessage({ number: waiting, answers: answers() });
  });
}

if (location.protocol === "file:") {
  fail("A page that is opened as a file may load no Python. Serve the site, then open the page from there:",
    made("code", {}, "python3 -m http.server --directory <folder of the site>"));
} else {
  place("loading").hidden = false;
  place("step").textContent = "Loading …";
  begin();
}
