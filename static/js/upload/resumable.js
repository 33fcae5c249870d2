// One file on its way to the server: announced with size and hash (which gives a receipt), sent in pieces by tus, finished.
// It waits for the network and for the person to sign in again as long as it takes, and goes on where it stopped.
import { formToken, isSignIn, signInAgain } from "../core/session.js";
import { lineIsDown, lineIsUp } from "../core/waiting.js";
import { checksum } from "./hash.js";

const PIECE_BYTES = 256 * 1024;
const PIECE_MS = 180_000;
const RETRY_MS = [0, 1000, 3000, 5000];
const PAUSES_MS = [4000, 8000, 15000, 30000];
const MOST_RENEWALS = 3;
const TUS = { "Tus-Resumable": "1.0.0" };
let library = null;

// The library puts itself on `window`; a failed fetch is tried again.
function load() {
  library ??= import("../../vendor/tus/tus.min.js").then(
    () => window.tus,
    (error) => {
      library = null;
      throw error;
    },
  );
  return library;
}

export class Refused extends Error {}
class Broken extends Error {}
class SignedOut extends Error {}
class Gone extends Error {}
class Stopped extends Error {}

function encoded(text) {
  return btoa(String.fromCharCode(...new TextEncoder().encode(text)));
}

function judge(status, text) {
  if (status === 401 || status === 403) {
    return new SignedOut(text);
  }
  if (status === 404 || status === 410) {
    return text ? new Refused(text) : new Gone();
  }
  return status >= 400 && status < 500 && ![408, 409, 423, 425, 460].includes(status)
    ? new Refused(text)
    : new Broken();
}

async function ask(url, options) {
  let response;
  try {
    response = await fetch(url, { ...options, headers: { ...options.headers, "X-CSRFToken": formToken() } });
  } catch {
    throw new Broken();
  }
  if (isSignIn(response)) {
    throw new SignedOut();
  }
  const text = await response.text();
  if (!response.ok) {
    throw judge(response.status, text);
  }
  return { response, text };
}

// Each piece carries its checksum, and one that hangs is given up.
function stack(tus) {
  const inner = new tus.DefaultHttpStack();
  return {
    getName: () => "checked",
    createRequest(method, url) {
      const request = inner.createRequest(method, url);
      const send = request.send.bind(request);
      request.send = async (body) => {
        const xhr = request.getUnderlyingObject();
        request.setHeader("X-CSRFToken", formToken());
        const digest = method === "PATCH" && body ? await checksum(body) : "";
        if (digest) {
          request.setHeader("Upload-Checksum", digest);
        }
        xhr.timeout = PIECE_MS;
        const sent = send(body);
        xhr.ontimeout = xhr.onerror;
        return sent;
      };
      return request;
    },
  };
}

export class Delivery {
  // `told` is called with what happens: {receipt, receiptUrl}, {progress: [sent, total]}, {waits: "network" | "sign-in" | "pause"}.
  constructor({ file, sha256, announceUrl, fields, told }) {
    Object.assign(this, { file, sha256, announceUrl, fields, told });
    this.place = null;
    this.isPaused = false;
    this.isStopped = false;
    this.upload = null;
    this.wake = () => {};
    this.attempt = 0;
    this.renewals = 0;
    this.pauses = [];
  }

  // Resolves when the server has the hash: with the answered markup when it knew the bytes, else with nothing.
  announce() {
    this.announcing ??= this.insist(async () => {
      const metadata = { ...this.fields, filename: this.file.name, sha256: this.sha256 };
      const pairs = Object.entries(metadata).map(([name, value]) => `${name} ${encoded(value)}`);
      const headers = { ...TUS, "Upload-Length": this.file.size, "Upload-Metadata": pairs.join(",") };
      headers["HX-Request"] = "true";
      const { response, text } = await ask(this.announceUrl, { method: "POST", headers });
      if (response.status === 200) {
        return text;
      }
      const { receipt, receipt_url: receiptUrl, finish_url: finishUrl } = JSON.parse(text);
      this.place = { upload: response.headers.get("Location"), finishUrl };
      this.told({ receipt, receiptUrl });
      return null;
    });
    return this.announcing;
  }

