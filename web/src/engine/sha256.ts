// The browser's own hash is missing on pages that are served without TLS.

import { sha256 as hash } from '@noble/hashes/sha2.js';
import { bytesToHex } from '@noble/hashes/utils.js';

/** The hash of the bytes, in hexadecimal. */
export function sha256(bytes: Uint8Array): string {
  return bytesToHex(hash(bytes));
}
