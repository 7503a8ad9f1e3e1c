// Where a value stands on a slider of whole steps: in equal ratios, or evenly for counts.

export const STEPS = 1000;

export interface Scale {
  /** The step of a value; beyond the ends it is the end. */
  step(value: number): number;
  value(step: number): number;
}

/** Equal ratios around a value, three significant digits; the first step is zero if zero makes sense. */
export function ratioScale(middle: number, span: number, zero: boolean): Scale {
  const low = middle / span;
  const high = middle * span;
  const first = zero ? 1 : 0;
  return {
    step(value) {
      if (value <= 0) return 0;
      const share = Math.log(value / low) / Math.log(high / low);
      return Math.max(first, Math.min(STEPS, Math.round(first + share * (STEPS - first))));
    },
    value(step) {
      if (zero && step === 0) return 0;
      return Number((low * (high / low) ** ((step - first) / (STEPS - first))).toPrecision(3));
    },
  };
}

export function countScale(most: number): Scale {
  return {
    step: (value) => Math.max(0, Math.min(STEPS, Math.round((value / most) * STEPS))),
    value: (step) => Math.round((step / STEPS) * most),
  };
}
