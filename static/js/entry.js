// The page of one sub-component: keys for grades and for walking on, the document that is open, its marked page.

const panes = document.querySelector("[data-entry]");
const viewer = document.getElementById("entry-viewer");
let shown = { proof: "", page: 1 };

function isTyping(target) {
  return target.matches("textarea, select, input:not([type=radio], [type=checkbox])") || target.isContentEditable;
}

function walk(event) {
  const way = { ArrowUp: "previous", ArrowDown: "next" }[event.key];
  const link = way && document.querySelector(`[data-walk="${way}"]`);
  if (link) {
    event.preventDefault();
    link.click();
  }
}

function grade(event) {
  const box = document.querySelectorAll("[data-grade]")[Number(event.key) - 1];
  if (box && !box.matches(":disabled")) {
    event.preventDefault();
    box.focus();
    box.click();
  }
}

document.addEventListener("keydown", (event) => {
  if (event.altKey && !event.ctrlKey && !event.metaKey) {
    walk(event);
  } else if (/^[1-9]$/.test(event.key) && !event.ctrlKey && !event.metaKey && !isTyping(event.target)) {
    // Single keys act only while the focus is in the answer (WCAG 2.1.4).
    if (event.target.closest("#answer")) {
      grade(event);
    }
  }
});

function highlight() {
  for (const item of document.querySelectorAll("[data-proof]")) {
    item.classList.toggle("is-open", item.dataset.proof === shown.proof);
  }
}

document.addEventListener("viewer:chosen", (event) => {
  shown = { proof: event.target.closest("[data-proof]")?.dataset.proof ?? "", page: 1 };
  highlight();
});

document.addEventListener("viewer:page", (event) => {
  shown.page = event.detail.page;
});

document.addEventListener("htmx:after:swap", highlight);

// "Mark this page" fills in the small form of the document that is open, and sends it.
document.querySelector("[data-mark-page]")?.addEventListener("click", () => {
  const form = document.querySelector(`[data-proof="${CSS.escape(shown.proof)}"] .page-form`);
  if (form) {
    form.elements.page_from.value = shown.page;
    form.elements.page_to.value = "";
    form.requestSubmit();
  }
});

document.querySelector("[data-widen]")?.addEventListener("click", (event) => {
  const isWide = panes.classList.toggle("is-wide");
  event.currentTarget.setAttribute("aria-pressed", String(isWide));
  viewer.scrollIntoView({ block: "nearest" });
});

// A page taken out of the browser's memory shows answers of long ago.
window.addEventListener("pageshow", (event) => {
  if (event.persisted) {
    location.reload();
  }
});

// Narrows a list down to the lines that hold every word of a search field; the list stays whole without scripts.
document.addEventListener("input", (event) => {
  const list = event.target.dataset?.filter && document.getElementById(event.target.dataset.filter);
  if (list) {
    const words = event.target.value.toLowerCase().split(/\s+/).filter(Boolean);
    for (const item of list.children) {
      item.hidden = !words.every((word) => item.dataset.words.toLowerCase().includes(word));
    }
  }
});
