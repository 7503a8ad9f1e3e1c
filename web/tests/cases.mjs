// The repository's cases: manifests with what was observed, as `wva decide` is given them.

import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { ROOT, decisionBytes, inFolder, text, wva } from './harness.mjs';

const AT = '2026-01-31T12:00:00Z';
export const AT_UNIX_S = Date.parse(AT) / 1000;

/** A case brings its own of these, or has the demo's. */
const SHARED = {
  'accelerators.yaml': 'accelerator-unit',
  'profiles.yaml': 'wva-profiles',
  'serviceclasses.yaml': 'service-classes-config',
};

/** Every case as {name, files, observations}: paths in the repository. */
export async function cases() {
  const all = [{ name: 'demo', files: [...Object.keys(SHARED), 'variantautoscalings.yaml'].map(demo), observations: demo('observations.yaml') }];
  for (const entry of await readdir(join(ROOT, 'tests/cases/decide'), { withFileTypes: true })) {
    if (entry.isDirectory()) all.push(await decideCase(`tests/cases/decide/${entry.name}`));
  }
  for (const name of await readdir(join(ROOT, 'tests/cases/manifests/accepted'))) {
    const path = `tests/cases/manifests/accepted/${name}`;
    if (!name.endsWith('.expected.json')) all.push({ name: path, files: [path], observations: null });
  }
  return all;
}

async function decideCase(folder) {
  const own = await text(`${folder}/manifests.yaml`);
  const shared = Object.keys(SHARED).filter((file) => !own.includes(SHARED[file]));
  const names = await readdir(join(ROOT, folder));
  return {
    name: folder,
    files: [...shared.map(demo), `${folder}/manifests.yaml`],
    observations: names.includes('observations.yaml') ? `${folder}/observations.yaml` : null,
  };
}

/** What `wva decide` makes of a case: the policy's input and its decision; null without variants. */
export function decided({ files, observations }) {
  return inFolder(async (folder) => {
    const snapshot = join(folder, 'snapshot.json');
    const given = files.flatMap((file) => ['-f', file]);
    if (observations !== null) given.push('--observations', observations);
    const { code, stdout, stderr } = await wva('decide', ...given, '--at', AT, '-o', 'json', '--save-snapshot', snapshot);
    if (code === 2 && stderr.includes('there is nothing to decide')) return null;
    if (code > 1) throw new Error(stderr);
    return { input: await readFile(snapshot, 'utf8'), decision: decisionBytes(stdout) };
  });
}

const demo = (file) => `deploy/samples/demo/${file}`;
