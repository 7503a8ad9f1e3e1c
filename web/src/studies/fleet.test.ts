import { expect, test } from 'vitest';
import type { Decision } from '../contract.ts';
import { world } from '../state/fixtures.ts';
import { Fleet } from './fleet.ts';

function wants(desiredReplicas: number | null): Decision {
  return { variants: [{ variant: 'llm/a', desiredReplicas }] } as unknown as Decision;
}

function seen(fleet: Fleet, atS: number): (number | null | undefined)[] {
  const { currentReplicas, readyReplicas, startingReplicas } = fleet.observed(world(), atS).variants[0]?.observed ?? {};
  return [currentReplicas, readyReplicas, startingReplicas];
}

test('what is ordered serves after its start-up', () => {
  const fleet = new Fleet(120);
  fleet.settle(wants(1));
  fleet.order(wants(4), 0);
  expect(seen(fleet, 60)).toEqual([4, 1, 3]);
  expect(seen(fleet, 120)).toEqual([4, 4, 0]);
});

test('those that still start are the first to go', () => {
  const fleet = new Fleet(120);
  fleet.settle(wants(2));
  fleet.order(wants(5), 0);
  fleet.order(wants(3), 60);
  expect(seen(fleet, 60)).toEqual([3, 2, 1]);
  fleet.order(wants(1), 60);
  expect(seen(fleet, 300)).toEqual([1, 1, 0]);
});

test('an unknown number changes nothing, and a variant nobody decided is as measured', () => {
  const fleet = new Fleet(0);
  expect(seen(fleet, 0)).toEqual([1, 1, undefined]);
  fleet.settle(wants(3));
  fleet.order(wants(null), 0);
  expect(seen(fleet, 0)).toEqual([3, 3, 0]);
});
