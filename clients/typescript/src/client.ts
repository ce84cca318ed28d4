import { type Parameters } from './parameters.js';
import { Randomness, threshold, type Threshold } from './randomness.js';

/** Randomizes values: a value goes in, the packed bytes of a report come out. */
export class Client {
  /** Bytes of every report. */
  readonly reportSize: number;
  private readonly keep: Threshold;
  private readonly noise: bigint;

  constructor(readonly parameters: Parameters, private readonly random = new Randomness()) {
    this.keep = threshold(parameters.keep);
    this.noise = parameters.noise;
    const { protocol, domain, size, hash } = parameters;
    this.reportSize = protocol === 'grr' ? bytes(bitsFor(domain))
      : protocol === 'ss' ? bytes(size * bitsFor(domain))
        : protocol === 'hr' ? bytes(1 + bitsFor(size))
          : protocol === 'olh' || protocol === 'blh' ? (hash === 'affine32' ? 20 : 9)
            : bytes(domain);
  }

  /** One report. An error never holds the value. */
  randomize(value: number): Uint8Array {
    if (!Number.isInteger(value) || value < 0 || value >= this.parameters.domain) {
      throw new Error(`The value is none of the domain: values are 0 to ${this.parameters.domain - 1}. Nothing was reported.`);
    }

    const report = new Uint8Array(this.reportSize);
    switch (this.parameters.protocol) {
      case 'grr': write(report, this.index(value, this.parameters.domain), this.reportSize); break;
      case 'ss': this.subset(value, report); break;
      case 'hr': this.hadamard(value, report); break;
      case 'olh': case 'blh': this.hashing(value, report); break;
      default: this.unary(value, report); break;
    }

    return report;
  }

  // Both draws are made whatever the first one says, and no branch depends on the value.
  private index(value: number, m: number): number {
    const kept = this.random.coin(this.keep);
    let r = this.random.uniform(m - 1);
    r += 1 - ((r - value) >>> 31);
    return r ^ ((r ^ value) & -kept);
  }

  // A bit of noise is a uniform number below T_q: for all lanes together, bit by bit from the highest, until no lane is undecided.
  private unary(value: number, report: Uint8Array): void {
    const truth = this.random.coin(this.keep);
    const lanes = 8 * Math.ceil(Math.min(this.parameters.domain, 256) / 64);
    for (let at = 0; at < report.length; at += lanes) {
      const undecided = new Uint8Array(lanes).fill(255);
      const raised = new Uint8Array(lanes);
      for (let i = 63n, left = 1; i >= 0n && left !== 0; i--) {
        const one = (this.noise >> i) & 1n;
        left = 0;
        for (let b = 0; b < lanes; b++) {
          const u = this.random.byte();
          if (one === 1n) {
            raised[b] |= undecided[b] & ~u;
            undecided[b] &= u;
          } else {
            undecided[b] &= ~u;
          }

          left |= undecided[b];
        }
      }

      report.set(raised.subarray(0, Math.min(lanes, report.length - at)), at);
    }

    if (this.parameters.domain & 7) {
      report[report.length - 1] &= (1 << (this.parameters.domain & 7)) - 1;
    }

    // The noise of the true bit is cleared first: a bit that noise had set would otherwise stay.
    report[value >> 3] = (report[value >> 3] & ~(1 << (value & 7))) | (truth << (value & 7));
  }

  // The hash function is drawn before the value is looked at.
  private hashing(value: number, report: Uint8Array): void {
    const { size, hash } = this.parameters;
    const view = new DataView(report.buffer);
    if (hash === 'affine16') {
      const [a, b] = [this.random.u32(), this.random.u32()];
      const hashed = Math.floor((((Math.imul(a, mix(value)) + b) >>> 16) * size) / 65536);
      view.setUint32(0, a, true);
      view.setUint32(4, b, true);
      report[8] = this.index(hashed, size);
      return;
    }

    const [a, b] = [this.u64(), this.u64()];
    const hashed = Number(((((a * BigInt(value) + b) & 0xffffffffffffffffn) >> 32n) * BigInt(size)) >> 32n);
    view.setBigUint64(0, a, true);
    view.setBigUint64(8, b, true);
    view.setUint32(16, this.index(hashed, size), true);
  }

  private hadamard(value: number, report: Uint8Array): void {
    const column = this.random.uniform(this.parameters.size);
    const flipped = 1 - this.random.coin(this.keep);
    let parity = value & column;
    for (const shift of [16, 8, 4, 2, 1]) {
      parity ^= parity >> shift;
    }

    write(report, column * 2 + ((parity & 1) ^ flipped), this.reportSize);
  }

  // Floyd's sampling of the others.
  private subset(value: number, report: Uint8Array): void {
    const { domain, size } = this.parameters;
    const chosen = new Uint8Array(domain);
    const shifted = (other: number): number => other + 1 + ((other - value) >> 31);
    const inside = this.random.coin(this.keep);
    for (let j = domain - 1 - size + inside; j < domain - 1; j++) {
      const x = shifted(this.random.uniform(j + 1));
      const place = x ^ ((x ^ shifted(j)) & -chosen[x]);
      chosen[place] = 1;
    }

    chosen[value] |= inside;
    const bits = bitsFor(domain);
    let at = 0;
    for (let v = 0; v < domain; v++) {
      if (chosen[v]) {
        for (let b = 0; b < bits; b++, at++) {
          report[at >> 3] |= ((v >> b) & 1) << (at & 7);
        }
      }
    }
  }

  private u64(): bigint {
    const low = this.random.u32();
    return (BigInt(this.random.u32()) << 32n) | BigInt(low);
  }
}

function bitsFor(values: number): number {
  return 32 - Math.clz32(values - 1);
}

function bytes(bits: number): number {
  return Math.ceil(bits / 8);
}

function write(report: Uint8Array, index: number, size: number): void {
  for (let i = 0; i < size; i++) {
    report[i] = index >>> (8 * i);
  }
}

/** μ: a bijection of 16-bit integers. */
function mix(value: number): number {
  let x = value & 0xffff;
  x ^= x >> 8;
  x = Math.imul(x, 0x88b5) & 0xffff;
  x ^= x >> 7;
  x = Math.imul(x, 0xdb2d) & 0xffff;
  return x ^ (x >> 9);
}
