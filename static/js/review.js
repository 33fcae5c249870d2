// The evaluator's desk: one key for a clean entry. Every act is a plain form or link; this only presses them sooner.
// Keys work while no field has the focus, and can be switched off on the device (WCAG 2.1.4).

const SWITCH = "rapor-kota:review-keys";
const desk = document.querySelector("[data-desk]");
const accept = document.querySelector("[data-accept]");
const acceptButton = document.querySelector("[data-accept-button]");
const returning = document.querySelector("[data-return]");

const isTyping = (target) => target.closest("textarea, select, input:not([type=radio], [type=checkbox])") !== null;
const isOn = () => read() !== "off";

function read() {
  try {
    return localStorage.getItem(SWITCH);
  } catch {
    return null;
  }
}

// The chosen grade: its words under the row, its code on the button, the note when it is not the claim. Where units
// only report there is no claim to differ from, and the note stays in sight.

const isSame = (one, other) => one === other || Number(one.replace(",", ".")) === Number(other.replace(",", "."));

function showLevel() {
  const chosen = accept?.querySelector("input[name=level]:checked, input[name=level]:not([type=radio])") ?? null;
  const text = accept?.querySelector("[data-level-text]");
  const code = acceptButton?.querySelector("[data-level-code]");
  if (text) {
    text.textContent = chosen?.dataset.text ?? "";
  }
  if (code) {
    code.textContent = chosen?.value ?? "";
  }
  const note = accept?.querySelector("[data-note]");
  if (note) {
    const field = note.querySelector("textarea");
    const claimed = accept.dataset.prefilled;
    field.required = Boolean(chosen?.value) && claimed !== undefined && !isSame(chosen.value, claimed);
    note.hidden = claimed !== undefined && !field.required && !field.value && document.activeElement !== field;
  }
}

function writeNote() {
  const note = accept?.querySelector("[data-note]");
  if (note) {
    note.hidden = false;
    note.querySelector("textarea").focus();
  }
}

function lacksNote() {
  const note = accept?.querySelector("textarea");
  return Boolean(note?.required && !note.value.trim());
}

// Returning: open, choose by number, send with Ctrl + Enter.

function openReturn() {
  if (!returning) {
    return;
  }
  returning.open = true;
  returning.querySelector("input[type=checkbox]").focus();
  returning.scrollIntoView({ block: "nearest" });
}

function pressNumber(number) {
  if (returning?.open) {
    const reason = returning.querySelectorAll("input[type=checkbox]")[number - 1];
    reason?.click();
    reason?.focus();
    return;
  }
  const level = accept?.querySelector(`input[name=level][data-key="${number}"]:not(:disabled)`);
  level?.click();
}

function nextDocument() {
  const proofs = [...document.querySelectorAll("[data-pdf-open]")];
  const at = proofs.findIndex((proof) => proof.hasAttribute("aria-current"));
  proofs[(at + 1) % proofs.length]?.click();
}

function markOpen(event) {
  document.querySelector("[data-pdf-open][aria-current]")?.removeAttribute("aria-current");
  event.target.setAttribute("aria-current", "true");
}

const KEYS = {
  a: () => {
    // While a reason is being chosen, a stray A must not accept.
    if (!returning?.open) {
      accept?.requestSubmit(acceptButton);
    }
  },
  k: openReturn,
  c: writeNote,
  b: nextDocument,
  n: () => document.querySelector('[data-key-link="n"]')?.click(),
  p: () => document.querySelector('[data-key-link="p"]')?.click(),
  "?": () => document.getElementById("keys")?.showModal(),
};

function onKey(event) {
  if (event.key === "Escape") {
    leave(event);
    return;
  }
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
    event.target.closest("form")?.requestSubmit();
    return;
  }
  const way = event.altKey && { ArrowUp: "p", ArrowDown: "n" }[event.key];
  if (way) {
    event.preventDefault();
    KEYS[way]();
    return;
  }
  const isPlain = !(event.ctrlKey || event.metaKey || event.altKey || event.repeat || event.defaultPrevented);
  if (!isPlain || !isOn() || isTyping(event.target) || document.querySelector("dialog[open]")) {
    return;
  }
  const press = KEYS[event.key.toLowerCase()];
  if (press) {
    event.preventDefault();
    press();
  } else if (/^[0-9]$/.test(event.key)) {
    event.preventDefault();
    pressNumber(Number(event.key));
  }
}

function leave(event) {
  if (document.querySelector("dialog[open]")) {
    return;
  }
  if (isTyping(event.target)) {
    event.target.blur();
  } else if (returning?.open) {
    returning.open = false;
  }
}

// Another grade asks for its note before anything is sent. A second press of the same button sends nothing more;
// coming back to the page makes it usable again.

function guard(form) {
  form.addEventListener("submit", (event) => {
    if (form.dataset.sent) {
      event.preventDefault();
    } else if (form === accept && lacksNote()) {
      event.preventDefault();
      writeNote();
    } else {
      form.dataset.sent = "yes";
      desk?.classList.add("is-busy");
    }
  });
}

function startSwitch(box) {
  box.checked = isOn();
  box.addEventListener("change", () => {
    try {
      localStorage.setItem(SWITCH, box.checked ? "on" : "off");
    } catch {
      // Without storage the choice holds for this page only.
    }
  });
}

document.addEventListener("keydown", onKey);
document.addEventListener("viewer:chosen", markOpen);
accept?.addEventListener("input", showLevel);
accept?.addEventListener("focusout", showLevel);
for (const form of document.querySelectorAll("#accept, #send-back")) {
  guard(form);
}
for (const box of document.querySelectorAll("[data-keys-switch]")) {
  startSwitch(box);
}
document.querySelector("[data-return-open]")?.addEventListener("click", (event) => {
  event.preventDefault();
  openReturn();
});
window.addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("#accept, #send-back")) {
    delete form.dataset.sent;
  }
  desk?.classList.remove("is-busy");
  showLevel();
});

// What the server refused: to the field, which says why.
document.querySelector("#accept .field--error textarea, #send-back .field__error")?.scrollIntoView({ block: "center" });
document.querySelector("#accept .field--error textarea")?.focus();

// Where there is room beside the case, the first document lies open; on a phone it is fetched when it is asked for.
const first = document.querySelector("[data-pdf-open]");
const viewer = document.getElementById("desk-viewer");
if (first && viewer && matchMedia("(min-width: 64rem)").matches) {
  const { url, page, title } = first.dataset;
  viewer.dispatchEvent(new CustomEvent("viewer:open", { detail: { url, page: Number(page), title } }));
  markOpen({ target: first });
}
