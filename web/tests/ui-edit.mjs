// Taking, pasting and editing a scenario, each ending in `wva decide`.

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { field, fill, inTheBrowser, openFiles, still } from './page.mjs';
import { ROOT } from './harness.mjs';

const DEMO = ['accelerators', 'serviceclasses', 'profiles', 'variantautoscalings'].map((name) => `${ROOT}deploy/samples/demo/${name}.yaml`);

inTheBrowser({
  async 'the page opens with a decided sample'(world) {
    const page = await world.open();
    assert.equal((await world.agree(page)).variants.length, 3);
    await world.close(page);
  },

  async 'every sample of the picker'(world) {
    const page = await world.open();
    const names = await page.locator('.samples option').allTextContents();
    for (const name of names.slice(1)) {
      await page.selectOption('.samples', { label: name });
      await page.waitForFunction((name) => document.querySelector('[data-value=scenario]').textContent.startsWith(name.split(',')[0]), name);
      await world.agree(page);
    }
    await world.close(page);
  },

  async 'sliders move by key, and what is typed counts'(world) {
    const page = await world.open();
    const before = await world.agree(page);
    const slider = field(page, 'ITL target').locator('.field-slider');
    await slider.focus();
    for (let i = 0; i < 120; i += 1) await page.keyboard.press('ArrowLeft');
    const tighter = await world.agree(page);
    assert.ok(tighter.costPerHour > before.costPerHour, 'a tighter target costs more');
    const typed = Number(await field(page, 'ITL target').locator('.field-number').inputValue());
    assert.equal((await world.exported(page)).workloads.find((w) => w.class === 'Premium').targets.itl.atMostMs, typed);
    await world.close(page);
  },

  async 'every kind of field'(world) {
    const page = await world.open();
    const premium = '[data-subject="llm-inference/llama-8b-premium"]';
    await fill(page, 'TTFT target', 60, premium);
    await field(page, 'TTFT target', premium).locator('.percentile').selectOption('p95');
    await fill(page, 'Throughput target', 9000, premium);
    await fill(page, 'Priority', 3, premium);
    const variant = `section${premium}`;
    await fill(page, 'Arrival rate', 70, variant);
    await fill(page, 'Prompt length', 300, variant);
    await fill(page, 'Answer length', 400, variant);
    await fill(page, 'Minimum', 2, variant);
    await fill(page, 'Maximum', 8, variant);
    await fill(page, 'Running now', 5, variant);
    await fill(page, 'Headroom', 25);
    await fill(page, 'H100', 95);
    const capacity = page.locator('.field').filter({ has: page.locator('.term[data-term=capacity]:text-is("H100")') });
    await capacity.locator('.field-number').fill('6');
    await world.agree(page);
    const snapshot = await world.exported(page);
    const edited = snapshot.variants.find((v) => v.name.endsWith('premium'));
    assert.deepEqual([edited.observed.arrivalRatePerS, edited.observed.avgInputTokens, edited.observed.avgOutputTokens], [87.5, 300, 400]);
    assert.deepEqual([edited.minReplicas, edited.maxReplicas, edited.observed.currentReplicas], [2, 8, 5]);
    const { priority, targets } = snapshot.workloads.find((w) => w.class === 'Premium');
    assert.deepEqual([priority, targets.ttft, targets.tpsTokensPerS], [3, { atMostMs: 60, percentile: 95 }, 9000]);
    assert.equal(snapshot.accelerators.find((a) => a.name === 'H100').costPerHour, 95);
    assert.deepEqual(snapshot.capacities, [{ deviceType: 'NVIDIA-H100-80GB-HBM3', units: 6 }]);
    await world.close(page);
  },

  async 'what is no number is told at its field and changes nothing'(world) {
    const page = await world.open();
    const before = await world.exported(page);
    await fill(page, 'ITL target', 'soon');
    assert.equal(await field(page, 'ITL target').locator('.field-problem').textContent(), 'not a number');
    assert.deepEqual(await world.exported(page), before);
    await fill(page, 'Arrival rate', '');
    const decision = await world.agree(page);
    assert.equal(decision.variants.find((v) => v.variant.endsWith('premium')).binds.code, 'unknown-load');
    await world.close(page);
  },

  async 'form and text stay in step'(world) {
    const page = await world.open();
    await fill(page, 'Maximum', 7);
    await page.click('#show-text');
    await page.waitForFunction(() => document.querySelector('textarea.code').value.includes('maxReplicas: 7'));
    const text = await page.inputValue('textarea.code');
    await page.fill('textarea.code', text.replace('maxReplicas: 7', 'maxReplicas: 2'));
    await still(page);
    await world.agree(page);
    await page.click('.switch button:has-text("Form")');
    assert.equal(await field(page, 'Maximum').locator('.field-number').inputValue(), '2');
    await world.close(page);
  },

  async 'an error is marked at its line, the text and the scenario stay'(world) {
    const page = await world.open();
    const before = await world.exported(page);
    await page.click('#show-text');
    await page.waitForFunction(() => document.querySelector('textarea.code').value.includes('maxReplicas'));
    const text = await page.inputValue('textarea.code');
    const wrong = text.replace('maxReplicas: 10', 'maxReplicas: many');
    const line = wrong.split('\n').findIndex((l) => l.includes('many')) + 1;
    await page.fill('textarea.code', wrong);
    await page.waitForSelector('.problems .error');
    assert.equal(await page.locator('.gutter .error').first().textContent(), String(line));
    assert.match(await page.locator('.problems .error').first().textContent(), /maxReplicas.*many/);
    assert.equal(await page.inputValue('textarea.code'), wrong);
    assert.deepEqual(await world.exported(page), before);
    await page.locator('.problems .place').first().click();
    const chosen = await page.evaluate(() => {
      const area = document.querySelector('textarea.code');
      return area.value.slice(area.selectionStart, area.selectionEnd);
    });
    assert.match(chosen, /maxReplicas: many/);
    await page.fill('textarea.code', text.replace('maxReplicas: 10', 'maxReplicas: 1'));
    await page.waitForSelector('.problems .error', { state: 'detached' });
    await world.agree(page);
    await world.close(page);
  },

  async 'manifests in both dialects are opened'(world) {
    const page = await world.open();
    for (const name of ['upstream-v0.0.yaml', 'upstream-v0.5.yaml', 'limited.yaml', 'kubectl-list.json']) {
      await openFiles(page, `${ROOT}tests/cases/manifests/accepted/${name}`);
      assert.equal(await page.textContent('[data-value=scenario]'), name);
      await world.agree(page);
    }
    await openFiles(page, ...DEMO, `${ROOT}deploy/samples/demo/observations.yaml`);
    assert.equal((await world.agree(page)).costPerHour, 400);
    await world.close(page);
  },

  async 'files are dropped anywhere'(world) {
    const page = await world.open();
    const text = await readFile(`${ROOT}tests/cases/manifests/accepted/limited.yaml`, 'utf8');
    await page.evaluate((content) => {
      const data = new DataTransfer();
      data.items.add(new File([content], 'dropped.yaml'));
      for (const type of ['dragover', 'drop']) {
        document.body.dispatchEvent(new DragEvent(type, { dataTransfer: data, bubbles: true, cancelable: true }));
      }
    }, text);
    await still(page);
    assert.equal(await page.textContent('[data-value=scenario]'), 'dropped.yaml');
    await world.agree(page);
    await world.close(page);
  },

  async 'manifests are pasted anywhere'(world) {
    const page = await world.open();
    const text = await readFile(`${ROOT}tests/cases/manifests/accepted/limited.yaml`, 'utf8');
    await page.evaluate((content) => {
      const data = new DataTransfer();
      data.setData('text/plain', content);
      document.body.dispatchEvent(new ClipboardEvent('paste', { clipboardData: data, bubbles: true }));
    }, text);
    await still(page);
    assert.equal(await page.textContent('[data-value=scenario]'), 'pasted.yaml');
    await world.agree(page);
    await world.close(page);
  },

  async 'a file with errors shows them at their lines'(world) {
    const page = await world.open();
    await openFiles(page, `${ROOT}tests/cases/manifests/wrong/manifests/batch-zero.yaml`);
    await page.waitForSelector('.problems .error');
    assert.equal(await page.textContent('[data-value=scenario]'), 'Three service classes');
    assert.ok(await page.isVisible('.gutter .error'));
    assert.match(await page.inputValue('textarea.code'), /maxBatchSize: 0/);
    await page.click('button:has-text("Write the text anew")');
    await page.waitForSelector('.problems .error', { state: 'detached' });
    assert.match(await page.inputValue('textarea.code'), /llama-8b-premium/);
    await world.agree(page);
    await world.close(page);
  },

  async 'what is exported for kubectl is decided the same'(world) {
    const page = await world.open();
    await fill(page, 'ITL target', 13);
    await fill(page, 'Arrival rate', 55);
    const expected = await world.agree(page);
    const manifests = await world.file('manifests.yaml', await readFile(await world.saved(page, 'Manifests (YAML)'), 'utf8'));
    const observations = await world.file('observations.yaml', await readFile(await world.saved(page, 'Observations (YAML)'), 'utf8'));
    const again = JSON.parse(await world.decide('-f', manifests, '--observations', observations, '--at', '2026-01-31T12:00:00Z'));
    assert.deepEqual(again.decision, expected);
    await world.close(page);
  },
});
