// Whether two versions decide the same: `node tests/equal.mjs OLD NEW [FOLDER…]`.
//
// OLD and NEW are two `wva` binaries. Both answer everything below the folders (default: all of
// this repository; see `tests/README.md`), and what they print is compared byte by byte: stdout,
// stderr and the exit code. Not compared are the version of the contract, the policy's sha256, the
// bytes of a memory, whose effect is seen in the time lines, and the numbers and names that a reason
// gained when its text came to be made from them.
import { execFile } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, statSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { basename, dirname, join, relative, resolve } from 'node:path';

const [oldBinary, newBinary, ...given] = process.argv.slice(2);
if (!newBinary) {
  console.error('usage: node tests/equal.mjs OLD NEW [FOLDER…]');
  process.exit(2);
}
process.chdir(resolve(import.meta.dirname, '..'));

const DEMO = 'deploy/samples/demo';
const AT = '2026-01-31T12:00:00Z';
const TIMEOUT_MS = 120_000;
const SHOWN = 40;
const NEXT_PAGE = '\n# next page\n';

const files = (folder) =>
  readdirSync(folder, { withFileTypes: true })
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => {
      const path = join(folder, entry.name);
      if (entry.isDirectory()) return ['node_modules', 'target'].includes(entry.name) ? [] : files(path);
      return [path];
    });
const read = (path) => readFileSync(path, 'utf8');
const option = (name, paths) => paths.flatMap((path) => [name, path]);

// --- running -------------------------------------------------------------------------------

function run(binary, args, input = '') {
  return new Promise((done) => {
    const child = execFile(
      binary,
      args,
      { timeout: TIMEOUT_MS, maxBuffer: 1 << 30, encoding: 'utf8' },
      (error, stdout, stderr) => done({ exit: error ? (error.code ?? error.signal) : 0, stdout, stderr }),
    );
    child.stdin.on('error', () => {});
    child.stdin.end(input);
  });
}

/// The version of the contract that a binary writes into its questions, and its policy's sha256.
async function author(binary) {
  const folder = mkdtempSync(join(tmpdir(), 'wva-equal-'));
  const saved = join(folder, 'asked.json');
  const answer = await run(binary, ['decide', ...option('-f', demoManifests()), '--save-snapshot', saved]);
  if (!existsSync(saved)) throw new Error(`${binary} decides nothing: ${answer.stderr}`);
  const version = JSON.parse(read(saved)).interfaceVersion;
  rmSync(folder, { recursive: true });
  return { version, policy: answer.stdout.match(/sha256:([0-9a-f]+)/)?.[1] };
}

/// A question in the version that the binary speaks; other versions stay.
function asked(side, text) {
  return text.replace(/("interfaceVersion"\s*:\s*)"([^"]*)"/, (all, key, version) =>
    sides.some((other) => other.version === version) ? `${key}"${side.version}"` : all,
  );
}

const memoryOf = (answer) => {
  try {
    return JSON.parse(answer.stdout).decision.memory;
  } catch {
    return [];
  }
};

/// Numbers that a reason need not have: its text says them.
const GAINED = /,?\{"name":"(replicas|neededReplicas|fromReplicas|ofReplicas|carrierReplicas|minReplicas|maxReplicas|usualS)","value":[^}]*\}/g;

/// What is compared.
function compared({ exit, stdout, stderr }) {
  const known = (text) =>
    text
      .replaceAll(/"sha256":"[0-9a-f]{64}"/g, '"sha256":"…"')
      .replaceAll(/sha256:[0-9a-f]{12,64}/g, 'sha256:…')
      .replaceAll(/"bytes":\[[0-9,]+\]/g, '"bytes":["…"]')
      .replaceAll(GAINED, '')
      .replaceAll('"values":[,', '"values":[')
      .replaceAll(/,"names":\[[^\]]*\]/g, '')
      .replaceAll(/expected \d+\.\d+\.\d+ or another [\d.]+x(\.y)?/g, 'expected <contract>')
      .replaceAll(/(wva:policy\/\w+@)\d+(\.\d+)*/g, '$1<contract>');
  return { exit, stdout: known(stdout), stderr: known(stderr) };
}

// --- what there is to ask ------------------------------------------------------------------

