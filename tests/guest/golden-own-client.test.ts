import { checkCases } from '../lib/check-cases.ts';

/** The engine's own answers need be seen once; these show what a client makes of them. */
checkCases(/^(0[1-5]|4\d)-/, 'own');
