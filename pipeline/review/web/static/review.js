// Keys, zoom, and the marking of words. Everything else is done by forms and links without it.
"use strict";

const sheet = document.getElementById("sheet");
const markField = document.getElementById("mark");
let words = [];
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
  else if (/^[1-9]$/.test(event.key)) done = edit(Number(event.key) - 1);
  else if (event.key === "c") {
    const reason = document.querySelector("input[name=reason]");
    if (reason) reason.focus();
  } else if (event.key === "m" && words.length) startMarking();
  else if (event.key === "?") {
    const keys = document.getElementById("keys");
    if (keys) keys.open = !keys.open;
  } else if (event.key === "=") done = press("+");
  else if (event.key.length === 1) done = press(event.key);
  else done = false;
  if (done) event.preventDefault();
});

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-zoom]");
  if (!button) return;
  const page = document.querySelector(".page, .lines");
  const now = Number((page.getAttribute("class").match(/zoom-(\d)/) || [0, 1])[1]);
  const next = Math.min(4, Math.max(1, now + Number(button.dataset.zoom)));
  page.setAttribute("class", page.getAttribute("class").replace(/zoom-\d/, `zoom-${next}`));
});

// A word is an element with its line and its first and last character there.
function addWord(element, line, start, end, text) {
  element.classList.add("w");
  words.push({ element, line, start, end, text });
  const index = words.length - 1;
  element.addEventListener("mousedown", (event) => {
    event.preventDefault();
    choose(event.shiftKey && first >= 0 ? first : index, index);
    dragging = !event.shiftKey;
  });
  element.addEventListener("mouseenter", () => { if (dragging) choose(first, index); });
}

let dragging = false;
document.addEventListener("mouseup", () => { dragging = false; });

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
  const number = sheet.dataset.number;
  if (markField) markField.value = [number, words[low].line, words[low].start, words[high].line, words[high].end].join(",");
  if (shown) {
    shown.hidden = false;
    shown.querySelector("q").textContent = words.slice(low, high + 1).map((word) => word.text).join(" ");
  }
  words[to].element.scrollIntoView({ block: "nearest", inline: "nearest" });
}

function startMarking() {
  marking = true;
  let start = words.findIndex((word) => word.element.closest(".own"));
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
  let at = index;
  while (words[at] && words[at].line === words[index].line) at += step;
  if (!words[at]) return index;
  const line = words[at].line;
  const from = words.findIndex((word) => word.line === line);
  const column = index - words.findIndex((word) => word.line === words[index].line);
  return words[from + column] && words[from + column].line === line ? from + column : at;
}

function wordsOfLines() {
  for (const item of sheet.querySelectorAll("li[data-line]")) {
    const holder = item.querySelector(".text");
    const text = holder.textContent;
    const parts = [];
    let end = 0;
    for (const match of text.matchAll(/\S+/g)) {
      parts.push(document.createTextNode(text.slice(end, match.index)));
      const span = document.createElement("span");
      span.textContent = match[0];
      end = match.index + match[0].length;
      // Characters are counted as the server counts them: by code points.
      const start = [...text.slice(0, match.index)].length;
      addWord(span, item.dataset.line, start, start + [...match[0]].length, match[0]);
      parts.push(span);
    }
    parts.push(document.createTextNode(text.slice(end)));
    holder.replaceChildren(...parts);
  }
}

async function wordsOfPicture() {
  const answer = await fetch(`/words/${sheet.dataset.doc}/${sheet.dataset.number}`);
  if (!answer.ok) return;
  const group = sheet.querySelector(".words");
  for (const line of (await answer.json()).lines) {
    const characters = [...line.text];
    for (const [start, end, x0, y0, x1, y1] of line.words) {
      const rect = document.createElementNS("http://www.w3.org/2000/svg", "rect");
      rect.setAttribute("x", x0);
      rect.setAttribute("y", y0);
      rect.setAttribute("width", x1 - x0);
      rect.setAttribute("height", y1 - y0);
      addWord(rect, line.number, start, end, characters.slice(start, end).join(""));
      group.append(rect);
    }
  }
  sheet.dataset.ready = "yes";
}

if (sheet) {
  const own = sheet.querySelector(".own");
  if (own) own.scrollIntoView({ block: "center" });
  if (sheet.dataset.kind === "lines") { wordsOfLines(); sheet.dataset.ready = "yes"; }
  if (sheet.dataset.kind === "picture" && markField) wordsOfPicture();
  window.scrollTo(0, 0);
}