const demoManifests = (but = []) =>
  ['accelerators', 'profiles', 'serviceclasses', 'variantautoscalings']
    .filter((name) => !but.includes(name))
    .map((name) => join(DEMO, `${name}.yaml`));

/// Manifests of a folder go with the `base.yaml` of the `_common` beside it, else with the demo.
function base(path) {
  const common = join(dirname(dirname(path)), '_common', 'base.yaml');
  if (existsSync(common)) return [common];
  const own = read(path);
  const has = { accelerators: 'accelerator-unit', profiles: 'wva-profiles', serviceclasses: 'service-classes-config' };
  const but = Object.keys(has).filter((name) => own.includes(has[name]));
  return demoManifests([...but, 'variantautoscalings']);
}

const data = (...args) => ({ steps: [''], args: ['decide', ...args, '--at', AT, '-o', 'json'] });
const table = (...args) => ({ steps: [''], args: ['decide', ...args, '--at', AT, '--explain'] });
const snapshots = (steps) => ({ steps, args: ['decide', '--snapshot', '-', '-o', 'json'] });

function kind(path, text) {
  if (path.endsWith('.wasm')) return 'policy';
  if (path.endsWith('.jsonl')) return 'line';
  if (path.includes('/fuzz/')) return basename(dirname(path));
  if (path.endsWith('.json')) return /^\s*\{/.test(text) && text.includes('"snapshot"') ? 'snapshot' : 'manifests';
  if (/\.(txt|prom|metrics)$/.test(path)) return text.includes('vllm:') ? 'metrics' : 'other';
  if (!/\.ya?ml$/.test(path)) return 'other';
  if (/^(durationSeconds|shows):/m.test(text)) return 'scenario';
  return /^\s*(#.*\n\s*)*(---\s*)?-\s/.test(text) ? 'observations' : 'manifests';
}

/// Whether two pages are a pair: `NAME.t0.txt` and `NAME.t1.txt`, or else one sorted before the other.
function isBefore(page, last) {
  const [name, later] = [page, last].map((path) => path.match(/^(.*)\.t[01]\.txt$/)?.[1]);
  return page < last && name === later;
}

/// Everything of one folder without its subfolders.
function ofFolder(paths) {
  const of = {};
  for (const path of paths) {
    const text = read(path);
    (of[kind(path, text)] ??= []).push({ path, text });
  }
  const found = [];
  const add = (name, question) => found.push({ name, ...question });
  const fuzzed = paths[0].includes('/fuzz/');
  for (const { path, text } of of.snapshot ?? []) add(path, snapshots([text]));
  for (const { path, text } of of.line ?? []) add(path, snapshots(text.trim().split('\n')));
  for (const { path } of of.scenario ?? []) {
    add(path, { steps: [''], args: ['decide', '--scenario', path, '-o', 'json'] });
    if (!basename(path).startsWith('random-')) add(path, { steps: [''], args: ['decide', '--scenario', path, '--explain'] });
  }
  for (const { path } of of.policy ?? []) {
    add(path, { steps: [''], args: ['policy', 'inspect', path] });
    add(path, data(...option('-f', demoManifests()), '--policy', path));
  }
  const manifests = of.manifests ?? [];
  const pages = (of.metrics ?? []).map(({ path }) => path);
  for (const { path } of manifests) {
    const withBase = option('-f', [...new Set([...(fuzzed ? [] : base(path)), path])]);
    add(path, data('-f', path));
    add(path, table(...withBase));
    if (fuzzed) continue;
    add(path, data(...withBase));
    for (const { path: observed } of of.observations ?? []) {
      add(`${path} ${observed}`, data(...withBase, '--observations', observed));
      add(`${path} ${observed}`, table(...withBase, '--observations', observed));
    }
    for (const sources of [withBase, ['-f', path]]) {
      for (const last of pages) {
        add(`${path} ${last}`, data(...sources, '--metrics', last));
        for (const earlier of pages.filter((page) => isBefore(page, last))) {
          add(`${path} ${last}`, data(...sources, ...option('--metrics', [earlier, last]), '--seconds', '60'));
        }
      }
    }
  }
  if (manifests.length === 0 || fuzzed) {
    const demo = option('-f', demoManifests());
    for (const { path } of of.observations ?? []) add(path, data(...demo, '--observations', path));
    for (const { path, text } of of.metrics ?? []) {
      if (text.includes(NEXT_PAGE)) continue;
      add(path, data(...demo, '--metrics', path));
    }
  }
  return found;
}

/// The sample as it is meant to be used, under every setting of the solver.
function demo() {
  const whole = [...option('-f', demoManifests()), '--observations', join(DEMO, 'observations.yaml')];
  const policies = ['none', 'priority-exhaustive', 'priority-round-robin', 'round-robin'];
  const settings = [['--solver', 'unlimited'], ...policies.flatMap((policy) =>
    [[], ['--delayed-best-effort']].map((delayed) => ['--solver', 'greedy', '--saturation-policy', policy, ...delayed]))];
  return [table(...whole), ...settings.map((setting) => data(...whole, ...setting))]
    .map((question) => ({ name: DEMO, ...question }));
}

function questions() {
  const folders = new Map();
  for (const root of given.length > 0 ? given : ['deploy/samples', 'tests/cases', 'tests/scenarios', 'tests/fuzz']) {
    const paths = statSync(root).isDirectory() ? files(root) : [root];
    for (const path of paths) {
      const folder = dirname(path);
      folders.set(folder, [...(folders.get(folder) ?? []), path]);
    }
  }
  return [...demo(), ...[...folders.values()].flatMap(ofFolder)];
}

// --- comparing -----------------------------------------------------------------------------

/// Where two values differ first, and how.
function first(a, b, at = '') {
  const nested = (value) => value !== null && typeof value === 'object';
  if (!nested(a) || !nested(b)) return a === b ? undefined : `${at}: ${show(a)} is now ${show(b)}`;
  for (const key of new Set([...Object.keys(a), ...Object.keys(b)])) {
    const found = first(a[key], b[key], `${at}/${key}`);
    if (found) return found;
  }
  return undefined;
}

const show = (value) => {
  const text = JSON.stringify(value) ?? 'absent';
  return text.length > 160 ? `${text.slice(0, 160)}…` : text;
};

function difference(a, b) {
  for (const part of ['stdout', 'stderr', 'exit']) {
    if (a[part] === b[part]) continue;
    try {
      return `${part}${first(JSON.parse(a[part]), JSON.parse(b[part])) ?? ': the same values, written differently'}`;
    } catch {
      const [before, after] = [a, b].map((side) => String(side[part]).split('\n'));
      return `${part}${first(before, after)}`;
    }
  }
  return undefined;
}

/// Asks both, step after step, each with its own memory.
async function ask({ steps, args }) {
  const memories = [[], []];
  for (const [i, step] of steps.entries()) {
    const answers = await Promise.all(sides.map((side, s) => {
      const text = steps.length > 1 ? step.replace(/"memory":\[\]\}$/, `"memory":${JSON.stringify(memories[s])}}`) : step;
      return run(side.binary, args, asked(side, text));
    }));
    const found = difference(...answers.map(compared));
    if (found) return steps.length > 1 ? `step ${i + 1}: ${found}` : found;
    answers.forEach((answer, s) => (memories[s] = memoryOf(answer)));
  }
  return undefined;
}

const sides = await Promise.all([oldBinary, newBinary].map(async (path) => {
  const binary = resolve(path);
  return { binary, ...(await author(binary)) };
}));
if (sides[0].policy === sides[1].policy) console.log(`both have the same policy, sha256:${sides[0].policy}`);
const all = questions();
let [next, decisions, different] = [0, 0, 0];
async function worker() {
  while (next < all.length) {
    const question = all[next++];
    const found = await ask(question);
    decisions += question.steps.length;
    if (!found) continue;
    different += 1;
    if (different <= SHOWN) console.log(`${relative('.', question.name)} [${question.args.join(' ')}]\n  ${found}`);
  }
}
await Promise.all(Array.from({ length: Math.max(1, availableParallelism() >> 1) }, worker));
if (different > SHOWN) console.log(`and ${different - SHOWN} more`);
console.log(`${all.length} questions, ${decisions} runs, ${different} different`);
process.exit(different > 0 ? 1 : 0);
