// Short confirmations. A server answer may ask for one with the header
//   HX-Trigger: {"toast": {"text": "Tersimpan"}}
// and other modules with toast("…").

const SHOWN_MS = 6000;

export function toast(text) {
  const region = document.getElementById("toasts");
  const template = document.getElementById("toast-template");
  if (!region || !template || !text) {
    return;
  }
  const note = template.content.firstElementChild.cloneNode(true);
  note.querySelector("[data-toast-text]").textContent = text;
  note.querySelector("[data-toast-close]").addEventListener("click", () => note.remove());
  region.append(note);
  setTimeout(() => note.remove(), SHOWN_MS);
}

export function startToasts() {
  document.addEventListener("toast", (event) => toast(event.detail?.text ?? event.detail?.value));
}
