// Checks certificates in the browser: seals (compact JWS, ES256) and files, against public keys and a signed status
// list. A file is hashed here and sent nowhere. The same text stands inside the offline page, so it imports nothing.

const DAY = 86_400_000;
const FRESH_DAYS = 30;
const MOST_SEALS = 8;
const SHAPE = /^[\w-]+\.[\w-]+\.[\w-]+$/;
const IN_FILE = /eyJ[\w-]{1,200}\.eyJ[\w-]{1,4000}\.[\w-]{86}(?![\w-])/g;
const CURVE = { name: "ECDSA", namedCurve: "P-256" };
const ES256 = { name: "ECDSA", hash: "SHA-256" };
const BEST_FIRST = ["genuine", "broken", "unknown_key"];
const NOT_SEALED = { signature: "absent", seal: null };

// The rule; awards/domain/verdicts.py says why. `state` is null when the register has no such revision.
export function judge({ signature, source, state, file }) {
  if (file !== "same" && signature === "broken") {
    return "different";
  }
  if (file !== "same" && signature === "unknown_key") {
    return "unknown";
  }
  if (state === null) {
    return signature === "genuine" && source !== "server" ? "unchecked" : "unknown";
  }
  if (file === "other") {
    return "different";
  }
  if (state === "valid") {
    return source === "stale" ? "unchecked" : "valid";
  }
  return state;
}

export function ageOf(madeAt, now) {
  const age = now - madeAt;
  return age >= -DAY && age <= FRESH_DAYS * DAY ? "fresh" : "stale";
}

// Tokens

function decode(text) {
  const binary = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
  const bytes = Uint8Array.from(binary, (letter) => letter.charCodeAt(0));
  const again = btoa(binary).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
  if (again !== text) {
    throw new TypeError("not the shortest base64url");
  }
  return bytes;
}

const textOf = (bytes) => new TextDecoder("utf-8", { fatal: true }).decode(bytes);

export async function readKeys(text) {
  const ring = new Map();
  for (const { kid, kty, crv, x, y } of JSON.parse(text).keys) {
    ring.set(kid, await crypto.subtle.importKey("jwk", { kty, crv, x, y }, CURVE, false, ["verify"]));
  }
  return ring;
}

export async function openToken(token, keys) {
  try {
    const [head, body, signature] = SHAPE.test(token) ? token.split(".") : [];
    const header = JSON.parse(textOf(decode(head)));
    if (header.alg !== "ES256" || "crit" in header) {
      return { signature: "broken" };
    }
    const key = keys.get(header.kid);
    if (!key) {
      return { signature: "unknown_key" };
    }
    const signed = new TextEncoder().encode(`${head}.${body}`);
    const isGenuine = await crypto.subtle.verify(ES256, key, decode(signature), signed);
    return isGenuine ? { signature: "genuine", said: JSON.parse(textOf(decode(body))) } : { signature: "broken" };
  } catch {
    return { signature: "broken" };
  }
}

export async function readSeal(token, keys) {
  const { signature, said } = await openToken(token, keys);
  if (signature !== "genuine") {
    return { signature, seal: null };
  }
  const isSeal = typeof said?.num === "string" && Number.isInteger(said.rev) && typeof said.name === "string";
  return isSeal ? { signature, seal: said } : { signature: "broken", seal: null };
}

async function sealIn(bytes, keys) {
  const found = new Set(new TextDecoder("latin1").decode(bytes).match(IN_FILE));
  const sealed = await Promise.all([...found].slice(0, MOST_SEALS).map((token) => readSeal(token, keys)));
  for (const signature of BEST_FIRST) {
    const best = sealed.find((each) => each.signature === signature);
    if (best) {
      return best;
    }
  }
  return NOT_SEALED;
}

// The register: status lists, and how much they are worth. `source` is that of a revision which no list has.

export async function readList(text, keys) {
  const { signature, said } = await openToken(text.trim(), keys);
  if (signature !== "genuine" || !Array.isArray(said?.rows)) {
    return null;
  }
  const rows = said.rows.map(([number, revision, state, sha256]) => ({ number, revision, state, sha256 }));
  return { issuer: said.iss, madeAt: new Date(said.at), rows };
}

export function offlineRegister(list, now) {
  return { source: "none", lists: list ? [{ ...list, source: ageOf(list.madeAt, now) }] : [] };
}

const bySha256 = (register, sha256) =>
  register.lists.map((list) => [list, list.rows.find((row) => row.sha256 === sha256)]).find(([, row]) => row) ?? [];

function byNumber(register, seal) {
  const list = register.lists.find((each) => each.issuer === seal.iss);
  return [list, list?.rows.find((row) => row.number === seal.num && row.revision === seal.rev)];
}

const hex = (buffer) => [...new Uint8Array(buffer)].map((byte) => byte.toString(16).padStart(2, "0")).join("");

function answer(sealed, [list, row], file, register) {
  const source = list?.source ?? register.source;
  const verdict = judge({ signature: sealed.signature, source, state: row?.state ?? null, file });
  return { verdict, seal: sealed.seal, row: row ?? null, list: list ?? null };
}

