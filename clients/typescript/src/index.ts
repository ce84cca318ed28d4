import { Client } from './client.js';
import { type PrfMemo } from './memo.js';
import { parseParameters, writeParameters, type Parameters } from './parameters.js';
import { type Randomness } from './randomness.js';

export { Client } from './client.js';
export { PrfMemo } from './memo.js';
export { parseParameters, type Parameters } from './parameters.js';
export { Randomness } from './randomness.js';

/** A published collection: what is asked, of whom, and how its values are randomized. */
export interface Collection {
  /** The first 16 bytes of the SHA-256 of the document, as hexadecimal digits. */
  readonly id: string;
  readonly name: string;
  /** The words for the values 0, 1, …; empty where values are numbers. */
  readonly labels: readonly string[];
  client(random?: Randomness): Client;
  /** The report of a value that a device with this memo always gives, however often it is asked: together they cost one ε. Another value costs another one. */
  repeat(memo: PrfMemo, value: number): Uint8Array;
}

/**
 * Reads the document of a collection, byte by byte as it was fetched, and checks what it promises.
 * `expectedId`: the identity that the page asked for and came with. Without it whoever answers could give one person the document of a larger epsilon.
 */
export async function parseCollection(document: string, expectedId: string): Promise<Collection> {
  const d = JSON.parse(document) as Record<string, unknown>;
  if (d.version !== 1 || typeof d.name !== 'string') {
    throw new Error('This client reads documents of collections of version 1.');
  }

  const parameters = parseParameters(d.protocol);
  const labels = d.labels ?? [];
  if (!Array.isArray(labels) || (labels.length !== 0 && labels.length !== parameters.domain) || labels.length > 4096 || new Set(labels).size !== labels.length || labels.some(l => !isWord(l, 200))) {
    throw new Error(`The protocol of this collection has ${parameters.domain} values, and its labels are not so many different words in normal form C. Fetch it again from who published it.`);
  }

  if (document !== write(d, labels as string[], parameters)) {
    throw new Error('This is not the canonical document of a collection: names in order, each once, no white space, nothing else. Fetch it again from who published it.');
  }

  const hash = new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(document)));
  const id = [...hash.subarray(0, 16)].map(b => b.toString(16).padStart(2, '0')).join('');
  if (id !== expectedId) {
    throw new Error(`This is the document of collection ${id}, and ${expectedId} was asked for. Nothing is reported to it.`);
  }

  return {
    id,
    name: d.name,
    labels: labels as string[],
    client: random => new Client(parameters, random),
    repeat: (memo, value) => new Client(parameters, memo.randomness(id, `value ${value}`)).randomize(value),
  };
}

/** The one text that a document with these members has. */
function write(d: Record<string, unknown>, labels: readonly string[], parameters: Parameters): string | undefined {
  const [seconds, start] = [d.epochSeconds, d.epochStart];
  const once = seconds === 0 && start === 0;
  const every = Number.isInteger(seconds) && (seconds as number) >= 60 && (seconds as number) <= 3660 * 86400 && Number.isInteger(start) && (start as number) >= 0 && (start as number) <= 253402300799;
  if (!(once || every) || !isWord(d.name, 100) || (d.name as string).trim() === '') {
    return undefined;
  }

  return `{"epochSeconds":${seconds},"epochStart":${start},${labels.length > 0 ? `"labels":${JSON.stringify(labels)},` : ''}"name":${JSON.stringify(d.name)},"protocol":${writeParameters(parameters)},"version":1}`;
}

// Composed as somebody's keyboard happened to be, the same word would be two.
function isWord(word: unknown, longest: number): boolean {
  return typeof word === 'string' && word.length > 0 && word.length <= longest && word.normalize('NFC') === word && !/[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/.test(word);
}

/**
 * One upload of reports of one collection and epoch. Send it as it is, and send the very same bytes again if no answer came.
 * `nonce`: 16 bytes that nobody else has, kept with the report, where a page that was closed must pack the same bytes again; fresh ones unless given.
 */
export function packEnvelope(collectionId: string, epoch: number, reports: readonly Uint8Array[], token: Uint8Array = new Uint8Array(0), nonce?: Uint8Array): Uint8Array {
  if (!Number.isInteger(epoch) || epoch < 0 || epoch > 0xffffffff) {
    throw new Error('An epoch is an integer in 0 to 4,294,967,295. Nothing was packed.');
  }

  if (nonce !== undefined && nonce.length !== 16) {
    throw new Error('The nonce of an upload has 16 bytes. Nothing was packed.');
  }

  const stride = reports[0]?.length ?? 0;
  const size = 48 + reports.length * stride + token.length;
  if (stride === 0 || reports.some(r => r.length !== stride) || token.length > 65535 || size > 1 << 20 || !/^[0-9a-f]{32}$/.test(collectionId)) {
    throw new Error('An upload holds at least one report, all of one size, and has at most 1,048,576 bytes with its token. Send several.');
  }

  const bytes = new Uint8Array(size);
  const view = new DataView(bytes.buffer);
  bytes[0] = 1;
  view.setUint16(2, token.length, true);
  view.setUint32(4, epoch, true);
  view.setUint32(8, reports.length, true);
  view.setUint32(12, stride, true);
  for (let i = 0; i < 16; i++) {
    bytes[16 + i] = parseInt(collectionId.slice(2 * i, 2 * i + 2), 16);
  }

  if (nonce === undefined) {
    crypto.getRandomValues(bytes.subarray(32, 48));
  } else {
    bytes.set(nonce, 32);
  }

  reports.forEach((report, i) => bytes.set(report, 48 + i * stride));
  bytes.set(token, 48 + reports.length * stride);
  return bytes;
}
