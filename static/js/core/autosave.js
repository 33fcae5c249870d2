// Forms that save themselves (components/autosave.html). htmx sends; this module sees to it that
// - the same content is not sent twice, and a save that had to wait carries the newest version number;
// - each change has an id of its own (`submission`), kept when it is sent again, and each page one too (`client`);
// - a failure never replaces the form, is shown in words, and is tried again by itself;
// - each change lies on the device until the server has confirmed it, and comes back with the page (drafts.js);
// - where the device keeps nothing, leaving the page asks first while something is not saved.
import { account, forget, keepFields, keptHere } from "./drafts.js";
import { fill, labelOf, valuesOf } from "./fields.js";
import { formToken, isSignIn, signInAgain } from "./session.js";
import { lineIsDown, lineIsUp } from "./waiting.js";

const RETRY_MS = [4000, 8000, 15000, 30000];
const OWN_ANSWERS = [409, 422];
const BOOKKEEPING = ["csrfmiddlewaretoken", "version", "client", "submission"];
// After a save whose answer never came, nobody knows what is stored: whatever the fields hold is sent again.
const UNKNOWN = null;
const pageId = ownId();
const forms = new WeakMap();
let isKept = true;

function randomId() {
  return [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

// The page keeps its id when it is loaded again, so that a save whose answer got lost is no conflict with itself.
function ownId() {
  const key = `page:${account}`;
  try {
    const known = sessionStorage.getItem(key) ?? randomId();
    sessionStorage.setItem(key, known);
    return known;
  } catch {
    return randomId();
  }
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
    const stored = valuesOf(form, BOOKKEEPING);
    const begun = { saved: content(form), stored, sent: null, refused: null, submission: null, attempt: 0, timer: 0 };
    forms.set(form, begun);
  }
  return forms.get(form);
}

// Puts what differs from the server's state on the device.
async function keep(form) {
  const { stored } = memory(form);
  const now = valuesOf(form, BOOKKEEPING);
  const changed = Object.keys(now).filter((name) => now[name] !== stored[name]);
  const fields = changed.map((name) => ({ name, value: now[name], label: labelOf(form, name) }));
  try {
    await keepFields(form.id, fields, form.elements.version?.value ?? "");
    isKept = true;
  } catch {
    isKept = false;
  }
}

// Puts what the device kept back into the fields, on the state it was typed on, and sends it the usual way.
function putBack(form, records) {
  const known = memory(form);
  const news = records.filter(({ name, value }) => name in known.stored && known.stored[name] !== value);
  if (news.length === 0) {
    keep(form);
    return;
  }
  for (const { name, value } of news) {
    fill(form, name, value);
  }
  if (form.elements.version) {
    form.elements.version.value = news[0].version;
  }
  say(form, form.dataset.textRestored);
  form.dispatchEvent(new Event("change"));
}

async function restore() {
  const records = await keptHere("drafts").catch(() => []);
  for (const form of document.querySelectorAll("form[data-autosave]")) {
    const own = records.filter((record) => record.form === form.id);
    if (own.length > 0) {
      putBack(form, own);
    }
  }
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
    ctx.request.body.set("csrfmiddlewaretoken", formToken());
    ctx.request.headers["X-CSRFToken"] = formToken();
    ctx.autosaveContent = memory(form).sent;
    ctx.autosaveFields = valuesOf(form, BOOKKEEPING);
    say(form, form.dataset.textSaving);
  }
}

function sendWhenSignedIn(form) {
  memory(form).saved = UNKNOWN;
  say(form, form.dataset.textSignedOut, "bad");
  signInAgain().then(
    () => form.dispatchEvent(new Event("change")),
    (error) => error.message !== "closed" && retryLater(form),
  );
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
    sendWhenSignedIn(form);
  } else if (status === 403 && !known.isRenewed) {
    // Somebody signed in anew in another tab, perhaps: then this page's form token is an old one.
    event.preventDefault();
    known.isRenewed = true;
    sendWhenSignedIn(form);
  } else if (raw.ok) {
    const stored = ctx.autosaveFields;
    Object.assign(known, {
      saved: ctx.autosaveContent,
      stored,
      refused: null,
      submission: null,
      attempt: 0,
      isRenewed: false,
    });
    clearTimeout(known.timer);
    lineIsUp();
  } else if (OWN_ANSWERS.includes(status)) {
    known.submission = null;
    known.refused = ctx.autosaveContent;
    lineIsUp();
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
    lineIsDown();
    retryLater(form);
  }
}

// After the answer is in place its version is the one that further typing stands on.
function settle(event) {
  const form = autosaveForm(event);
  if (form) {
    keep(form);
  }
}

async function discard(event) {
  const link = event.target.closest("[data-autosave-discard]");
  const form = link && autosaveForm(event);
  if (form) {
    event.preventDefault();
    memory(form).saved = content(form);
    const own = (await keptHere("drafts").catch(() => [])).filter((record) => record.form === form.id);
    await forget(own.map((record) => record.key)).catch(() => {});
    location.reload();
  }
}

export function startAutosave() {
  for (const form of document.querySelectorAll("form[data-autosave]")) {
    memory(form);
  }
  restore();
  document.addEventListener("focusin", (event) => {
    const form = autosaveForm(event);
    if (form) {
      memory(form);
    }
  });
  for (const name of ["input", "change"]) {
    document.addEventListener(name, (event) => {
      const form = autosaveForm(event);
      if (form && event.target !== form) {
        keep(form);
      }
    });
  }
  document.addEventListener("htmx:config:request", prepare);
  document.addEventListener("htmx:before:request", begin);
  document.addEventListener("htmx:before:swap", answer);
  document.addEventListener("htmx:after:swap", settle);
  document.addEventListener("htmx:error", fail);
  window.addEventListener("online", () => {
    for (const form of unsavedForms()) {
      form.dispatchEvent(new Event("change"));
    }
  });
  document.addEventListener("click", discard);
  document.addEventListener("submit", (event) => {
    const form = autosaveForm(event);
    if (form) {
      memory(form).saved = content(form);
    }
  });
  window.addEventListener("beforeunload", (event) => {
    if (!isKept && unsavedForms().length > 0) {
      event.preventDefault();
    }
  });
}
