// The engine in a real browser: the same bytes as `wva decide`, and dropped policies of all kinds.

import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { after, before, describe, test } from 'node:test';
import { AT_UNIX_S, cases, decided } from './cases.mjs';
import { decide, launch, part, serve, serveFiles, text, visit, wva } from './harness.mjs';
import * as policies from './policies.mjs';

let server;
let browser;
let view;

before(async () => {
  server = await serve();
  browser = await launch();
  view = await visit(browser, server.url);
  await view.page.evaluate(
    async ([engine, toolkit]) => {
      window.engine = await import(engine);
      window.toolkit = await import(toolkit);
      window.policy = await window.engine.Engine.builtIn();
      await window.toolkit.loadToolkit();
      // What a call ended with, as data.
      window.outcome = (promise) =>
        promise.then(
          (ok) => ({ ok }),
          ({ name, kind, code, field, message }) => ({ name, kind, code, field, message }),
        );
      window.drop = (base64) =>
        window.engine.Engine.fromBytes(Uint8Array.from(atob(base64), (char) => char.charCodeAt(0)));
    },
    [await part(server.url, 'engine'), await part(server.url, 'tools')],
  );
});

after(async () => {
  await browser?.close();
  await server?.stop();
  assert.deepEqual(view?.offences, []);
});

const decideInPage = (input) => view.page.evaluate((input) => window.outcome(window.policy.decideJson(input)), input);

describe('the built-in policy', () => {
  test('is the one that decides in `wva decide`', async () => {
    const identity = await view.page.evaluate(() => window.policy.identity);
    const { stdout } = await wva('policy', 'inspect', '-o', 'json');
    const known = JSON.parse(stdout);
    for (const field of ['name', 'version', 'sha256', 'bytes', 'exports']) {
      assert.deepEqual(identity[field], known[field], field);
    }
    assert.equal(identity.builtIn, true);
    assert.equal(identity.sha256, createHash('sha256').update(await policies.builtIn()).digest('hex'));
  });

  test('gives the same bytes for every case', async () => {
    let compared = 0;
    for (const given of await cases()) {
      const expected = await decided(given);
      if (expected === null) continue;
      assert.deepEqual(await decideInPage(expected.input), { ok: expected.decision }, given.name);
      const read = await readInPage(given);
      assert.deepEqual(await decideInPage(read), { ok: expected.decision }, `${given.name}, read in the page`);
      compared += 1;
    }
    assert.ok(compared >= 30, `${compared} cases`);
  });

  test('gives the same bytes for made-up worlds, and with its own memory', async () => {
    for (let seed = 0; seed < 12; seed += 1) {
      const first = await scenario(seed, []);
      const { ok } = await decideInPage(first);
      assert.equal(ok, await decide(first), `seed ${seed}`);
      const again = await scenario(seed, JSON.parse(ok).memory, 60);
      assert.deepEqual(await decideInPage(again), { ok: await decide(again) }, `seed ${seed}, a minute later`);
    }
  });

  test('refuses with code and field', async () => {
    const refusal = await decideInPage('{"interfaceVersion":"9.0.0"}');
    assert.equal(refusal.kind, 'refused');
    assert.equal(refusal.code, 'unsupported-version');
    assert.equal(refusal.field, 'interfaceVersion');
    assert.equal((await decideInPage('{')).code, 'invalid-input');
  });

  test('answers questions about its model, also as columns', async () => {
    const replica = { latency: { queue: { alphaMs: 7, betaMs: 0.1, gammaMs: 10, deltaMsPerToken: 0.001 } }, maxBatch: 64, maxQueue: null, avgInputTokens: 100, avgOutputTokens: 50 };
    const answers = await view.page.evaluate(async (replica) => {
      const json = (value) => JSON.stringify(value);
      const sweep = await window.policy.sweepJson(json({ replica, fromRatePerS: 1, toRatePerS: 9, points: 5 }));
      return {
        rows: JSON.parse(sweep),
        columns: Object.fromEntries(Object.entries(window.toolkit.curves(sweep)).map(([name, column]) => [name, [...column]])),
        one: JSON.parse(await window.policy.evaluateJson(json({ replica, arrivalRatePerS: 9 }))),
        size: JSON.parse(await window.policy.sizeJson(json({ replica, targets: { ttft: { atMostMs: 100, percentile: null }, itl: null, tpsTokensPerS: null } }))),
      };
    }, replica);
    assert.deepEqual(answers.rows[4], answers.one);
    assert.deepEqual(answers.columns.ttftP99Ms, answers.rows.map((row) => row.ttft.p99Ms));
    assert.deepEqual(answers.columns.arrivalRatePerS, [1, 3, 5, 7, 9]);
    assert.ok(answers.size.ttftRate.ratePerS > 0);
  });
});

