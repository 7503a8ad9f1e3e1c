// Worlds to begin with: manifests of this repository, as they stand there.

import accelerators from '../../../deploy/samples/demo/accelerators.yaml?raw';
import observations from '../../../deploy/samples/demo/observations.yaml?raw';
import profiles from '../../../deploy/samples/demo/profiles.yaml?raw';
import serviceClasses from '../../../deploy/samples/demo/serviceclasses.yaml?raw';
import variants from '../../../deploy/samples/demo/variantautoscalings.yaml?raw';
import percentiles from '../../../tests/cases/decide/percentiles/manifests.yaml?raw';
import percentilesSeen from '../../../tests/cases/decide/percentiles/observations.yaml?raw';
import twoVariants from '../../../tests/cases/decide/two-variants/manifests.yaml?raw';
import twoVariantsSeen from '../../../tests/cases/decide/two-variants/observations.yaml?raw';
import capacity from '../../../tests/cases/decide/little-capacity/manifests.yaml?raw';
import capacitySeen from '../../../tests/cases/decide/little-capacity/observations.yaml?raw';
import type { TextFile } from '../views/kit.ts';

export interface Sample { id: string; name: string; files: TextFile[] }

/** 2026-01-31T12:00:00Z: a sample is the same whenever it is opened. */
export const SAMPLE_AT_UNIX_S = 1_769_860_800;
export const SAMPLE_CURRENCY = 'cents';

const classes: TextFile = { path: 'serviceclasses.yaml', text: serviceClasses };
const devices: TextFile[] = [{ path: 'accelerators.yaml', text: accelerators }, { path: 'profiles.yaml', text: profiles }];

function world(manifests: string, seen: string): TextFile[] {
  return [classes, { path: 'variantautoscalings.yaml', text: manifests }, { path: 'observations.yaml', text: seen }];
}

export const SAMPLES: Sample[] = [
  { id: 'demo', name: 'Three service classes', files: [...devices, ...world(variants, observations)] },
  { id: 'percentiles', name: 'Promises to 95 and 99 of 100', files: [...devices, ...world(percentiles, percentilesSeen)] },
  { id: 'two-variants', name: 'One workload, two variants', files: [...devices, ...world(twoVariants, twoVariantsSeen)] },
  { id: 'little-capacity', name: 'Not enough devices', files: world(capacity, capacitySeen) },
];
