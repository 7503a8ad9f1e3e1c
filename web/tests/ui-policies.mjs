// Policies of all kinds dropped on the page: what it says of them, and that it goes on.

import assert from 'node:assert/strict';
import { fill, inTheBrowser, openTab, still } from './page.mjs';
import * as policies from './policies.mjs';

/** The page waits ten seconds for an answer. */
const ANSWER_MS_MAX = 30_000;

inTheBrowser({
  async 'other bytes that decide the same'(world) {
    const page = await world.open();
    await adopt(world, page, await policies.good());
    await page.waitForSelector('[data-value=policies-agree]');
    assert.equal(await page.textContent('[data-value=policies-agree]'), 'Both answers are the same, byte by byte.');
    const digests = await page.locator('.sha').allTextContents();
    assert.notEqual(digests[0], digests[1]);
    await page.click('button:has-text("Use it for everything")');
    await still(page);
    assert.equal(await page.getAttribute('[data-value=policy-sha256]', 'title'), digests[1]);
    await openTab(page, 'target');
    await world.agree(page);
    await world.close(page);
  },

  async 'what cannot be a policy says why'(world) {
    const page = await world.open();
    const given = [
      [policies.garbage(), /\w/], [await policies.coreModule(), /core module|component/], [await policies.withImports(), /import/],
      [await policies.withoutExport(), /export/], [await policies.damaged(), /\w/], [await policies.cutOff(), /\w/],
      [await policies.endlessFromTheStart(), /no answer within/],
    ];
    for (const [bytes, why] of given) {
      await drop(world, page, bytes);
      await page.waitForSelector('.policy-status.bad', { timeout: ANSWER_MS_MAX });
      const words = await page.textContent('.policy-status');
      assert.match(words, /^dropped\.wasm cannot be used: /);
      assert.match(words, why);
      assert.equal(await page.locator('.sha').count(), 1);
    }
    await fill(page, 'ITL target', 14);
    await world.agree(page);
    await world.close(page);
  },

  async 'one that never answers is stopped, and the page goes on'(world) {
    const page = await world.open();
    await adopt(world, page, await policies.endless());
    await fill(page, 'ITL target', 14);
    await world.agree(page);
    await page.waitForSelector('[data-value=dropped-failed]', { timeout: ANSWER_MS_MAX });
    assert.match(await page.textContent('[data-value=dropped-failed]'), /took too long and was stopped/);
    await page.click('button:has-text("Use it for everything")');
    await page.waitForSelector('.results > .trouble:not([hidden])', { timeout: ANSWER_MS_MAX });
    assert.match(await page.textContent('.results > .trouble'), /^No decision: the policy took too long/);
    await page.click('button:has-text("Put it away")');
    await still(page);
    await world.agree(page);
    await world.close(page);
  },

  async 'one that breaks down, and one that answers nonsense'(world) {
    const page = await world.open();
    for (const [bytes, why] of [[await policies.trapping(), /broke down/], [await policies.answering('{"costPerHour":1,"memory":[],"variants":[{}]}'), /decision\.variants\[0\]\.variant: missing/]]) {
      await adopt(world, page, bytes);
      await page.waitForSelector('[data-value=dropped-failed]');
      assert.match(await page.textContent('[data-value=dropped-failed]'), why);
      await page.click('button:has-text("Put it away")');
    }
    await world.agree(page);
    await world.close(page);
  },

  async 'one without a performance model has no latency curves, and says so'(world) {
    const page = await world.open();
    const decision = short(await world.agree(page));
    await adopt(world, page, await policies.answering(JSON.stringify(decision)));
    await page.waitForSelector('[data-value=policies-agree]');
    assert.equal(await page.textContent('[data-value=policies-agree]'), 'The answers differ.');
    await page.click('button:has-text("Use it for everything")');
    await page.click('#tab-latency');
    await page.waitForFunction(() => document.querySelector('.panels > .trouble').textContent.startsWith('This chart cannot be drawn'));
    assert.equal(Number.parseFloat(await page.getAttribute('[data-value=cost-per-hour]', 'title')), decision.costPerHour);
    await world.close(page);
  },
});

/** One variant and few words: it must fit between two places in the memory of the policy. */
function short(decision) {
  const premium = decision.variants.find((v) => v.variant.endsWith('premium'));
  return { ...decision, costPerHour: premium.costPerHour, variants: [{ ...premium, others: [], sentence: 'short' }] };
}

async function drop(world, page, bytes) {
  await page.click('#tab-policy');
  await page.evaluate(() => { document.querySelector('.policy-status').className = 'policy-status'; });
  await page.setInputFiles('input[aria-label="Open a policy component"]', await world.file('dropped.wasm', bytes));
}

async function adopt(world, page, bytes) {
  await drop(world, page, bytes);
  await page.waitForSelector('.policy-status.good, .policy-status.bad', { timeout: ANSWER_MS_MAX });
  assert.match(await page.textContent('.policy-status'), /^dropped\.wasm is a policy/);
}
