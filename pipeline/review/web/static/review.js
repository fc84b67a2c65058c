// Keys, zoom, and the marking of words. Everything else is done by forms and links without it.
"use strict";

const sheet = document.getElementById("sheet");
const markField = document.getElementById("mark");
const keys = document.getElementById("keys");
let zoom = 1;
const words = [];
const numbers = new Map();
let making;
let first = -1;
let last = -1;
let marking = false;

function typing(target) {
  return target instanceof HTMLElement && target.matches("input, select, textarea");
}

// The buttons and links that a key stands for say so in data-key.
function press(key) {
  const found = document.querySelector(`[data-key="${CSS.escape(key)}"]`);
  if (found) found.click();
  return Boolean(found);
}

function fields() {
  return [...document.querySelectorAll("#edit .fields input, #edit .fields select, #edit .fields textarea")];
}

function edit(index) {
  const field = fields()[index];
  if (!field) return false;
  field.focus();
  if (field.select) field.select();
  return true;
}

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey && event.key === "Enter" && press("a")) return event.preventDefault();
  if (event.ctrlKey || event.altKey || event.metaKey) return;
  if (keys.open) {
    if (event.key === "?") { event.preventDefault(); keys.close(); }
    return;
  }
  if (typing(event.target)) {
    if (event.key === "Escape") event.target.blur();
    if (event.key === "Enter" && event.target.matches("textarea, select") && event.target.form) {
      event.preventDefault();
      event.target.form.requestSubmit();
    }
    return;
  }
  let done = true;
  if (marking && moveMark(event)) done = true;
  else if (event.key === "e" && fields().length) edit(0);
  else if (/^[1-9]$/.test(event.key) && fields().length) done = edit(Number(event.key) - 1);
  else if (event.key === "c") {
    const reason = document.querySelector("input[name=reason]");
    if (reason) reason.focus();
  } else if (event.key === "m" && markField) makeWords().then(startMarking);
  else if (sheet && (event.key === "PageDown" || event.key === "PageUp")) {
    const view = sheet.querySelector(".scroll");
    if (view) view.scrollBy({ top: (event.key === "PageDown" ? 0.85 : -0.85) * view.clientHeight });
  } else if (event.key === "=") done = press("+");
  else if (event.key.length === 1) done = press(event.key);
  else done = false;
  if (done) event.preventDefault();
});

document.addEventListener("click", (event) => {
  if (event.target.closest('[data-key="?"]')) keys.showModal();
  const button = event.target.closest("[data-zoom]");
  if (!button) return;
  zoom = Math.min(4, Math.max(1, zoom + Number(button.dataset.zoom)));
  for (const page of sheet.querySelectorAll(".page, .lines")) {
    page.setAttribute("class", page.getAttribute("class").replace(/zoom-\d/, `zoom-${zoom}`));
  }
  showOwn();
});

// What is sent twice, by a key pressed twice, is sent once; the main button says what it will do.
for (const form of document.querySelectorAll("form[method=post]")) {
  form.addEventListener("submit", (event) => {
    if (form.dataset.sent) event.preventDefault();
    form.dataset.sent = "yes";
  });
}
window.addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("form[data-sent]")) delete form.dataset.sent;
});
const save = document.querySelector("button[data-changed]");
if (save) {
  document.getElementById("edit").addEventListener("input", (event) => {
    if (event.target.name !== "reason") willSave();
  });
}

// What was refused is still in the fields.
if (document.querySelector("[role=alert]")) willSave();

function willSave() {
  if (save) save.querySelector("span").textContent = save.dataset.changed;
}

// A word is an element with its page, its line and its first and last character there.
function addWord(element, page, line, start, end, text) {
  element.classList.add("w");
  numbers.set(element, words.length);
  words.push({ element, page, line, start, end, text });
}

let dragging = false;
document.addEventListener("mouseup", () => { dragging = false; });
if (sheet) {
  sheet.addEventListener("mousedown", (event) => {
    const index = numbers.get(event.target);
    if (index === undefined) return;
    event.preventDefault();
    choose(event.shiftKey && first >= 0 ? first : index, index);
    dragging = !event.shiftKey;
  });
  sheet.addEventListener("mouseover", (event) => {
    const index = numbers.get(event.target);
    if (dragging && index !== undefined) choose(first, index);
  });
}

function choose(from, to) {
  words.forEach((word) => word.element.classList.remove("on"));
  first = from;
  last = to;
  const [low, high] = [Math.min(from, to), Math.max(from, to)];
  const shown = document.getElementById("marked-words");
  if (from < 0) {
    if (markField) markField.value = "";
    if (shown) shown.hidden = true;
    return;
  }
  for (let index = low; index <= high; index += 1) words[index].element.classList.add("on");
  const [begin, end] = [words[low], words[high]];
  if (markField) markField.value = [begin.page, begin.line, begin.start, end.page, end.line, end.end].join(",");
  willSave();
  if (shown) {
    shown.hidden = false;
    shown.querySelector("q").textContent = words.slice(low, high + 1).map((word) => word.text).join(" ");
  }
  words[to].element.scrollIntoView({ block: "nearest", inline: "nearest" });
}

