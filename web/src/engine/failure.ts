import type { Failure, FailureKind } from './protocol.ts';

/** Why a policy gave no answer. */
export class PolicyFailure extends Error {
  readonly kind: FailureKind;
  /** Code of a refusal, as docs/reasons.md lists them. */
  readonly code?: string;
  /** Field of the input that a refusal is about. */
  readonly field?: string;

  constructor(failure: Failure) {
    super(failure.text);
    this.name = 'PolicyFailure';
    this.kind = failure.kind;
    if (failure.code !== undefined) this.code = failure.code;
    if (failure.field !== undefined) this.field = failure.field;
  }
}
