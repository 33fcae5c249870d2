// SHA-256 of a file. The browser's own needs all bytes at once, so a big file, or a page without WebCrypto, takes the way
// piece by piece (FIPS 180-4).

const AT_ONCE_BYTES = 32 * 1024 * 1024;
const PIECE_BYTES = 1024 * 1024;

function hex(buffer) {
  return [...new Uint8Array(buffer)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

function primes(count) {
  const found = [];
  for (let number = 2; found.length < count; number += 1) {
    if (found.every((prime) => number % prime !== 0)) {
      found.push(number);
    }
  }
  return found;
}

const fraction = (root) => ((root - Math.floor(root)) * 2 ** 32) | 0;
const ROUND = Int32Array.from(primes(64), (prime) => fraction(Math.cbrt(prime)));
const BEGIN = Int32Array.from(primes(8), (prime) => fraction(Math.sqrt(prime)));

class Sha256 {
  constructor() {
    this.state = BEGIN.slice();
    this.rest = new Uint8Array(64);
    this.held = 0;
    this.length = 0;
    this.words = new Int32Array(64);
  }

  add(content) {
    this.length += content.length;
    let at = 0;
    while (at < content.length) {
      const taken = Math.min(64 - this.held, content.length - at);
      this.rest.set(content.subarray(at, at + taken), this.held);
      this.held += taken;
      at += taken;
      if (this.held === 64) {
        this.mix();
        this.held = 0;
      }
    }
  }

  mix() {
    const { words, state } = this;
    const view = new DataView(this.rest.buffer);
    for (let index = 0; index < 16; index += 1) {
      words[index] = view.getInt32(index * 4);
    }
    for (let index = 16; index < 64; index += 1) {
      const early = words[index - 15];
      const late = words[index - 2];
      const one = ((early >>> 7) | (early << 25)) ^ ((early >>> 18) | (early << 14)) ^ (early >>> 3);
      const two = ((late >>> 17) | (late << 15)) ^ ((late >>> 19) | (late << 13)) ^ (late >>> 10);
      words[index] = (words[index - 16] + one + words[index - 7] + two) | 0;
    }
    let [a, b, c, d, e, f, g, h] = state;
    for (let index = 0; index < 64; index += 1) {
      const six = ((e >>> 6) | (e << 26)) ^ ((e >>> 11) | (e << 21)) ^ ((e >>> 25) | (e << 7));
      const first = (h + six + ((e & f) ^ (~e & g)) + ROUND[index] + words[index]) | 0;
      const two = ((a >>> 2) | (a << 30)) ^ ((a >>> 13) | (a << 19)) ^ ((a >>> 22) | (a << 10));
      const second = (two + ((a & b) ^ (a & c) ^ (b & c))) | 0;
      [h, g, f, e, d, c, b, a] = [g, f, e, (d + first) | 0, c, b, a, (first + second) | 0];
    }
    [a, b, c, d, e, f, g, h].forEach((value, index) => {
      state[index] = (state[index] + value) | 0;
    });
  }

  finish() {
    const bits = this.length * 8;
    const padding = new Uint8Array(((this.held < 56 ? 56 : 120) - this.held) | 0);
    padding[0] = 0x80;
    this.add(padding);
    const tail = new DataView(new ArrayBuffer(8));
    tail.setUint32(0, Math.floor(bits / 2 ** 32));
    tail.setUint32(4, bits >>> 0);
    this.add(new Uint8Array(tail.buffer));
    const digest = new DataView(new ArrayBuffer(32));
    this.state.forEach((value, index) => {
      digest.setInt32(index * 4, value);
    });
    return hex(digest.buffer);
  }
}

export async function sha256InPieces(file, pieceBytes = PIECE_BYTES) {
  const digest = new Sha256();
  for (let at = 0; at < file.size; at += pieceBytes) {
    digest.add(new Uint8Array(await file.slice(at, at + pieceBytes).arrayBuffer()));
  }
  return digest.finish();
}

export async function sha256(file) {
  if (!crypto.subtle || file.size > AT_ONCE_BYTES) {
    return sha256InPieces(file);
  }
  return hex(await crypto.subtle.digest("SHA-256", await file.arrayBuffer()));
}

// The checksum of one piece, as tus wants it; nothing where the browser has no WebCrypto.
export async function checksum(piece) {
  if (!crypto.subtle) {
    return "";
  }
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", await piece.arrayBuffer()));
  return `sha256 ${btoa(String.fromCharCode(...digest))}`;
}
