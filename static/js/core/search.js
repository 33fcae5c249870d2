// The key / goes to the search box, unless somebody is typing or a page's own keys are meant.
const TYPING = "input, textarea, select, [contenteditable]";

export function startSearch() {
  const box = document.querySelector("[data-search-box]");
  if (!box) return;
  document.addEventListener("keydown", (event) => {
    if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
    if (event.target instanceof Element && event.target.closest(TYPING)) return;
    if (document.querySelector("dialog[open]") || !box.checkVisibility()) return;
    event.preventDefault();
    box.focus();
    box.select();
  });
}