describe('the toolkit', () => {
  test('says where an error is', async () => {
    const files = [{ path: 'mine.yaml', text: await text('deploy/samples/demo/variantautoscalings.yaml') }];
    files[0].text = files[0].text.replace('minReplicas: 1', 'minReplicas: one');
    const { problems } = await view.page.evaluate((files) => window.toolkit.parse(files, 'cents', 0), files);
    const error = problems.find((problem) => problem.severity === 'error');
    assert.equal(error.file, 'mine.yaml');
    assert.equal(files[0].text.split('\n')[error.line - 1].trim(), 'minReplicas: one');
  });

  test('gives fresh seeds, and worlds and loads that follow from them', async () => {
    const made = await view.page.evaluate(() => ({
      seeds: Array.from({ length: 8 }, () => window.toolkit.randomSeed()),
      same: JSON.stringify(window.toolkit.randomScenario(7)) === JSON.stringify(window.toolkit.randomScenario(7)),
      load: [...window.toolkit.loadTrace('day', 7, 96)],
      again: [...window.toolkit.loadTrace('day', 7, 96)],
    }));
    assert.ok(new Set(made.seeds).size > 6 && made.same);
    assert.deepEqual(made.load, made.again);
  });
});

describe('a dropped policy', () => {
  test('decides as it would in `wva decide --policy`', async () => {
    const bytes = await policies.good();
    const input = await scenario(3, []);
    const dropped = await view.page.evaluate(
      async ([bytes, input]) => {
        const engine = await window.drop(bytes);
        const decision = await engine.decideJson(input);
        engine.dispose();
        return { identity: engine.identity, decision, after: await window.outcome(engine.decideJson(input)) };
      },
      [base64(bytes), input],
    );
    assert.equal(dropped.decision, await decide(input));
    assert.equal(dropped.identity.builtIn, false);
    assert.equal(dropped.identity.sha256, createHash('sha256').update(bytes).digest('hex'));
    assert.equal(dropped.identity.bytes, bytes.length);
    assert.equal(dropped.after.kind, 'invalid');
  });

  test('by somebody else answers, and says what it does not export', async () => {
    const answer = '{"atUnixS":1.0,"costPerHour":0.0,"variants":[],"memory":[]}';
    const outcome = await asked(await policies.answering(answer));
    assert.deepEqual(outcome.exports, ['wva:policy/policy@0.1.0']);
    assert.deepEqual(outcome.decide, { ok: answer });
    assert.equal(outcome.sweep.kind, 'invalid');
    assert.match(outcome.sweep.message, /does not export sweep/);
  });

  for (const [answer, why] of [['{', /no JSON/], ['7', /no object/], ['{"variants":{}}', /no list `variants`/]]) {
    test(`that answers ${answer} answers nonsense`, async () => {
      const { decide } = await asked(await policies.answering(answer));
      assert.equal(decide.kind, 'invalid');
      assert.match(decide.message, why);
    });
  }

  const refused = [
    ['garbage', policies.garbage, /not WebAssembly/],
    ['an empty file', () => Buffer.alloc(0), /not WebAssembly/],
    ['a core module', policies.coreModule, /core module, expected a component/],
    ['a damaged component', policies.damaged, /not a valid component/],
    ['one that is cut off', policies.cutOff, /not a valid component: .*cut off/],
    ['one with imports', policies.withImports, /imports `wasi:clocks\/monotonic-clock@0\.2\.0`, `log`; a policy has no imports/],
    ['one without the export', policies.withoutExport, /does not export `wva:policy\/policy@0.1`; it exports nothing/],
  ];
  for (const [name, make, why] of refused) {
    test(`that is ${name} is refused with the reason`, async () => {
      const outcome = await dropped(await make());
      assert.equal(outcome.name, 'PolicyFailure');
      assert.equal(outcome.kind, 'invalid');
      assert.match(outcome.message, why);
    });
  }

  test('that is too large is refused with the reason', async () => {
    const { message } = await view.page.evaluate(() =>
      window.outcome(window.engine.Engine.fromBytes(new Uint8Array(33 << 20))),
    );
    assert.match(message, /more than 33554432 bytes/);
  });

  test('that breaks down says so, every time', async () => {
    const { decide, again } = await asked(await policies.trapping());
    assert.equal(decide.kind, 'trap');
    assert.match(decide.message, /unreachable/);
    assert.deepEqual(again, decide);
  });

  test('that wants too much memory does not get it', async () => {
    assert.equal((await asked(await policies.greedy())).decide.kind, 'trap');
    const { kind, message } = await dropped(await policies.greedyFromTheStart());
    assert.equal(kind, 'invalid');
    assert.match(message, /asks for 1024 MiB of memory; at most 512 MiB are given/);
  });

  test('that does not end is ended, and the page goes on', async () => {
    const { decide, again } = await asked(await policies.endless());
    assert.equal(decide.kind, 'timeout');
    assert.equal(again.kind, 'timeout');
    assert.ok('ok' in (await decideInPage(await scenario(1, []))));
  });

  test('that cannot even say who it is is not taken', async () => {
    assert.equal((await dropped(await policies.endlessFromTheStart())).kind, 'timeout');
  });
});

