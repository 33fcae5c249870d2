// The one control for files (components/upload.html), however they come; photos made smaller; a bar for each.
// With an address that takes pieces (data-announce) a file is announced first, lies on the device until the server has it,
// and goes on after a broken line, a new page or a restarted server. Without one it is a single request.
import { forgetFile, keepFile, keptHere } from "./core/drafts.js";
import { sha256 } from "./upload/hash.js";
import { shrink } from "./upload/photo.js";
import { post } from "./upload/plain.js";
import { Delivery, Refused } from "./upload/resumable.js";
import { listenForFiles } from "./upload/ways.js";
import { bytes, duration, explanation, fillWords, rateMeter, share } from "./upload/words.js";

// Announcing goes ahead of sending: at a deadline every file wants its receipt before the first one's bytes are through.
const announcing = new WeakMap();
const sending = new WeakMap();
const OWN_FIELDS = ["title", "kind", "year_from", "year_to", "entry"];

function queue(queues, form, act) {
  const mine = (queues.get(form) ?? Promise.resolve()).then(act, act);
  queues.set(form, mine);
  return mine;
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
  name(item, file);
  form.querySelector("[data-upload-list]").append(item);
  return item;
}

function name(item, file) {
  item.querySelector("[data-upload-name]").textContent = `${file.name} (${bytes(file.size)})`;
  item.querySelector("progress").setAttribute("aria-label", file.name);
}

function say(item, text) {
  item.querySelector("[data-upload-state]").textContent = text;
}

function announceAloud(form, text) {
  form.querySelector("[data-upload-status]").textContent = text;
}

function fail(form, item, text, canRetry) {
  item.classList.add("upload--failed");
  item.querySelector("[data-upload-retry]").hidden = !canRetry;
  item.querySelector("[data-upload-pause]").hidden = true;
  item.querySelector("progress").hidden = true;
  say(item, text);
  announceAloud(form, text);
}

function progress(form, item, meter) {
  return (sent, total) => {
    item.querySelector("progress").value = Math.floor((sent / total) * 100);
    if (sent >= total) {
      say(item, form.dataset.textChecking);
      return;
    }
    const rate = meter(sent);
    const left = duration((total - sent) / Math.max(1, rate), form.dataset);
    say(item, fillWords(form.dataset.textProgress, { percent: share(sent / total), rate: bytes(rate), left }));
  };
}

function receive(form, item, markup) {
  const { target, swap, textDone } = form.dataset;
  const place = target && document.querySelector(target);
  announceAloud(form, `${item.querySelector("[data-upload-name]").textContent}: ${textDone}`);
  if (place) {
    item.remove();
    window.htmx.swap({ target: place, text: markup, swap, sourceElement: form });
  } else {
    item.dataset.done = "";
    item.querySelector("[data-upload-cancel]").hidden = true;
    item.querySelector("[data-upload-pause]").hidden = true;
    say(item, textDone);
  }
  form.dispatchEvent(new CustomEvent("upload:done", { bubbles: true }));
}

function showReceipt(form, item, { receipt, receiptUrl }) {
  const link = item.querySelector("[data-upload-receipt]");
  link.hidden = false;
  link.href = receiptUrl;
  link.lastChild.textContent = receipt;
  announceAloud(form, receipt);
}

function listener(form, item) {
  let meter = null;
  return (news) => {
    if (news.receipt) {
      showReceipt(form, item, news);
      say(item, form.dataset.textWaiting);
    } else if (news.progress) {
      const [sent, total] = news.progress;
      meter ??= rateMeter(sent);
      progress(form, item, meter)(sent, total);
    } else {
      meter = null;
      const words = { network: "textOffline", "sign-in": "textSignedOut", pause: "textPaused" };
      say(item, form.dataset[words[news.waits]]);
    }
  };
}

// What the form says about the file when it is chosen, under the names of the announcement.
function fieldsOf(form) {
  const data = new FormData(form);
  return Object.fromEntries(OWN_FIELDS.filter((field) => data.get(field)).map((field) => [field, data.get(field)]));
}

