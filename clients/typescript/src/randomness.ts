/** The stream of bytes from which a client draws, and the one way in which draws are made of bytes: contract version 1. Bytes that were used are overwritten. */
export class Randomness {
  private block = new Uint8Array(0);
  private position = 0;

  /** Fills a block with the next bytes; that of the browser unless given. Another one protects nobody. */
  constructor(private readonly fill: (block: Uint8Array) => void = block => { crypto.getRandomValues(block as Uint8Array<ArrayBuffer>); }, private readonly size = 4096) {
    if (!(Number.isInteger(size) && size >= 1)) {
      throw new Error('A block of randomness has at least one byte.');
    }
  }

  byte(): number {
    if (this.position === this.block.length) {
      // getRandomValues gives 65,536 bytes at most.
      this.block = new Uint8Array(Math.min(this.size, 65536));
      this.fill(this.block);
      this.position = 0;
    }

    const value = this.block[this.position];
    this.block[this.position++] = 0;
    return value;
  }

  /** The next 32 bits, little-endian. */
  u32(): number {
    return (this.byte() | (this.byte() << 8) | (this.byte() << 16) | (this.byte() << 24)) >>> 0;
  }

  /** A coin that is true with probability T/2^64: one 64-bit number below T. Both halves are always looked at. */
  coin(t: Threshold): number {
    const low = this.u32();
    const high = this.u32();
    return Number(high < t.high) | (Number(high === t.high) & Number(low < t.low));
  }

  /** A uniform number below m: the first 32-bit number below m·⌊2^32/m⌋, modulo m. */
  uniform(m: number): number {
    const limit = Math.floor(4294967296 / m) * m;
    let u = this.u32();
    while (u >= limit) {
      u = this.u32();
    }

    return u % m;
  }
}

/** T of 2^64 in two halves. */
export interface Threshold {
  readonly high: number;
  readonly low: number;
}

export const threshold = (t: bigint): Threshold => ({ high: Number(t >> 32n), low: Number(t & 0xffffffffn) });
