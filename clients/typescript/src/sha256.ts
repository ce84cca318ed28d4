/**
 * SHA-256 (FIPS 180-4), HMAC (RFC 2104) and HKDF (RFC 5869). Those of browsers answer later, by a promise, and a draw cannot wait for the next bytes of its stream.
 * Branches and places of memory do not depend on what is hashed.
 */
const roundConstants = constants();

export function sha256(...parts: readonly Uint8Array[]): Uint8Array {
  const length = parts.reduce((sum, p) => sum + p.length, 0);
  const padded = new Uint8Array(64 * Math.ceil((length + 9) / 64));
  let at = 0;
  for (const part of parts) {
    padded.set(part, at);
    at += part.length;
  }

  padded[length] = 0x80;
  const view = new DataView(padded.buffer);
  view.setUint32(padded.length - 8, Math.floor(length / 0x20000000));
  view.setUint32(padded.length - 4, (length << 3) >>> 0);
  const state = new Uint32Array([0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19]);
  const w = new Uint32Array(64);
  for (let block = 0; block < padded.length; block += 64) {
    compress(state, view, block, w);
  }

  // They hold the key.
  padded.fill(0);
  w.fill(0);
  const digest = new Uint8Array(32);
  state.forEach((word, i) => new DataView(digest.buffer).setUint32(4 * i, word));
  return digest;
}

/** A key of at most 64 bytes. */
export function hmac(key: Uint8Array, ...parts: readonly Uint8Array[]): Uint8Array {
  const [inner, outer] = [new Uint8Array(64).fill(0x36), new Uint8Array(64).fill(0x5c)];
  for (let i = 0; i < key.length; i++) {
    inner[i] ^= key[i];
    outer[i] ^= key[i];
  }

  return sha256(outer, sha256(inner, ...parts));
}

/** 32 bytes from a key, without salt. */
export function hkdf(key: Uint8Array, info: Uint8Array): Uint8Array {
  return hmac(hmac(new Uint8Array(32), key), info, Uint8Array.of(1));
}

function compress(state: Uint32Array, view: DataView, block: number, w: Uint32Array): void {
  const turn = (x: number, n: number): number => (x >>> n) | (x << (32 - n));
  for (let i = 0; i < 16; i++) {
    w[i] = view.getUint32(block + 4 * i);
  }

  for (let i = 16; i < 64; i++) {
    const [x, y] = [w[i - 15], w[i - 2]];
    w[i] = w[i - 16] + (turn(x, 7) ^ turn(x, 18) ^ (x >>> 3)) + w[i - 7] + (turn(y, 17) ^ turn(y, 19) ^ (y >>> 10));
  }

  let [a, b, c, d, e, f, g, h] = state;
  for (let i = 0; i < 64; i++) {
    const first = (h + (turn(e, 6) ^ turn(e, 11) ^ turn(e, 25)) + ((e & f) ^ (~e & g)) + roundConstants[i] + w[i]) | 0;
    const second = ((turn(a, 2) ^ turn(a, 13) ^ turn(a, 22)) + ((a & b) ^ (a & c) ^ (b & c))) | 0;
    [h, g, f, e, d, c, b, a] = [g, f, e, (d + first) | 0, c, b, a, (first + second) | 0];
  }

  [a, b, c, d, e, f, g, h].forEach((word, i) => { state[i] += word; });
}

// The first 32 bits of the fractions of the cube roots of the first 64 primes, by whole numbers: ⌊2^32·∛p⌋ modulo 2^32.
function constants(): Uint32Array {
  const primes: number[] = [];
  for (let n = 2; primes.length < 64; n++) {
    if (primes.every(p => n % p !== 0)) {
      primes.push(n);
    }
  }

  return Uint32Array.from(primes, p => {
    const cube = BigInt(p) << 96n;
    let root = 0n;
    for (let bit = 1n << 35n; bit > 0n; bit >>= 1n) {
      root += (root + bit) ** 3n <= cube ? bit : 0n;
    }

    return Number(root & 0xffffffffn);
  });
}
