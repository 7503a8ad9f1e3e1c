// Answers questions with the component, transpiled for node: one JSON line in, one out.
//
//   node answer.mjs policy.wasm OUT_DIR < {"call": "decide", "input": "…"} > {"ok": "…"} | {"error": {…}}

import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { pathToFileURL } from 'node:url';
import { transpile } from '@bytecodealliance/jco-transpile';

const [component, outDir] = process.argv.slice(2);
const { files } = await transpile(component, { outDir, name: 'policy', noTypescript: true });
for (const [path, bytes] of Object.entries(files)) {
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, bytes);
}
const { policy, model } = await import(pathToFileURL(resolve(outDir, 'policy.js')));

const calls = {
  decide: policy.decideJson,
  evaluate: model.evaluateJson,
  size: model.sizeJson,
  sweep: model.sweepJson,
};

function answer({ call, input }) {
  try {
    return { ok: calls[call](input) };
  } catch (error) {
    // A refusal is thrown as the record it is; anything else is a failure of this program.
    if (error instanceof Error && error.payload === undefined) throw error;
    return { error: error.payload ?? error };
  }
}

for await (const line of createInterface({ input: process.stdin })) {
  process.stdout.write(JSON.stringify(answer(JSON.parse(line))) + '\n');
}
