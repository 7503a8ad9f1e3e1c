// The charts: their numbers, taken as CSV, against `wva decide` on the snapshot changed in the same way.

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { download, fill, inTheBrowser, openTab } from './page.mjs';

const COST_TOLERANCE = 1e-9;

inTheBrowser({
  async 'cost over target, and the cliff'(world) {
    const page = await world.open();
    await openTab(page, 'target');
    const snapshot = await world.exported(page);
    const rows = (await world.csv(page, 'cost-over-itl-target')).slice(1);
    for (const i of [0, 5, 12, 20, rows.length - 1]) {
      const [targetMs, cost, outcome] = rows[i];
      const decision = await world.decideSnapshot(withItl(snapshot, Number(targetMs)));
      close(decision.costPerHour, cost);
      assert.equal(keeps(decision), outcome === 'kept');
    }
    const cliffMs = Number(rows.find(([, , outcome]) => outcome === 'kept')[0]);
    const words = await page.textContent('[data-value=says-cost-over-itl-target]');
    assert.match(words, new RegExp(`^The cliff is at ${Number(cliffMs.toPrecision(3))} ms`));
    assert.equal(keeps(await world.decideSnapshot(withItl(snapshot, cliffMs))), true);
    assert.equal(keeps(await world.decideSnapshot(withItl(snapshot, cliffMs * 0.999))), false);
    await world.close(page);
  },

  async 'cost over load'(world) {
    const page = await world.open();
    await openTab(page, 'load');
    const snapshot = await world.exported(page);
    const [head, ...rows] = await world.csv(page, 'cost-over-load');
    assert.deepEqual(head, ['requests per s', 'as decided', 'A100', 'H100', 'L40S']);
    for (const i of [1, 17, 30, 60]) {
      const decision = await world.decideSnapshot(withLoad(snapshot, Number(rows[i][0])));
      close(premium(decision).costPerHour, rows[i][1]);
    }
    await world.close(page);
  },

  async 'sensitivity'(world) {
    const page = await world.open();
    await openTab(page, 'sensitivity');
    const snapshot = await world.exported(page);
    const rows = (await world.csv(page, 'sensitivity')).slice(1);
    const load = rows.find(([name]) => name === 'load');
    const rate = premiumState(snapshot).observed.arrivalRatePerS;
    close((await world.decideSnapshot(withLoad(snapshot, rate * 0.8))).costPerHour, load[1]);
    close((await world.decideSnapshot(withLoad(snapshot, rate * 1.2))).costPerHour, load[3]);
    const price = rows.find(([name]) => name === 'price of H100');
    const dearer = structuredClone(snapshot);
    dearer.accelerators.find((a) => a.name === 'H100').costPerHour *= 1.2;
    close((await world.decideSnapshot(dearer)).costPerHour, price[3]);
    await world.close(page);
  },

  async 'heat map'(world) {
    const page = await world.open();
    await openTab(page, 'heat');
    const snapshot = await world.exported(page);
    const [head, ...rows] = await world.csv(page, 'cost-over-targets');
    assert.equal(head.length, 14);
    const itlMs = Number(rows.at(-1)[0]);
    const cost = rows.at(-1).at(-1);
    close((await world.decideSnapshot(withItl(snapshot, itlMs))).costPerHour, cost);
    assert.ok(rows[0].slice(1).every((cell) => cell === 'missed' || cell === 'undecided'), 'below the cliff nothing is kept');
    await page.hover('#panel-heat canvas', { position: { x: 300, y: 60 } });
    assert.match(await page.textContent('#panel-heat .readout'), /^TTFT .* ms, ITL .* ms: /);
    await world.close(page);
  },

  async 'latency over load goes through what is decided'(world) {
    const page = await world.open();
    await openTab(page, 'latency');
    const decision = await world.agree(page);
    const { expected } = premium(decision);
    const points = (await world.csv(page, 'itl-over-load')).slice(1).filter(([name]) => name === 'H100').map(([, x, y]) => [Number(x), Number(y)]);
    assert.ok(points.length > 50 && points.every(([x], i) => i === 0 || x > points[i - 1][0]));
    const at = points.findIndex(([x]) => x > expected.arrivalRatePerS);
    const [[x0, y0], [x1, y1]] = [points[at - 1], points[at]];
    const between = y0 + ((y1 - y0) * (expected.arrivalRatePerS - x0)) / (x1 - x0);
    assert.ok(Math.abs(between / expected.itl.meanMs - 1) < 0.01, `${between} beside ${expected.itl.meanMs}`);
    await world.close(page);
  },

  async 'a chart of another variant'(world) {
    const page = await world.open();
    await page.click('.card-choose:has-text("standard")');
    await openTab(page, 'load');
    const rows = (await world.csv(page, 'cost-over-load')).slice(1);
    assert.equal(Number(rows.at(-1)[0]), 4, 'twice the 2 requests/s of the standard class');
    await world.close(page);
  },

  async 'without a target the chart says so'(world) {
    const page = await world.open();
    await fill(page, 'ITL target', '');
    await openTab(page, 'target');
    assert.match(await page.textContent('[data-value=says-cost-over-itl-target]'), /^No ITL target is promised/);
    await page.click('#tab-heat');
    await page.waitForFunction(() => document.querySelector('[data-value=says-cost-over-targets]').textContent.startsWith('Both a TTFT'));
    await world.agree(page);
    await world.close(page);
  },

  async 'a chart as a picture and as a table'(world) {
    const page = await world.open();
    for (const [tab, figure] of [['target', 'cost-over-itl-target'], ['heat', 'cost-over-targets'], ['sensitivity', 'sensitivity']]) {
      await openTab(page, tab);
      const path = await download(page, () => page.click(`[data-figure="${figure}"] button:has-text("PNG")`));
      const png = await readFile(path);
      assert.equal(png.subarray(1, 4).toString(), 'PNG');
      assert.ok(png.readUInt32BE(16) > 300 && png.readUInt32BE(20) > 200 && png.length > 3000);
      await page.click(`[data-figure="${figure}"] summary`);
      await page.waitForSelector(`[data-figure="${figure}"] .figure-table tbody tr`);
      const rows = await page.locator(`[data-figure="${figure}"] .figure-table tbody tr`).count();
      assert.equal(rows, (await world.csv(page, figure)).length - 1);
    }
    await world.close(page);
  },
});

function close(expected, written) {
  assert.ok(Math.abs(expected - Number(written)) <= COST_TOLERANCE * Math.max(1, expected), `${written} beside ${expected}`);
}

function premium(decision) {
  return decision.variants.find((v) => v.variant.endsWith('premium'));
}

function premiumState(snapshot) {
  return snapshot.variants.find((v) => v.name.endsWith('premium'));
}

function keeps(decision) {
  const { decided, meetsTargets } = premium(decision);
  return decided && meetsTargets !== false;
}

function withItl(snapshot, atMostMs) {
  const copy = structuredClone(snapshot);
  copy.workloads.find((w) => w.class === 'Premium').targets.itl.atMostMs = atMostMs;
  return copy;
}

function withLoad(snapshot, rate) {
  const copy = structuredClone(snapshot);
  premiumState(copy).observed.arrivalRatePerS = rate;
  return copy;
}
