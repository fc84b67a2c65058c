"use strict";
const page = document.documentElement;
for (const button of document.querySelectorAll("[data-language]")) {
  button.addEventListener("click", () => {
    page.lang = button.dataset.language;
    document.title = page.lang === "vi" ? document.body.dataset.titleVi : document.body.dataset.titleEn;
    for (const other of document.querySelectorAll("[data-language]")) {
      other.setAttribute("aria-pressed", String(other === button));
    }
  });
}
// A count of documents leads to the list with those documents only.
const list = document.getElementById("document_list");
const filter = list.querySelector(".filter");
function show(column, value) {
  for (const row of list.querySelectorAll("tbody tr")) {
    row.hidden = column !== null && row.dataset[column] !== value;
  }
  filter.hidden = column === null;
}
for (const count of document.querySelectorAll("[data-column]")) {
  count.addEventListener("click", () => {
    list.open = true;
    show(count.dataset.column, count.dataset.value);
    filter.querySelector("output").textContent = count.closest("tr").querySelector("th").innerText;
  });
}
document.getElementById("show-all").addEventListener("click", () => show(null, null));
// A link into a closed list opens it, and shows what a filter had hidden.
function follow() {
  const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
  const closed = target && target.closest("details");
  if (closed) {
    closed.open = true;
    if (target.hidden) show(null, null);
    target.scrollIntoView();
  }
}
addEventListener("hashchange", follow);
follow();
