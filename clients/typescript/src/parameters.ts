/** The document of a protocol, checked: a client need not trust who published it. */
export interface Parameters {
  readonly protocol: string;
  readonly domain: number;
  readonly epsilon: string;
  readonly size: number;
  readonly keep: bigint;
  readonly noise: bigint;
  readonly hash: string;
}

const whole = 1n << 64n;

/** Reads a protocol's document and refuses thresholds that break its ε, in integers. */
export function parseParameters(document: unknown): Parameters {
  const d = document as Record<string, unknown>;
  const protocol = String(d?.protocol);
  const p: Parameters = {
    protocol,
    domain: integer(d.domain, 2, 1 << 24),
    epsilon: String(d.epsilon),
    size: d.size === undefined ? 0 : integer(d.size, 1, 1 << 24),
    keep: word(d.keep),
    noise: d.noise === undefined ? 0n : word(d.noise),
    hash: d.hash === undefined ? '' : String(d.hash),
  };
  if (d?.version !== 1 || !['grr', 'sue', 'oue', 'the', 'blh', 'olh', 'ss', 'hr'].includes(protocol)) {
    throw new Error('This client reads documents of version 1 of the protocols grr, sue, oue, the, blh, olh, ss and hr.');
  }

  checkSizes(p);
  const [top, bottom] = worstRatio(p);
  const [low, scale] = exponentialBelow(p.epsilon);
  if (p.keep === 0n || bottom === 0n || top <= bottom || top * scale > low * bottom) {
    throw new Error(`The thresholds of this document say nothing, or reveal more than its ε = ${p.epsilon} allows. Do not report.`);
  }

  return p;
}

/** The one text that a protocol's document has: names in order, no white space. Any other would have another hash. */
export function writeParameters(p: Parameters): string {
  const hex = (t: bigint): string => `"${t.toString(16).padStart(16, '0')}"`;
  const members = [
    `"domain":${p.domain}`, `"epsilon":"${p.epsilon}"`, p.hash && `"hash":"${p.hash}"`, `"keep":${hex(p.keep)}`, p.noise !== 0n && `"noise":${hex(p.noise)}`,
    `"protocol":"${p.protocol}"`, p.size !== 0 && `"size":${p.size}`, '"version":1',
  ];
  return `{${members.filter(m => m).join(',')}}`;
}

function checkSizes(p: Parameters): void {
  const hashing = p.protocol === 'olh' || p.protocol === 'blh';
  const hash = !hashing ? '' : p.domain > 65536 || p.size > 256 ? 'affine32' : 'affine16';
  const right = p.hash === hash && (p.protocol === 'blh' ? p.size === 2
    : p.protocol === 'olh' ? p.size >= 2 && p.size <= 1 << 20
      : p.protocol === 'ss' ? p.size >= 1 && p.size < p.domain
        : p.protocol === 'hr' ? p.size === 2 ** (32 - Math.clz32(p.domain - 1))
          : p.size === 0);
  const unary = p.protocol === 'sue' || p.protocol === 'oue' || p.protocol === 'the';
  if (!right || unary !== (p.noise !== 0n)) {
    throw new Error('The sizes of this document do not belong to its protocol. Fetch it again from who published it.');
  }
}

/** The largest ratio of the probabilities of one report under two values, as a fraction. */
function worstRatio(p: Parameters): [bigint, bigint] {
  const lost = whole - p.keep;
  switch (p.protocol) {
    case 'sue': case 'oue': case 'the': return [p.keep * (whole - p.noise), lost * p.noise];
    case 'ss': return [p.keep * BigInt(p.domain - p.size), BigInt(p.size) * lost];
    case 'grr': return [p.keep * BigInt(p.domain - 1), lost];
    case 'hr': return [p.keep, lost];
    default: return [p.keep * BigInt(p.size - 1), lost];
  }
}

/** A fraction that is at most e^ε: its series, every term rounded down. */
function exponentialBelow(epsilon: string): [bigint, bigint] {
  const match = /^(0|[1-9]\d{0,8})(?:\.(\d{0,29}[1-9]))?$/.exec(epsilon);
  if (!match) {
    throw new Error('Epsilon is a decimal number of at most 30 places, without zeros that say nothing.');
  }

  const places = match[2] ?? '';
  const [p, q] = [BigInt(match[1] + places), 10n ** BigInt(places.length)];
  if (p > 32n * q || p * 1_000_000n < q) {
    throw new Error('Epsilon of a report lies in 0.000001 to 32. Do not report; ask who published this document for a correct one.');
  }

  const scale = 1n << 256n;
  let [sum, term] = [0n, scale];
  for (let i = 1n; term > 0n; i++) {
    sum += term;
    term = term * p / (q * i);
  }

  return [sum, scale];
}

function integer(value: unknown, least: number, most: number): number {
  if (typeof value !== 'number' || !Number.isInteger(value) || value < least || value > most) {
    throw new Error('A number of this document is missing or out of range. Fetch it again from who published it.');
  }

  return value;
}

function word(value: unknown): bigint {
  if (typeof value !== 'string' || !/^[0-9a-f]{16}$/.test(value)) {
    throw new Error('A threshold of this document is missing. Fetch it again from who published it.');
  }

  return BigInt('0x' + value);
}
