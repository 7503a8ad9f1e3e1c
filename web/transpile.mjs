// Makes the built-in policy's bindings: node transpile.mjs policy.wasm OUT_DIR
//
// Only the bindings are kept. The page cuts the code out of policy.wasm itself, so what it runs is
// what it hashes; here it is made sure that this is the code the bindings were made for.

import { copyFile, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { $init, generate } from '@bytecodealliance/jco-transpile/component';

const [component, folder] = process.argv.slice(2);
await $init;
const bytes = await readFile(component);
const { files, imports } = generate(bytes, {
  name: 'policy',
  instantiation: { tag: 'sync' },
  noNodejsCompat: true,
  noTypescript: true,
});
const modules = files.filter(([name]) => name.endsWith('.wasm'));
if (imports.length > 0) throw new Error(`the policy imports ${imports.join(', ')}`);
if (modules.length !== 1 || bytes.indexOf(modules[0][1]) < 0) {
  throw new Error('the policy is not one core module as it stands in the component');
}
const [, bindings] = files.find(([name]) => name === 'policy.js');
await mkdir(folder, { recursive: true });
// The directive is for other tools; bundlers warn of it.
await writeFile(join(folder, 'policy.js'), new TextDecoder().decode(bindings).replace('"use components";', ''));
await copyFile(component, join(folder, 'policy.wasm'));
