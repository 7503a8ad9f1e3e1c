import { expect, test } from 'vitest';
import { latest } from './latest.ts';

test('what was asked in between is skipped, the last is answered', async () => {
  const asked: number[] = [];
  const seen: string[] = [];
  let open: (() => void)[] = [];
  const ask = latest<number, string>(
    (n) => new Promise((resolve) => { asked.push(n); open.push(() => resolve(`a${n}`)); }),
    (_, answer) => seen.push(answer), () => {});
  ask(1); ask(2); ask(3);
  for (let i = 0; i < 3; i += 1) {
    open.splice(0).forEach((go) => go());
    await new Promise((done) => setTimeout(done));
  }
  expect(asked).toEqual([1, 3]);
  expect(seen).toEqual(['a1', 'a3']);
});

test('a failure does not end it', async () => {
  const seen: string[] = [];
  const ask = latest<number, number>(
    async (n) => { if (n === 1) throw new Error('no'); return n; },
    (_, answer) => seen.push(String(answer)), (_, error) => seen.push((error as Error).message));
  ask(1);
  await new Promise((done) => setTimeout(done));
  ask(2);
  await new Promise((done) => setTimeout(done));
  expect(seen).toEqual(['no', '2']);
});
