// What makes a page usable: without barriers, on every width, without jumps, by keyboard.

import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { field, fill, inTheBrowser, openTab, still } from './page.mjs';

const axe = createRequire(import.meta.url).resolve('axe-core/axe.min.js');
const TABS = ['latency', 'target', 'load', 'sensitivity', 'heat', 'day'];
const TOOLS = ['compare', 'policy', 'recorded'];
/** What the vitals call good is 0.1 for a whole visit. */
const SHIFT_MAX = 0.02;

inTheBrowser({
  async 'axe finds nothing serious, in both themes'(world) {
    for (const colorScheme of ['light', 'dark']) {
      const page = await world.open({ colorScheme, bypassCSP: true });
      await page.addScriptTag({ path: axe });
      for (const tab of [...TABS, ...TOOLS]) {
        if (TABS.includes(tab)) await openTab(page, tab);
        else await page.click(`#tab-${tab}`);
        await check(page, `${colorScheme} ${tab}`);
      }
      await page.click('#show-text');
      await still(page);
      await check(page, `${colorScheme} text`);
      await world.close(page);
    }
  },

  async 'nothing sticks out, from 360 px to 4K'(world) {
    for (const [width, height] of [[360, 740], [768, 1024], [1280, 800], [3840, 2160]]) {
      const page = await world.open({ viewport: { width, height } });
      for (const tab of TABS) {
        await openTab(page, tab);
        const over = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
        assert.ok(over <= 0, `${over} px too wide at ${width} px in ${tab}`);
      }
      await world.close(page);
    }
  },

  async 'nothing jumps while a target is dragged'(world) {
    const page = await world.open();
    await openTab(page, 'target');
    await page.evaluate(() => {
      window.shift = 0;
      new PerformanceObserver((list) => {
        for (const entry of list.getEntries()) window.shift += entry.value;
      }).observe({ type: 'layout-shift' });
    });
    const slider = field(page, 'ITL target').locator('.field-slider');
    for (const step of [480, 440, 400, 380, 360, 420, 520]) {
      await slider.fill(String(step));
      await page.waitForTimeout(150);
    }
    await page.waitForTimeout(800);
    const shift = await page.evaluate(() => window.shift);
    assert.ok(shift < SHIFT_MAX, `layout shift ${shift}`);
    await world.agree(page);
    await world.close(page);
  },

  async 'tabs and terms are reached by keyboard'(world) {
    const page = await world.open();
    await page.focus('#tab-latency');
    await page.keyboard.press('ArrowRight');
    assert.equal(await page.evaluate(() => document.activeElement.id), 'tab-target');
    assert.equal(await page.getAttribute('#tab-target', 'aria-selected'), 'true');
    await page.keyboard.press('End');
    assert.equal(await page.evaluate(() => document.activeElement.id), 'tab-recorded');
    await page.focus('.card .term[data-term=ttft]');
    assert.match(await page.textContent('#definition'), /^TTFT Time to first token/);
    assert.ok(await page.isVisible('#definition'));
    await page.keyboard.press('Escape');
    assert.ok(!(await page.isVisible('#definition')));
    await world.close(page);
  },

  async 'the theme can be chosen and is kept'(world) {
    const page = await world.open({ colorScheme: 'light' });
    const ground = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
    const light = await ground();
    await page.selectOption('.theme', 'dark');
    assert.notEqual(await ground(), light);
    await page.reload();
    await page.waitForSelector('.card');
    assert.notEqual(await ground(), light);
    await world.close(page);
  },

  async 'a world of twenty variants'(world) {
    const page = await world.open();
    const snapshot = twenty(await world.exported(page));
    const path = await world.file('twenty.json', JSON.stringify({ interfaceVersion: '0.1.0', snapshot, memory: [] }));
    await page.setInputFiles('input[aria-label="Open files"]', path);
    await still(page);
    assert.equal((await world.agree(page)).variants.length, 20);
    assert.equal(await page.locator('.all-table tbody tr').count(), 20);
    await page.locator('.row-choose').last().click();
    assert.equal(await page.locator('.card.chosen').count(), 1);
    await fill(page, 'ITL target', 15);
    await world.agree(page);
    await world.close(page);
  },
});

/** The sample's variants and workloads over and over. */
function twenty(snapshot) {
  const copies = Array.from({ length: 20 }, (_, i) => {
    const variant = structuredClone(snapshot.variants[i % snapshot.variants.length]);
    const workload = structuredClone(snapshot.workloads.find((w) => w.key === variant.workload));
    const number = String(i).padStart(2, '0');
    workload.key += `-${number}`;
    return { workload, variant: { ...variant, workload: workload.key, name: `${variant.name}-${number}` } };
  });
  return { ...snapshot, workloads: copies.map((c) => c.workload), variants: copies.map((c) => c.variant) };
}

async function check(page, where) {
  const found = await page.evaluate(() => window.axe.run(document, { resultTypes: ['violations'] }));
  const serious = found.violations.filter((v) => ['serious', 'critical'].includes(v.impact));
  const words = serious.map((v) => `${v.id}: ${v.nodes.slice(0, 3).map((n) => n.target.join(' ')).join(', ')}`);
  assert.deepEqual(words, [], where);
}
