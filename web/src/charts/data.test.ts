import { expect, test } from 'vitest';
import { toCsv } from './data.ts';

test('numbers keep their digits, texts are quoted where they must be', () => {
  expect(toCsv({ columns: ['a', 'b "c"'], rows: [[1.0000000000000002, 'x,y'], [null, 'z']] }))
    .toBe('a,"b ""c"""\r\n1.0000000000000002,"x,y"\r\n,z\r\n');
});
