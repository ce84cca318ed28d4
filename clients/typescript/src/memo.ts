import { Randomness } from './randomness.js';
import { hkdf, hmac } from './sha256.js';

/**
 * A memo that keeps nothing but a secret: whatever is drawn for a cell follows from the secret and the cell, and so is the same for ever.
 * For pages, which have no file that survives: a question that is asked again gets the same answer again, and noise does not average out.
 * It holds against who cannot break HMAC-SHA256. Keep the secret where the page keeps what must not be lost; it never leaves the device, and who has it can take the noise off every report.
 * It knows no ceiling: each cell costs another ε.
 */
export class PrfMemo {
  private readonly secret: Uint8Array;

  constructor(secret: Uint8Array) {
    if (secret.length !== 32) {
      throw new Error('The secret of a memo has 32 bytes. Take 32 from crypto.getRandomValues, and keep them.');
    }

    this.secret = secret.slice();
  }

  /**
   * The stream of one cell: HMAC-SHA256(K, BE32(i)) for i = 0, 1, …, with K = HKDF-SHA256(secret, label ‖ collection ‖ attribute ‖ cell), each after its length.
   * A cell names the value that is randomized with it, as `value 3`: the stream of another value would show what changed.
   */
  randomness(collection: string, cell: string, attribute = ''): Randomness {
    const parts = ['tacit prf memo 1', collection, attribute, cell].map(text => new TextEncoder().encode(text));
    const info = new Uint8Array(parts.reduce((sum, p) => sum + 4 + p.length, 0));
    let at = 0;
    for (const part of parts) {
      new DataView(info.buffer).setUint32(at, part.length);
      info.set(part, at + 4);
      at += 4 + part.length;
    }

    const key = hkdf(this.secret, info);
    const counter = new DataView(new ArrayBuffer(4));
    let next = 0;
    return new Randomness(block => {
      for (let i = 0; i < block.length; i += 32, next++) {
        counter.setUint32(0, next);
        block.set(hmac(key, new Uint8Array(counter.buffer)), i);
      }
    }, 1024);
  }
}
