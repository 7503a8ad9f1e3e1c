// Links, comparison, recorded decisions, a day, and other policies.

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { fill, inTheBrowser, openFiles, openTab, still } from './page.mjs';
import { ROOT, TARGET } from './harness.mjs';

inTheBrowser({
  async 'a link opens the same scenario elsewhere'(world) {
    const page = await world.open();
    await fill(page, 'ITL target', 11);
    await fill(page, 'Headroom', 10);
    const expected = await world.agree(page);
    await page.click('button:has-text("Copy link")');
    await page.waitForFunction(() => location.hash.startsWith('#1='));
    await page.waitForTimeout(700);
    const fragment = await page.evaluate(() => location.hash);
    const other = await world.open({ fragment });
    assert.deepEqual(await world.agree(other), expected);
    assert.equal(await other.locator('.field:has(.term[data-term=headroom]) .field-number').inputValue(), '10');
    await world.close(other);
    await world.close(page);
  },

  async 'a link of version 1 is opened for ever'(world) {
    const fragment = (await readFile(`${ROOT}web/src/state/link-version-1.txt`, 'utf8')).trim();
    const page = await world.open({ fragment });
    assert.equal(await page.textContent('[data-value=scenario]'), 'small');
    assert.equal(await page.getAttribute('#tab-target', 'aria-selected'), 'true');
    const snapshot = await world.exported(page);
    assert.deepEqual(snapshot.variants.map((v) => v.observed.arrivalRatePerS), [3.5999999999999996, 10.799999999999999]);
    await still(page);
    const decision = await world.decideSnapshot(snapshot);
    assert.equal(Number.parseFloat(await page.getAttribute('[data-value=cost-per-hour]', 'title')), decision.costPerHour);
    await world.close(page);
  },

  async 'a link that cannot be read says why, and a sample is there'(world) {
    const page = await world.open({ fragment: '#9=abc' });
    assert.match(await page.textContent('.notice.bad'), /another version of this page: `#9=`/);
    await world.agree(page);
    await page.evaluate(() => { location.hash = '#1=damaged'; });
    await page.waitForFunction(() => document.querySelector('.notice.bad')?.textContent.includes('damaged'));
    await world.agree(page);
    await world.close(page);
  },

  async 'two scenarios side by side'(world) {
    const page = await world.open();
    const before = await world.agree(page);
    await page.click('#tab-compare');
    await page.click('button:has-text("Pin this scenario")');
    await fill(page, 'ITL target', 12);
    const after = await world.agree(page);
    const row = await page.locator('.difference tr', { hasText: 'Total per hour' }).locator('td').allTextContents();
    assert.deepEqual(row, [`${before.costPerHour} cents`, `${after.costPerHour} cents`, `+${after.costPerHour - before.costPerHour} cents`]);
    assert.equal(await page.textContent('[data-value=against-pinned]'), `+${after.costPerHour - before.costPerHour} cents/h`);
    assert.deepEqual(await page.locator('.changes li').allTextContents(), ['workloads[llm-inference/meta/llama-3.1-8b/Premium].targets.itl.atMostMs 24 → 12']);
    await page.click('button:has-text("Swap the two")');
    await still(page);
    assert.deepEqual(await world.agree(page), before);
    await world.close(page);
  },

  async 'a saved snapshot is decided again, byte by byte'(world) {
    const page = await world.open();
    const { snapshot, decision } = await record(world);
    await openFiles(page, snapshot);
    await openFiles(page, decision);
    await page.waitForSelector('[data-value=agreement]');
    assert.match(await page.textContent('[data-value=agreement]'), /the same decision, byte by byte/);
    await world.agree(page);
    const changed = (await readFile(decision, 'utf8')).replace('"desiredReplicas":2', '"desiredReplicas":3');
    await openFiles(page, await world.file('changed.json', changed));
    await page.waitForFunction(() => document.querySelector('[data-value=agreement]').textContent.includes('differs first'));
    assert.match(await page.textContent('[data-value=agreement]'), /variants\[0\]\.desiredReplicas: recorded 3, now 2/);
    const spaced = JSON.stringify(JSON.parse(await readFile(decision, 'utf8')), null, 2);
    await openFiles(page, await world.file('spaced.json', spaced));
    await page.waitForFunction(() => document.querySelector('[data-value=agreement]').textContent.includes('the same values to the last bit'));
    await world.close(page);
  },

  async 'a snapshot with memory keeps it, until it is forgotten'(world) {
    const page = await world.open();
    const snapshot = await world.exported(page);
    const { memory } = await world.decideSnapshot(snapshot);
    assert.ok(memory.length > 0, 'the policy remembers');
    snapshot.atUnixS += 30;
    await openFiles(page, await world.file('later.json', JSON.stringify({ interfaceVersion: '0.1.0', snapshot, memory })));
    assert.deepEqual((await world.agree(page)).memory, (await world.decideSnapshot(snapshot, memory)).memory);
    await page.click('button:has-text("Forget it")');
    assert.deepEqual((await world.agree(page)).memory, (await world.decideSnapshot(snapshot)).memory);
    assert.ok(!(await page.isVisible('button:has-text("Forget it")')));
    await world.close(page);
  },

  async 'a file that is no snapshot says what is wrong'(world) {
    const page = await world.open();
    await openFiles(page, await world.file('bad.json', '{"interfaceVersion":"0.1.0","snapshot":{"atUnixS":"now"}}'));
    assert.match(await page.textContent('.notice.bad'), /snapshot\.atUnixS: `"now"`, expected a number/);
    await world.agree(page);
    await world.close(page);
  },

  async 'a day of steady load costs what one hour costs'(world) {
    const page = await world.open();
    await openTab(page, 'day');
    await page.click('#panel-day summary:has-text("Edit by the hour")');
    for (const hour of await page.locator('.hour').all()) {
      await hour.fill('1');
      await hour.press('Enter');
    }
    await page.selectOption('[aria-label=Step]', '900');
    await page.waitForTimeout(300);
    await page.waitForFunction(() => document.querySelector('[data-figure=day-replicas] progress').value >= 1);
    await page.waitForTimeout(300);
    const rows = (await world.csv(page, 'day-cost')).slice(1);
    assert.equal(rows.length, 96);
    const world0 = await world.exported(page);
    const wanted = await world.decideSnapshot(world0);
    const settled = structuredClone(world0);
    for (const v of settled.variants) {
      const replicas = wanted.variants.find((d) => d.variant === v.name).desiredReplicas;
      Object.assign(v.observed, { currentReplicas: replicas, readyReplicas: replicas, startingReplicas: 0 });
    }
    const decision = await world.decideSnapshot(settled);
    assert.ok(rows.every(([, cost]) => Number(cost) === decision.costPerHour));
    const summary = (await page.textContent('[data-value=day-summary]')).replaceAll('\u202f', '');
    assert.ok(summary.startsWith(`The day costs ${decision.costPerHour * 24} cents`), summary);
    assert.match(summary, /Targets kept in 96 of 96/);
    await page.locator('.scrubber').fill('48');
    assert.equal(await page.textContent('.clock'), '12:00');
    const premium = decision.variants.find((v) => v.variant.endsWith('premium'));
    assert.equal(await page.textContent('[data-value=moment-sentence]'), premium.sentence);
    await world.close(page);
  },

  async 'a day is run with the memory of each step before'(world) {
    const page = await world.open();
    await page.selectOption('.samples', { label: 'Promises to 95 and 99 of 100' });
    await still(page);
    await openTab(page, 'day');
    await page.selectOption('[aria-label="Kind of load curve"]', 'burst');
    await page.selectOption('[aria-label=Step]', '900');
    await page.selectOption('[aria-label=Start-up]', '0');
    await page.waitForTimeout(300);
    await page.waitForFunction(() => document.querySelector('[data-figure=day-replicas] progress').value >= 1);
    await page.waitForTimeout(300);
    const rates = (await world.csv(page, 'day-replicas')).slice(1).map((row) => Number(row[1]));
    const costs = (await world.csv(page, 'day-cost')).slice(1).map((row) => Number(row[1]));
    assert.ok(new Set(costs).size > 1, 'the cost follows the load');
    const base = await world.exported(page);
    const first = at(base, 0, rates[0], base.variants[0].observed.currentReplicas);
    let replicas = (await world.decideSnapshot({ ...first, calm: { switchAfterS: 0, retentionS: 0 } })).variants[0].desiredReplicas;
    let memory = [];
    for (let i = 0; i < 24; i += 1) {
      const decision = await world.decideSnapshot(at(base, i * 900, rates[i], replicas), memory);
      assert.equal(decision.costPerHour, costs[i], `step ${i}`);
      replicas = decision.variants[0].desiredReplicas;
      memory = decision.memory;
    }
    await world.close(page);
  },

  async 'a curve is drawn with the pointer'(world) {
    const page = await world.open();
    await openTab(page, 'day');
    const box = await page.locator('.plot.curve canvas').boundingBox();
    await page.mouse.move(box.x + box.width * 0.1, box.y + 20);
    await page.mouse.down();
    await page.mouse.move(box.x + box.width * 0.6, box.y + 80, { steps: 5 });
    await page.mouse.up();
    assert.equal(await page.inputValue('[aria-label="Kind of load curve"]'), 'drawn');
    await page.waitForFunction(() => document.querySelector('[data-figure=day-replicas] progress').value >= 1);
    await world.agree(page);
    await world.close(page);
  },

  async 'our own component dropped answers the same'(world) {
    const page = await world.open();
    await page.click('#tab-policy');
    await page.setInputFiles('input[aria-label="Open a policy component"]', `${TARGET}/wva/policy.wasm`);
    await page.waitForSelector('[data-value=policies-agree]', { timeout: 60_000 });
    assert.equal(await page.textContent('[data-value=policies-agree]'), 'Both answers are the same, byte by byte.');
    const digests = await page.locator('.sha').allTextContents();
    assert.equal(digests.length, 2);
    assert.equal(digests[0], digests[1]);
    await page.click('button:has-text("Use it for everything")');
    await still(page);
    assert.match(await page.textContent('[data-value=policy-name]'), /dropped/);
    await world.agree(page);
    await page.click('button:has-text("Put it away")');
    await still(page);
    await world.agree(page);
    await world.close(page);
  },

  async 'a file that is no component says why, and the page goes on'(world) {
    const page = await world.open();
    await openFiles(page, await world.file('garbage.wasm', 'this is no component'));
    await page.waitForSelector('.policy-status.bad', { timeout: 60_000 });
    assert.match(await page.textContent('.policy-status'), /^garbage.wasm cannot be used: ./);
    await fill(page, 'ITL target', 14);
    await world.agree(page);
    await world.close(page);
  },
});

async function record(world) {
  const snapshot = `${world.folder}/saved.json`;
  const case_ = `${ROOT}tests/cases/decide/percentiles`;
  const demo = `${ROOT}deploy/samples/demo`;
  const printed = await world.decide('-f', `${demo}/accelerators.yaml`, '-f', `${demo}/profiles.yaml`, '-f', `${case_}/manifests.yaml`,
    '--observations', `${case_}/observations.yaml`, '--at', '2026-01-31T12:00:00Z', '--save-snapshot', snapshot);
  return { snapshot, decision: await world.file('decision.json', printed) };
}

/** The snapshot of one variant at a later time, with this load and these replicas. */
function at(base, laterS, arrivalRatePerS, replicas) {
  const snapshot = structuredClone(base);
  snapshot.atUnixS += laterS;
  Object.assign(snapshot.variants[0].observed, {
    arrivalRatePerS, waitingRequests: null, runningRequests: null, sampleAgeS: null,
    currentReplicas: replicas, readyReplicas: replicas, startingReplicas: 0, currentCostPerHour: null,
  });
  return snapshot;
}
