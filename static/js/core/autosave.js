// Forms that save themselves (components/autosave.html). htmx sends; this module sees to it that
// - the same content is not sent twice, and a save that had to wait carries the newest version number;
// - each change has an id of its own (`submission`), kept when it is sent again, and each page one too (`client`);
// - a failure never replaces the form, is shown in words, and is tried again by itself;
// - leaving the page asks first while something is not saved.
import { isSignIn } from "./session.js";

const RETRY_MS = [4000, 8000, 15000, 30000];
const OWN_ANSWERS = [409, 422];
const BOOKKEEPING = ["csrfmiddlewaretoken", "version", "client", "submission"];
// After a save whose answer never came, nobody knows what is stored: whatever the fields hold is sent again.
const UNKNOWN = null;
const pageId = randomId();
const forms = new WeakMap();

function randomId() {
  return [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

function content(form) {
  const data = new FormData(form);
  for (const name of BOOKKEEPING) {
    data.delete(name);
  }
  return new URLSearchParams(data).toString();
}

function memory(form) {
  if (!forms.has(form)) {
    forms.set(form, { saved: content(form), sent: null, refused: null, submission: null, attempt: 0, timer: 0 });
  }
  return forms.get(form);
}

function autosaveForm(event) {
  return event.target instanceof Element ? event.target.closest("form[data-autosave]") : null;
}

function say(form, text, tone = "") {
  const region = form.querySelector("[data-autosave-state]");
  let line = region?.querySelector("[data-save-state]");
  if (region && !line) {
    line = document.createElement("p");
    line.dataset.saveState = "";
    line.setAttribute("role", "status");
    region.append(line);
  }
  if (line) {
    line.className = tone ? `save-state save-state--${tone}` : "save-state";
    line.textContent = text;
  }
}

function retryLater(form) {
  const known = memory(form);
  clearTimeout(known.timer);
  const pause = RETRY_MS[Math.min(known.attempt, RETRY_MS.length - 1)];
  known.attempt += 1;
  known.timer = setTimeout(() => form.isConnected && form.dispatchEvent(new Event("change")), pause);
}

function isUnsaved(form) {
  return content(form) !== memory(form).saved;
}

function unsavedForms() {
  return [...document.querySelectorAll("form[data-autosave]")].filter(isUnsaved);
}

function prepare(event) {
  const form = autosaveForm(event);
  if (!form) {
    return;
  }
  const { body } = event.detail.ctx.request;
  const known = memory(form);
  const now = content(form);
  // Leaving a field fires `change` although the same content was saved, refused or in conflict already.
  if ((now === known.saved || now === known.refused) && !body.has("overwrite")) {
    event.preventDefault();
    return;
  }
  if (now !== known.sent || !known.submission) {
    known.submission = randomId();
  }
  known.sent = now;
  body.set("client", pageId);
  body.set("submission", known.submission);
}

// htmx finds the target when a save is asked for. One that had to wait would fill the part that the save before it replaced.
function aimAgain(form, ctx) {
  ctx.target = document.querySelector(form.getAttribute("hx-target")) ?? ctx.target;
}

function begin(event) {
  const form = autosaveForm(event);
  if (form) {
    const { ctx } = event.detail;
    aimAgain(form, ctx);
    ctx.request.body.set("version", form.elements.version?.value ?? "");
    ctx.autosaveContent = memory(form).sent;
    say(form, form.dataset.textSaving);
  }
}

function answer(event) {
  const form = autosaveForm(event);
  if (!form) {
    return;
  }
  const { ctx } = event.detail;
  const { status, raw } = ctx.response;
  const known = memory(form);
  if (isSignIn(raw)) {
    event.preventDefault();
    say(form, form.dataset.textSignedOut, "bad");
    retryLater(form);
  } else if (raw.ok) {
    Object.assign(known, { saved: ctx.autosaveContent, refused: null, submission: null, attempt: 0 });
    clearTimeout(known.timer);
  } else if (OWN_ANSWERS.includes(status)) {
    known.submission = null;
    known.refused = ctx.autosaveContent;
  } else {
    event.preventDefault();
    known.saved = UNKNOWN;
    say(form, form.dataset.textUnsent, "bad");
    retryLater(form);
  }
}

function fail(event) {
  const form = autosaveForm(event);
  if (form) {
    memory(form).saved = UNKNOWN;
    say(form, form.dataset.textUnsent, "bad");
    retryLater(form);
  }
}

export function startAutosave() {
  for (const form of document.querySelectorAll("form[data-autosave]")) {
    memory(form);
  }
  document.addEventListener("focusin", (event) => {
    const form = autosaveForm(event);
    if (form) {
      memory(form);
    }
  });
  document.addEventListener("htmx:config:request", prepare);
  document.addEventListener("htmx:before:request", begin);
  document.addEventListener("htmx:before:swap", answer);
  document.addEventListener("htmx:error", fail);
  window.addEventListener("online", () => {
    for (const form of unsavedForms()) {
      form.dispatchEvent(new Event("change"));
    }
  });
  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-autosave-discard]")) {
      const form = autosaveForm(event);
      memory(form).saved = content(form);
    }
  });
  document.addEventListener("submit", (event) => {
    const form = autosaveForm(event);
    if (form) {
      memory(form).saved = content(form);
    }
  });
  window.addEventListener("beforeunload", (event) => {
    if (unsavedForms().length > 0) {
      event.preventDefault();
    }
  });
}
