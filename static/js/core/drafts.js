// What a person typed or chose and the server has not confirmed yet, kept on this device (IndexedDB).
// Each record belongs to one account and one page; nobody else's page ever reads it. Signing out empties the store, and so
// does another account that signs in: office computers are shared.
//   drafts: { key, account, path, title, form, name, label, value, version, at }   one field of a form that saves itself
//   files:  { key, account, path, title, form, file, fields, sha256, at }          one file on its way (upload.js)

const DATABASE = "rapor-kota";
const STORES = ["drafts", "files"];
let opening = null;

export const account = document.documentElement.dataset.account ?? "";

function open() {
  opening ??= new Promise((resolve, reject) => {
    const request = indexedDB.open(DATABASE, 1);
    request.addEventListener("upgradeneeded", () => {
      for (const store of STORES) {
        request.result.createObjectStore(store, { keyPath: "key" });
      }
    });
    request.addEventListener("success", () => resolve(request.result));
    request.addEventListener("error", () => reject(request.error));
    request.addEventListener("blocked", () => reject(new Error("blocked")));
  });
  return opening;
}

// Runs `act` with a store inside one transaction; resolves when it is done.
async function inStore(name, mode, act) {
  const database = await open();
  return new Promise((resolve, reject) => {
    const transaction = database.transaction(name, mode);
    const request = act(transaction.objectStore(name));
    transaction.addEventListener("complete", () => {
      resolve(request?.result);
      if (mode === "readwrite") {
        document.dispatchEvent(new CustomEvent("drafts:changed"));
      }
    });
    transaction.addEventListener("abort", () => reject(transaction.error));
    transaction.addEventListener("error", () => reject(transaction.error));
  });
}

function here(form) {
  return [account, location.pathname, form].join("|");
}

export function title() {
  return document.querySelector("h1")?.textContent.trim().replace(/\s+/g, " ") || document.title;
}

// Writes the fields that differ from what is stored on the server, and forgets the others of that form.
export function keepFields(form, fields, version) {
  if (!account) {
    return Promise.reject(new Error("nobody is signed in"));
  }
  return inStore("drafts", "readwrite", (store) => {
    store.delete(IDBKeyRange.bound(`${here(form)}|`, `${here(form)}|\uffff`));
    for (const { name, value, label } of fields) {
      const at = Date.now();
      const key = `${here(form)}|${name}`;
      store.put({ key, account, path: location.pathname, title: title(), form, name, label, value, version, at });
    }
  });
}

export function keepFile(record) {
  const key = `${here(record.form)}|${record.sha256}`;
  const whole = { ...record, key, account, path: location.pathname, title: title(), at: Date.now() };
  return inStore("files", "readwrite", (store) => store.put(whole)).then(() => key);
}

export function forgetFile(key) {
  return inStore("files", "readwrite", (store) => store.delete(key));
}

// Everything of this account in a store, oldest first.
export async function kept(name) {
  const all = (await inStore(name, "readonly", (store) => store.getAll())) ?? [];
  return all.filter((record) => record.account === account).sort((one, other) => one.at - other.at);
}

export async function keptHere(name) {
  return (await kept(name)).filter((record) => record.path === location.pathname);
}

export function forget(keys, name = "drafts") {
  return inStore(name, "readwrite", (store) => {
    for (const key of keys) {
      store.delete(key);
    }
  });
}

export async function forgetEverything() {
  for (const name of STORES) {
    await inStore(name, "readwrite", (store) => store.clear());
  }
}

// On a shared computer nothing of the person before stays behind.
export async function forgetOthers() {
  for (const name of STORES) {
    const all = (await inStore(name, "readonly", (store) => store.getAll())) ?? [];
    const foreign = all.filter((record) => record.account !== account).map((record) => record.key);
    if (foreign.length > 0) {
      await forget(foreign, name);
    }
  }
}