function startMarking() {
  if (!words.length) return;
  marking = true;
  let start = words.findIndex((word) => word.element.closest("mark"));
  if (start < 0) start = words.findIndex((word) => word.element.closest(".own"));
  const own = document.querySelector("rect.own");
  if (own) {
    const box = own.getBoundingClientRect();
    start = words.findIndex((word) => {
      const place = word.element.getBoundingClientRect();
      const [x, y] = [(place.left + place.right) / 2, (place.top + place.bottom) / 2];
      return x >= box.left && x <= box.right && y >= box.top && y <= box.bottom;
    });
  }
  choose(Math.max(0, start), Math.max(0, start));
  sheet.focus({ preventScroll: true });
}

// Arrows move by words and lines; with Shift they move the end alone.
function moveMark(event) {
  const steps = { ArrowLeft: -1, ArrowRight: 1 };
  let to = last;
  if (event.key in steps) to += steps[event.key];
  else if (event.key === "ArrowUp" || event.key === "ArrowDown") to = otherLine(last, event.key === "ArrowUp" ? -1 : 1);
  else if (event.key === "Enter") { marking = false; return true; }
  else if (event.key === "Escape") { marking = false; choose(-1, -1); return true; }
  else return false;
  to = Math.min(words.length - 1, Math.max(0, to));
  choose(event.shiftKey ? first : to, to);
  return true;
}

function otherLine(index, step) {
  const same = (one, other) => words[one].page === words[other].page && words[one].line === words[other].line;
  const startOf = (one) => words.findIndex((_, other) => same(one, other));
  let at = index;
  while (words[at] && same(at, index)) at += step;
  if (!words[at]) return index;
  const wanted = startOf(at) + index - startOf(index);
  return words[wanted] && same(wanted, at) ? wanted : at;
}

function wordsOfLines() {
  for (const item of sheet.querySelectorAll("li[data-line]")) {
    const holder = item.querySelector(".text");
    const page = item.closest("ol").dataset.number;
    // Characters are counted as the server counts them: by code points.
    let before = 0;
    const walker = document.createTreeWalker(holder, NodeFilter.SHOW_TEXT);
    const nodes = [];
    while (walker.nextNode()) nodes.push(walker.currentNode);
    for (const node of nodes) {
      const text = node.data;
      const parts = [];
      let end = 0;
      for (const match of text.matchAll(/\S+/g)) {
        parts.push(document.createTextNode(text.slice(end, match.index)));
        const span = document.createElement("span");
        span.textContent = match[0];
        end = match.index + match[0].length;
        const start = before + [...text.slice(0, match.index)].length;
        addWord(span, page, item.dataset.line, start, start + [...match[0]].length, match[0]);
        parts.push(span);
      }
      parts.push(document.createTextNode(text.slice(end)));
      before += [...text].length;
      node.replaceWith(...parts);
    }
  }
}

async function wordsOfPictures() {
  for (const page of sheet.querySelectorAll("svg.page")) {
    const answer = await fetch(`/words/${sheet.dataset.doc}/${page.dataset.number}`);
    if (!answer.ok) continue;
    const group = page.querySelector(".words");
    for (const line of (await answer.json()).lines) {
      const characters = [...line.text];
      for (const [start, end, x0, y0, x1, y1] of line.words) {
        const rect = document.createElementNS("http://www.w3.org/2000/svg", "rect");
        rect.setAttribute("x", x0);
        rect.setAttribute("y", y0);
        rect.setAttribute("width", x1 - x0);
        rect.setAttribute("height", y1 - y0);
        addWord(rect, page.dataset.number, line.number, start, end, characters.slice(start, end).join(""));
        group.append(rect);
      }
    }
  }
}

// The record's place to the middle of the sheet, which alone is scrolled.
function showOwn() {
  const own = sheet.querySelector("mark, rect.own, .own");
  const view = sheet.querySelector(".scroll");
  if (!own || !view) return;
  const [place, frame] = [own.getBoundingClientRect(), view.getBoundingClientRect()];
  view.scrollTop += place.top - frame.top - view.clientHeight / 3;
  view.scrollLeft += place.left - frame.left - view.clientWidth / 3;
}

// Words are made when somebody is about to mark some: a long text has thousands, and a scan has to be read first.
function makeWords() {
  making ??= Promise.resolve(sheet.dataset.kind === "lines" ? wordsOfLines() : wordsOfPictures()).finally(() => {
    sheet.dataset.ready = "yes";
  });
  return making;
}

if (sheet) {
  showOwn();
  if (markField) sheet.addEventListener("pointerenter", makeWords, { once: true });
}
