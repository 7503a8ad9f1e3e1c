import { expect, test } from 'vitest';
import { shared } from './fixtures.ts';
import written from './link-version-1.txt?raw';
import { fromFragment, pack, toFragment, UNPACKED_BYTES_MAX } from './link.ts';

/** A link that was made when version 1 came out. It is never made again: old links keep working. */
const VERSION_1 = written.trim();

test('a link brings back the whole state', async () => {
  expect(await fromFragment(await toFragment(shared()))).toEqual(shared());
});

test('a link of version 1 is still read', async () => {
  expect(await fromFragment(VERSION_1)).toEqual(shared());
});

test('a pinned scenario travels too', async () => {
  const both = { ...shared(), pinned: shared().scenario };
  expect(await fromFragment(await toFragment(both))).toEqual(both);
});

test('a link of a later version says so', async () => {
  await expect(fromFragment('#2=abc')).rejects.toThrow('another version of this page: `#2=`, expected `#1=`');
});

test('what is no link says so', async () => {
  await expect(fromFragment('#results')).rejects.toThrow('expected `#1=…`');
});

test('a link that lost its end says so', async () => {
  const whole = await toFragment(shared());
  await expect(fromFragment(whole.slice(0, -20))).rejects.toThrow('damaged');
  await expect(fromFragment('#1=$$$')).rejects.toThrow('damaged');
});

test('a link with another shape names the place', async () => {
  const wrong = await pack(JSON.stringify({ ...shared(), day: { ...shared().day, stepS: 'soon' } }));
  await expect(fromFragment(`#1=${wrong}`)).rejects.toThrow('day.stepS: `"soon"`, expected a number');
});

test('a small link that unpacks to very much is refused', async () => {
  const bomb = await pack(' '.repeat(UNPACKED_BYTES_MAX + 1));
  expect(bomb.length).toBeLessThan(20_000);
  await expect(fromFragment(`#1=${bomb}`)).rejects.toThrow('unpacks to more than');
});
