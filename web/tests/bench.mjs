// What people wait for, in a real browser: the first decision, and a changed target to its decision
// with 20 variants.

import { dragOnPage } from './drag.mjs';
import { launch, part, serve, visit } from './harness.mjs';

const VARIANTS = 20;
const DRAGS = 100;
const VISITS = 5;

const server = await serve();
const browser = await launch();
try {
  const loads = [];
  for (let visits = 0; visits < VISITS; visits += 1) {
    const { context, page } = await visit(browser, server.url);
    await page.waitForSelector('.card');
    loads.push(await page.evaluate(() => performance.now()));
    await context.close();
  }
  loads.sort((a, b) => a - b);
  console.log(`first decision, ${VISITS} first visits: p50 ${loads[VISITS >> 1].toFixed(0)} ms, max ${loads.at(-1).toFixed(0)} ms (target 1000 ms)`);
  const { page } = await visit(browser, server.url);
  const parts = [await part(server.url, 'engine'), await part(server.url, 'tools')];
  const { times, snapshot } = await page.evaluate(measure, [...parts, VARIANTS, DRAGS]);
  report('decided', times);
  report('decided and drawn', await dragOnPage(browser, server.url, snapshot, DRAGS));
} finally {
  await browser.close();
  await server.stop();
}

function report(what, times) {
  times.sort((a, b) => a - b);
  const at = (share) => times[Math.floor(share * (times.length - 1))].toFixed(1);
  console.log(`drag, ${VARIANTS} variants, ${DRAGS} times, ${what}: p50 ${at(0.5)} ms, p95 ${at(0.95)} ms, max ${at(1)} ms (target 50 ms)`);
}

/** Runs in the page. */
async function measure([engine, toolkit, variants, drags]) {
  const { Engine } = await import(engine);
  const { loadToolkit, randomScenario } = await import(toolkit);
  await loadToolkit();
  const policy = await Engine.builtIn();
  const snapshot = many(randomScenario, variants);
  const times = [];
  for (let drag = 0; drag < drags; drag += 1) {
    for (const workload of snapshot.workloads) workload.targets.ttft.atMostMs = 400 + 10 * drag;
    const start = performance.now();
    JSON.parse(await policy.decideJson(JSON.stringify({ interfaceVersion: '0.1.0', snapshot, memory: [] })));
    times.push(performance.now() - start);
  }
  return { times, snapshot };

  /** Made-up worlds put together, each in a namespace of its own. */
  function many(scenario, count) {
    const all = scenario(1);
    for (let seed = 2; all.variants.length < count; seed += 1) {
      const { workloads, variants, profiles } = scenario(seed);
      const rename = (name) => name.replace('llm/', `llm-${seed}/`);
      all.workloads.push(...workloads.map((workload) => ({ ...workload, key: rename(workload.key) })));
      all.variants.push(...variants.map((variant) => ({ ...variant, name: rename(variant.name), workload: rename(variant.workload) })));
      const known = new Set(all.profiles.map(({ model, accelerator }) => `${model} ${accelerator}`));
      all.profiles.push(...profiles.filter(({ model, accelerator }) => !known.has(`${model} ${accelerator}`)));
    }
    all.variants.length = count;
    const used = new Set(all.variants.map((variant) => variant.workload));
    all.workloads = all.workloads.filter((workload) => used.has(workload.key));
    return all;
  }
}
