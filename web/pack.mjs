// Makes the built page ready to be served: node pack.mjs FOLDER
//
// Writes the service worker with the list of what it keeps, compresses every file, and fails if the
// page's first view is larger than it may be.

import { createHash } from 'node:crypto';
import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';

import zopfli from '@gfx/zopfli';

/** Rounds of the compressor: five take a twentieth off what gzip makes, more hardly anything. */
const ROUNDS = 5;
/** Loaded only when somebody drops a policy. */
const ON_DEMAND = /^assets\/(transpile|guest|js-component-bindgen|__vite-browser-external)/;
const BUDGET_BYTES = 600_000;

const [folder] = process.argv.slice(2);
const own = new URL('.', import.meta.url);

const names = (await readdir(folder, { recursive: true, withFileTypes: true }))
  .filter((entry) => entry.isFile())
  .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
  .sort();
for (const name of names.filter((name) => name.endsWith('.gz'))) await rm(join(folder, name));
const files = names.filter((name) => !name.endsWith('.gz') && name !== 'sw.js');
const kept = files.filter((name) => !ON_DEMAND.test(name));

const hash = createHash('sha256');
for (const name of kept) hash.update(name).update(await readFile(join(folder, name)));
const worker = (await readFile(new URL('service-worker.js', own), 'utf8'))
  .replace("'VERSION'", JSON.stringify(hash.digest('hex').slice(0, 16)))
  .replace('/* FILES */', kept.map((name) => JSON.stringify(name)).join(', '));
await writeFile(join(folder, 'sw.js'), worker);

const sizes = new Map();
for (const name of [...files, 'sw.js']) {
  const content = await readFile(join(folder, name));
  const packed = await zopfli.gzipAsync(content, { numiterations: ROUNDS });
  if (!gunzipSync(packed).equals(content)) throw new Error(`${name} is not what was packed`);
  await writeFile(join(folder, `${name}.gz`), packed);
  sizes.set(name, packed.length);
}

const kilobytes = (bytes) => (bytes / 1000).toFixed(1).padStart(8);
for (const [name, bytes] of sizes) {
  console.log(`${kilobytes(bytes)} kB gzipped  ${name}${ON_DEMAND.test(name) ? '  (on demand)' : ''}`);
}
const first = kept.reduce((sum, name) => sum + sizes.get(name), 0);
console.log(`${kilobytes(first)} kB gzipped  in all for the first view, of ${BUDGET_BYTES / 1000} kB`);
if (first > BUDGET_BYTES) {
  console.error('error: the first view is too large');
  process.exit(1);
}