// Prepares and keeps a file; `kept` is what an earlier page left behind.
async function prepare(form, item, chosen, kept) {
  if (kept) {
    return kept;
  }
  say(item, form.dataset.textPreparing);
  const fields = fieldsOf(form);
  const file = await shrink(chosen);
  const hash = await sha256(file);
  if (file !== chosen) {
    const note = item.querySelector("[data-upload-note]");
    note.textContent = fillWords(form.dataset.textShrunk, { before: bytes(chosen.size), after: bytes(file.size) });
    note.hidden = false;
    name(item, file);
  }
  const record = { form: form.id, file, fields, sha256: hash };
  const key = await keepFile(record).catch(() => "");
  return { ...record, key };
}

function controlPause(item, delivery) {
  const button = item.querySelector("[data-upload-pause]");
  button.hidden = false;
  button.onclick = () => {
    const isPaused = button.getAttribute("aria-pressed") !== "true";
    button.setAttribute("aria-pressed", String(isPaused));
    if (isPaused) {
      delivery.pause();
    } else {
      delivery.resume();
    }
  };
}

async function sendInPieces(form, item, chosen, kept) {
  const record = await queue(announcing, form, () => prepare(form, item, chosen, kept));
  if (!item.isConnected) {
    await forgetFile(record.key).catch(() => {});
    return;
  }
  const delivery = new Delivery({
    file: record.file,
    sha256: record.sha256,
    announceUrl: form.dataset.announce,
    fields: record.fields,
    told: listener(form, item),
  });
  item.cancel = () => {
    delivery.stop();
    forgetFile(record.key).catch(() => {});
  };
  controlPause(item, delivery);
  try {
    await delivery.announce();
    let delivered = null;
    // One that is paused lets the next ones pass.
    await queue(sending, form, () => {
      delivered = delivery.deliver();
      return Promise.race([delivered.catch(() => {}), delivery.whenPaused()]);
    });
    const markup = await delivered;
    await forgetFile(record.key).catch(() => {});
    receive(form, item, markup);
  } catch (error) {
    if (error instanceof Refused) {
      await forgetFile(record.key).catch(() => {});
      fail(form, item, explanation(error.message, form.dataset.textNetwork), false);
    }
  }
}

async function sendAtOnce(form, item, file) {
  say(item, form.dataset.textWaiting);
  try {
    const markup = await queue(sending, form, () =>
      item.isConnected
        ? post(form, file, {
            told: progress(form, item, rateMeter()),
            starts: (cancel) => {
              item.cancel = cancel;
            },
          })
        : Promise.reject(null),
    );
    receive(form, item, markup);
  } catch (error) {
    if (error?.text) {
      fail(form, item, error.text, error.canRetry);
    }
  }
}

async function start(form, item, file, kept) {
  item.classList.remove("upload--failed");
  item.querySelector("[data-upload-retry]").hidden = true;
  Object.assign(item.querySelector("progress"), { hidden: false, value: 0 });
  await (form.dataset.announce ? sendInPieces(form, item, file, kept) : sendAtOnce(form, item, file));
  const isBusy = form.querySelector(".upload:not([data-done])");
  if (!form.dataset.target && form.querySelector("[data-done]") && !isBusy) {
    location.reload();
  }
}

function add(form, file, kept = null) {
  const input = form.querySelector("input[type=file]");
  const item = row(form, file);
  item.querySelector("[data-upload-cancel]").addEventListener("click", () => {
    item.cancel?.();
    item.remove();
    input.focus();
  });
  item.querySelector("[data-upload-retry]").addEventListener("click", () => start(form, item, file));
  const limit = Number(form.dataset.maxBytes || 0);
  const mayShrink = form.dataset.announce && file.type.startsWith("image/");
  if (limit && file.size > limit && !mayShrink) {
    fail(form, item, form.dataset.textTooLarge, false);
  } else if (accepts(input, file)) {
    start(form, item, file, kept);
  } else {
    fail(form, item, form.dataset.textWrongType, false);
  }
}

function addAll(form, files) {
  for (const file of files) {
    add(form, file);
  }
}

async function goOn() {
  for (const record of await keptHere("files").catch(() => [])) {
    const form = document.getElementById(record.form);
    if (form?.dataset.announce) {
      add(form, record.file, record);
    }
  }
}

export function startUploads() {
  listenForFiles(addAll);
  goOn();
}