export async function checkFile(bytes, keys, register) {
  const sha256 = hex(await crypto.subtle.digest("SHA-256", bytes));
  const sealed = await sealIn(bytes, keys);
  const same = bySha256(register, sha256);
  if (same.length) {
    return answer(sealed, same, "same", register);
  }
  return answer(sealed, sealed.seal ? byNumber(register, sealed.seal) : [], "other", register);
}

export async function checkAddress(text, keys, register) {
  const token = text.trim().split("#").pop();
  const sealed = SHAPE.test(token) ? await readSeal(token, keys) : NOT_SEALED;
  return answer(sealed, sealed.seal ? byNumber(register, sealed.seal) : [], "absent", register);
}

// The page

const jsonOf = (id) => JSON.parse(document.getElementById(id)?.textContent ?? "null");

async function askServer(keys, lists) {
  const read = async ({ url }) => {
    const response = await fetch(url);
    if (!response.ok) {
      throw new TypeError(`${url}: ${response.status}`);
    }
    return readList(await response.text(), keys);
  };
  const found = (await Promise.all(lists.map(read))).filter(Boolean);
  if (found.length < lists.length) {
    throw new TypeError("a status list is not genuine");
  }
  return { source: "server", lists: found.map((list) => ({ ...list, source: "server" })) };
}

function makeRegister(keys) {
  const inside = jsonOf("status-list");
  if (inside !== null) {
    return async () => offlineRegister(await readList(inside, keys), new Date());
  }
  // What cannot be asked is not known: the seal alone still says something.
  return () => askServer(keys, jsonOf("status-lists")).catch(() => offlineRegister(null, new Date()));
}

function fill(part, values) {
  for (const field of part.querySelectorAll("[data-field]")) {
    const value = values[field.dataset.field];
    field.textContent = value ?? "";
    field.closest("[data-line]").hidden = value === undefined;
  }
}

function fieldsOf({ seal, row, list }) {
  const { lang } = document.documentElement;
  const day = (date, options) => new Intl.DateTimeFormat(lang, options).format(date);
  return {
    number: seal?.num ?? row?.number,
    revision: seal?.rev ?? row?.revision,
    recipient: seal?.name,
    award: seal?.award,
    date: seal && day(new Date(`${seal.date}T00:00:00Z`), { dateStyle: "long", timeZone: "UTC" }),
    issuer: seal?.iss,
    sample: seal?.demo ? "" : undefined,
    list: list && list.source !== "server" ? day(list.madeAt, { dateStyle: "long", timeStyle: "short" }) : undefined,
  };
}

function show(place, found, subject) {
  const part = document.querySelector(`template[data-verdict="${found.verdict}"]`).content.cloneNode(true);
  fill(part, { ...fieldsOf(found), subject });
  place.replaceChildren(part);
  place.hidden = false;
}

// What the server said of the address, together with the seal behind its `#`: both must speak of the same revision.
async function joinSeal(page, keys) {
  const token = location.hash.slice(1);
  if (!SHAPE.test(token)) {
    return;
  }
  const { number, revision, issuer, state } = page.dataset;
  const sealed = await readSeal(token, keys);
  const { signature, seal } = sealed;
  const fits = seal?.num === number && String(seal?.rev) === revision && seal?.iss === issuer;
  const evidence = {
    signature: signature === "genuine" && number && !fits ? "broken" : signature,
    source: "server",
    state: state || null,
    file: "absent",
  };
  if (fits) {
    page.querySelector("[data-seal-genuine]").hidden = false;
  } else {
    show(page, { verdict: judge(evidence), seal: null });
  }
}

async function begin(checker) {
  if (!globalThis.crypto?.subtle) {
    document.querySelector("[data-no-crypto]").hidden = false;
    return;
  }
  const keys = await readKeys(jsonOf("seal-keys"));
  const register = makeRegister(keys);
  const place = checker.querySelector("[data-answer]");
  const input = checker.querySelector("input[type=file]");
  const zone = input.closest("[data-drop]");
  const address = checker.querySelector("[data-address]");

  async function take(file) {
    if (file) {
      show(place, await checkFile(await file.arrayBuffer(), keys, await register()), file.name);
      input.value = "";
    }
  }
  async function readAddress(text) {
    show(place, await checkAddress(text, keys, await register()));
  }
  input.addEventListener("change", () => take(input.files[0]));
  for (const [name, isOver] of Object.entries({ dragover: true, dragleave: false, drop: false })) {
    zone.addEventListener(name, (event) => {
      event.preventDefault();
      zone.classList.toggle("is-over", isOver);
    });
  }
  zone.addEventListener("drop", (event) => take(event.dataTransfer.files[0]));
  address?.addEventListener("submit", (event) => {
    event.preventDefault();
    readAddress(address.elements.address.value);
  });

  const page = document.querySelector("[data-server-answer]");
  if (page) {
    await joinSeal(page, keys);
  } else if (SHAPE.test(location.hash.slice(1))) {
    await readAddress(location.hash);
  }
  checker.hidden = false;
}

const checker = globalThis.document?.querySelector("[data-checker]");
if (checker) {
  begin(checker);
}
