// Uploads with a bar (components/upload.html): one request for each file, one after the other.
// XMLHttpRequest, because fetch() does not tell how much has been sent.
import { isSignIn } from "./core/session.js";

const RATE_WINDOW_MS = 4000;
const queues = new WeakMap();

function fill(text, values) {
  return text.replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);
}

function language() {
  return document.documentElement.lang || "id";
}

function bytes(count) {
  const units = ["B", "kB", "MB", "GB"];
  const power = Math.min(units.length - 1, count > 0 ? Math.floor(Math.log(count) / Math.log(1000)) : 0);
  const digits = power > 1 ? 1 : 0;
  const value = new Intl.NumberFormat(language(), { maximumFractionDigits: digits }).format(count / 1000 ** power);
  return `${value} ${units[power]}`;
}

function duration(seconds, texts) {
  return seconds < 90
    ? fill(texts.textSeconds, { n: Math.max(1, Math.round(seconds)) })
    : fill(texts.textMinutes, { n: Math.round(seconds / 60) });
}

function accepts(input, file) {
  const kinds = input.accept
    .split(",")
    .map((kind) => kind.trim().toLowerCase())
    .filter(Boolean);
  const name = file.name.toLowerCase();
  const type = file.type.toLowerCase();
  return (
    kinds.length === 0 ||
    kinds.some((kind) =>
      kind.startsWith(".")
        ? name.endsWith(kind)
        : kind.endsWith("/*")
          ? type.startsWith(kind.slice(0, -1))
          : type === kind,
    )
  );
}

function row(form, file) {
  const item = form.querySelector("template[data-upload-row]").content.firstElementChild.cloneNode(true);
  item.querySelector("[data-upload-name]").textContent = `${file.name} (${bytes(file.size)})`;
  item.querySelector("progress").setAttribute("aria-label", file.name);
  form.querySelector("[data-upload-list]").append(item);
  return item;
}

function say(item, text) {
  item.querySelector("[data-upload-state]").textContent = text;
}

function announce(form, text) {
  form.querySelector("[data-upload-status]").textContent = text;
}

function fail(form, item, text, canRetry) {
  item.classList.add("upload--failed");
  item.querySelector("[data-upload-retry]").hidden = !canRetry;
  item.querySelector("progress").hidden = true;
  say(item, text);
  announce(form, text);
}

function explanation(markup, fallback) {
  const page = new DOMParser().parseFromString(markup, "text/html");
  const told = page.querySelector("[data-error-fragment], [role=alert], .field__error") ?? page.querySelector("main");
  return told?.textContent.trim().replace(/\s+/g, " ") || page.body.textContent.trim().slice(0, 300) || fallback;
}

function rateMeter() {
  const samples = [{ at: performance.now(), loaded: 0 }];
  return (loaded) => {
    const now = performance.now();
    samples.push({ at: now, loaded });
    while (samples.length > 2 && now - samples[0].at > RATE_WINDOW_MS) {
      samples.shift();
    }
    return ((loaded - samples[0].loaded) / Math.max(1, now - samples[0].at)) * 1000;
  };
}

function showProgress(form, item, event, rate) {
  const percent = Math.floor((event.loaded / event.total) * 100);
  item.querySelector("progress").value = percent;
  if (event.loaded >= event.total) {
    say(item, form.dataset.textChecking);
    return;
  }
  const left = duration((event.total - event.loaded) / Math.max(1, rate), form.dataset);
  const share = new Intl.NumberFormat(language(), { style: "percent" }).format(percent / 100);
  say(item, fill(form.dataset.textProgress, { percent: share, rate: bytes(rate), left }));
}

function receive(form, item, markup) {
  const { target, swap, textDone } = form.dataset;
  const place = target && document.querySelector(target);
  announce(form, `${item.querySelector("[data-upload-name]").textContent}: ${textDone}`);
  if (place) {
    item.remove();
    window.htmx.swap({ target: place, text: markup, swap, sourceElement: form });
  } else {
    item.dataset.done = "";
    item.querySelector("[data-upload-cancel]").hidden = true;
    say(item, textDone);
  }
  form.dispatchEvent(new CustomEvent("upload:done", { bubbles: true }));
}

function send(form, file, item) {
  const body = new FormData(form);
  const { name } = form.querySelector("input[type=file]");
  body.delete(name);
  body.append(name, file);
  const request = new XMLHttpRequest();
  const meter = rateMeter();
  return new Promise((resolve) => {
    item.cancel = () => request.abort();
    request.upload.addEventListener("progress", (event) => showProgress(form, item, event, meter(event.loaded)));
    request.addEventListener("load", () => {
      if (isSignIn({ redirected: request.responseURL !== new URL(form.action).href, url: request.responseURL })) {
        fail(form, item, form.dataset.textSignedOut, true);
      } else if (request.status >= 200 && request.status < 300) {
        receive(form, item, request.responseText);
      } else {
        fail(form, item, explanation(request.responseText, form.dataset.textNetwork), request.status >= 500);
      }
      resolve();
    });
    request.addEventListener("error", () => {
      fail(form, item, form.dataset.textNetwork, true);
      resolve();
    });
    request.addEventListener("abort", () => resolve());
    request.open("POST", form.action);
    request.setRequestHeader("HX-Request", "true");
    request.send(body);
  });
}

function enqueue(form, file, item) {
  item.classList.remove("upload--failed");
  item.querySelector("[data-upload-retry]").hidden = true;
  Object.assign(item.querySelector("progress"), { hidden: false, value: 0 });
  say(item, form.dataset.textWaiting);
  const before = queues.get(form) ?? Promise.resolve();
  const mine = before.then(() => (item.isConnected ? send(form, file, item) : undefined));
  queues.set(form, mine);
  mine.then(() => finish(form, mine));
}

function finish(form, mine) {
  const isLast = queues.get(form) === mine;
  if (isLast && !form.dataset.target && form.querySelector("[data-done]") && !form.querySelector(".upload--failed")) {
    location.reload();
  }
}

function add(form, file) {
  const input = form.querySelector("input[type=file]");
  const item = row(form, file);
  item.querySelector("[data-upload-cancel]").addEventListener("click", () => {
    item.cancel?.();
    item.remove();
    input.focus();
  });
  item.querySelector("[data-upload-retry]").addEventListener("click", () => enqueue(form, file, item));
  const limit = Number(form.dataset.maxBytes || 0);
  if (limit && file.size > limit) {
    fail(form, item, form.dataset.textTooLarge, false);
  } else if (accepts(input, file)) {
    enqueue(form, file, item);
  } else {
    fail(form, item, form.dataset.textWrongType, false);
  }
}

export function startUploads() {
  document.addEventListener("change", (event) => {
    const form = event.target.matches("input[type=file]") ? event.target.closest("form[data-upload]") : null;
    if (form) {
      const files = [...event.target.files];
      event.target.value = "";
      for (const file of files) {
        add(form, file);
      }
    }
  });
  for (const [name, over] of [
    ["dragenter", true],
    ["dragleave", false],
    ["drop", false],
  ]) {
    document.addEventListener(name, (event) => {
      event.target.closest?.("[data-drop-zone]")?.classList.toggle("is-over", over);
    });
  }
}
