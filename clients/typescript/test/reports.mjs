// Reads lines of JSON: a collection's document, a stream of random bytes or the secret of a memo, values. Answers each with the identity, the reports and an upload.
import { createInterface } from 'node:readline';
import { createHash, webcrypto } from 'node:crypto';

globalThis.crypto ??= webcrypto;
const { packEnvelope, parseCollection, PrfMemo, Randomness } = await import('../dist/index.js');
const hex = bytes => Buffer.from(bytes).toString('hex');

for await (const line of createInterface({ input: process.stdin })) {
  const { document, id, stream, secret, values, epoch } = JSON.parse(line);
  try {
    const collection = await parseCollection(document, id ?? createHash('sha256').update(document).digest('hex').slice(0, 32));
    const memo = secret && new PrfMemo(Buffer.from(secret, 'base64'));
    const bytes = Buffer.from(stream ?? '', 'base64');
    let at = 0;
    const client = collection.client(new Randomness(block => { at += bytes.copy(block, 0, at); }, 64));
    const reports = values.map(v => memo ? collection.repeat(memo, v) : client.randomize(v));
    console.log(JSON.stringify({ id: collection.id, labels: collection.labels, reports: reports.map(hex), upload: hex(packEnvelope(collection.id, epoch, reports)) }));
  } catch (e) {
    console.log(JSON.stringify({ error: e.message }));
  }
}
