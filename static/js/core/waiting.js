// Says what lies on this device and waits for the network, once a page (components/waiting.html): here, on other pages, or where a
// form that it belongs to is closed by now. Signing out asks first when something would be lost.
import { account, forget, forgetEverything, forgetOthers, kept } from "./drafts.js";

// A draft of another tab that is being sent this very moment is no news.
const SETTLED_MS = 10_000;
let isDown = false;

function fillWords(text, values) {
  return text.replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);
}

async function everything() {
  return (await Promise.all([kept("drafts"), kept("files")])).flat();
}

function wordsOf(record) {
  return record.file ? record.file.name : `${record.label}: ${record.value || "–"}`;
}

function hasForm(record) {
  return record.path === location.pathname && document.getElementById(record.form) !== null;
}

function link(path, records) {
  const item = document.createElement("li");
  const anchor = document.createElement("a");
  anchor.href = path;
  anchor.textContent = `${records[0].title} (${records.length})`;
  item.append(anchor);
  return item;
}

function listElsewhere(region, records) {
  const list = region.querySelector("[data-waiting-elsewhere]");
  const paths = Map.groupBy
    ? Map.groupBy(records, (record) => record.path)
    : records.reduce((map, record) => map.set(record.path, [...(map.get(record.path) ?? []), record]), new Map());
  list.replaceChildren(...[...paths].map(([path, own]) => link(path, own)));
  region.hidden = records.length === 0;
}

function listClosed(region, records) {
  const items = records.map((record) => {
    const item = document.createElement("li");
    item.className = "pre-line";
    item.textContent = wordsOf(record);
    return item;
  });
  region.querySelector("[data-waiting-list]").replaceChildren(...items);
  region.hidden = records.length === 0;
}

async function show() {
  const place = document.querySelector("[data-waiting]");
  if (!place || !account) {
    return;
  }
  const all = await everything().catch(() => []);
  const offline = place.querySelector("[data-waiting-offline]");
  const text = fillWords(place.dataset.textWaiting, { n: all.length });
  const title = offline.querySelector("[data-waiting-text]");
  offline.hidden = !(isDown || !navigator.onLine) || all.length === 0;
  if (title.textContent !== text) {
    title.textContent = text;
  }
  const old = all.filter((record) => record.at < Date.now() - SETTLED_MS);
  listElsewhere(
    place.querySelector("[data-waiting-others]"),
    old.filter((record) => record.path !== location.pathname),
  );
  listClosed(
    place.querySelector("[data-waiting-closed]"),
    all.filter((record) => record.path === location.pathname && !hasForm(record)),
  );
}

export function lineIsDown() {
  isDown = true;
  show();
}

export function lineIsUp() {
  if (isDown) {
    isDown = false;
    show();
  }
}

async function dropClosed() {
  for (const store of ["drafts", "files"]) {
    const gone = (await kept(store)).filter((record) => record.path === location.pathname && !hasForm(record));
    await forget(
      gone.map((record) => record.key),
      store,
    );
  }
}

// Signing out takes everything of this account from the device; what would be lost is named first.
async function leave(form) {
  const all = await everything().catch(() => []);
  const dialog = document.getElementById("leaving");
  if (all.length > 0 && dialog && !dialog.open) {
    dialog.querySelector("[data-leaving-list]").replaceChildren(
      ...all.slice(0, 20).map((record) => {
        const item = document.createElement("li");
        item.textContent = `${record.title} · ${wordsOf(record)}`.slice(0, 160);
        return item;
      }),
    );
    dialog.querySelector("[data-leaving-go]").addEventListener("click", () => leaveNow(form), { once: true });
    dialog.showModal();
    return;
  }
  await leaveNow(form);
}

async function leaveNow(form) {
  await forgetEverything().catch(() => {});
  form.submit();
}

export function startWaiting() {
  if (!account) {
    return;
  }
  forgetOthers()
    .catch(() => {})
    .then(show);
  document.addEventListener("drafts:changed", show);
  document.addEventListener("submit", (event) => {
    if (event.target.matches("form[data-sign-out]")) {
      event.preventDefault();
      leave(event.target);
    }
  });
  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-waiting-drop]")) {
      dropClosed();
    }
  });
  window.addEventListener("online", () => {
    isDown = false;
    show();
  });
  window.addEventListener("offline", show);
}