  // Resolves with the markup that the server answers when the file is attached.
  async deliver() {
    const known = await this.announce();
    if (known !== null) {
      return known;
    }
    return this.insist(async () => {
      if (!this.place) {
        this.announcing = null;
        const again = await this.announce();
        if (again !== null) {
          return again;
        }
      }
      await this.send();
      return this.finish();
    });
  }

  async finish() {
    const headers = { "HX-Request": "true" };
    const { text } = await ask(this.place.finishUrl, { method: "POST", headers });
    return text;
  }

  async send() {
    const tus = await load().catch(() => {
      throw new Broken();
    });
    await new Promise((resolve, reject) => {
      this.reject = reject;
      this.upload = new tus.Upload(this.file, {
        uploadUrl: this.place.upload,
        chunkSize: PIECE_BYTES,
        retryDelays: RETRY_MS,
        httpStack: stack(tus),
        storeFingerprintForResuming: false,
        onShouldRetry: (error) => judge(error.originalResponse?.getStatus() ?? 0, "") instanceof Broken,
        onProgress: (sent, total) => this.told({ progress: [sent, total] }),
        onChunkComplete: () => {
          this.attempt = 0;
          lineIsUp();
        },
        onSuccess: () => resolve(),
        onError: (error) => {
          const { originalResponse: answer } = error;
          reject(answer ? judge(answer.getStatus(), answer.getBody()) : new Broken());
        },
      });
      this.upload.start();
    }).finally(() => {
      this.upload = null;
    });
  }

  // Does `act` until it is done or refused: a broken line, an ended session and a pause are only waited for.
  async insist(act) {
    for (;;) {
      if (this.isStopped) {
        throw new Stopped();
      }
      if (this.isPaused) {
        this.told({ waits: "pause" });
        await this.sleep(0);
        continue;
      }
      try {
        const result = await act();
        this.attempt = 0;
        this.renewals = 0;
        lineIsUp();
        return result;
      } catch (error) {
        await this.recover(error);
      }
    }
  }

  async recover(error) {
    if (error instanceof Refused) {
      throw error;
    }
    if (error instanceof Gone) {
      this.place = null;
      this.announcing = null;
    } else if (error instanceof SignedOut) {
      this.told({ waits: "sign-in" });
      await signInAgain().then(
        () => this.countRenewal(error),
        () => this.sleep(PAUSES_MS.at(-1)),
      );
    } else if (!(error instanceof Stopped)) {
      lineIsDown();
      this.told({ waits: "network" });
      await this.breathe();
    }
  }

  // Signed in, and turned away all the same: then it is the right that is missing.
  countRenewal(error) {
    this.renewals += 1;
    if (this.renewals > MOST_RENEWALS) {
      throw new Refused(error.message);
    }
  }

  async breathe() {
    const pause = PAUSES_MS[Math.min(this.attempt, PAUSES_MS.length - 1)];
    this.attempt += 1;
    await this.sleep(pause);
  }

  // Until somebody wakes it, the network is back, or (unless 0) so many milliseconds are over.
  sleep(milliseconds) {
    return new Promise((resolve) => {
      const timer = milliseconds ? setTimeout(resolve, milliseconds) : 0;
      this.wake = () => {
        clearTimeout(timer);
        resolve();
      };
      window.addEventListener("online", this.wake, { once: true });
    });
  }

  whenPaused() {
    return this.isPaused ? Promise.resolve() : new Promise((resolve) => this.pauses.push(resolve));
  }

  pause() {
    this.isPaused = true;
    for (const tell of this.pauses.splice(0)) {
      tell();
    }
    this.upload?.abort();
    this.reject?.(new Stopped());
  }

  resume() {
    this.isPaused = false;
    this.wake();
  }

  // Ends it here and on the server; what had arrived there is removed.
  stop() {
    this.isStopped = true;
    this.upload?.abort();
    this.reject?.(new Stopped());
    this.wake();
    if (this.place) {
      ask(this.place.upload, { method: "DELETE", headers: TUS }).catch(() => {});
    }
  }
}
