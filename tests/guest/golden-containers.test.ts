import { checkCases } from '../lib/check-cases.ts';

/** Those of 60 to 69 need a registry: see registry.test.ts. */
checkCases(/^[0-5]\d-/, 'real');