/** The page's own policy answers while the dropped one is still busy. */
test('a busy policy does not keep the others waiting', async () => {
  const bytes = await policies.endless();
  const order = await view.page.evaluate(
    async ([bytes, input]) => {
      const engine = await window.drop(bytes);
      const order = [];
      const busy = window.outcome(engine.decideJson('{}')).then(() => order.push('busy'));
      await window.policy.decideJson(input).then(() => order.push('built-in'));
      await busy;
      return order;
    },
    [base64(bytes), await scenario(1, [])],
  );
  assert.deepEqual(order, ['built-in', 'busy']);
});

test('the page works offline after the first visit', { timeout: 120_000 }, async () => {
  const { context, page, offences } = await visit(browser, server.url);
  await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
  await page.waitForFunction(() => navigator.serviceWorker.controller !== null, null, { timeout: 30_000 });
  await context.setOffline(true);
  await page.reload();
  const engine = await part(server.url, 'engine');
  const input = await scenario(2, []);
  const answer = await page.evaluate(
    async ([engine, input]) => (await (await import(engine)).Engine.builtIn()).decideJson(input),
    [engine, input],
  );
  assert.equal(answer, await decide(input));
  assert.deepEqual(offences, []);
  await context.close();
});

test('the page is static files that work under any path of any server', async () => {
  const files = await serveFiles('/team/wva/');
  const { context, page, offences } = await visit(browser, files.url);
  const engine = await part(files.url, 'engine');
  const input = await scenario(4, []);
  const answers = await page.evaluate(
    async ([engine, input, dropped]) => {
      const { Engine } = await import(engine);
      const bytes = Uint8Array.from(atob(dropped), (char) => char.charCodeAt(0));
      const policies = [await Engine.builtIn(), await Engine.fromBytes(bytes)];
      return Promise.all(policies.map((policy) => policy.decideJson(input)));
    },
    [engine, input, base64(await policies.good())],
  );
  const expected = await decide(input);
  assert.deepEqual(answers, [expected, expected]);
  assert.deepEqual(offences, []);
  await context.close();
  await files.stop();
});

/** Manifests to the policy's input, as the page reads them. */
async function readInPage({ files, observations }) {
  const paths = observations === null ? files : [...files, observations];
  const texts = await Promise.all(paths.map(async (path) => ({ path, text: await text(path) })));
  return view.page.evaluate(
    ([texts, atUnixS]) => {
      const { snapshot, problems } = window.toolkit.parse(texts, 'cents', atUnixS);
      const errors = problems.filter((problem) => problem.severity === 'error');
      if (errors.length > 0) throw new Error(JSON.stringify(errors));
      return JSON.stringify({ interfaceVersion: '0.1.0', snapshot, memory: [] });
    },
    [texts, AT_UNIX_S],
  );
}

function scenario(seed, memory, laterS = 0) {
  return view.page.evaluate(
    ([seed, memory, laterS]) => {
      const snapshot = window.toolkit.randomScenario(seed);
      snapshot.atUnixS += laterS;
      return JSON.stringify({ interfaceVersion: '0.1.0', snapshot, memory });
    },
    [seed, memory, laterS],
  );
}

/** What becomes of bytes that are dropped. */
const dropped = (bytes) =>
  view.page.evaluate(
    (base64) => window.outcome(window.drop(base64).then(({ identity }) => identity)),
    base64(bytes),
  );

/** What a dropped policy answers, asked twice, and to a question about its model. */
const asked = (bytes) =>
  view.page.evaluate(async (base64) => {
    const engine = await window.drop(base64);
    const { outcome } = window;
    const decide = await outcome(engine.decideJson('{}'));
    const again = await outcome(engine.decideJson('{}'));
    const sweep = await outcome(engine.sweepJson('{}'));
    engine.dispose();
    return { exports: engine.identity.exports, decide, again, sweep };
  }, base64(bytes));

function base64(bytes) {
  return Buffer.from(bytes).toString('base64');
}
