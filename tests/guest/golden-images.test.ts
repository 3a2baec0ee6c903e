import { checkCases } from '../lib/check-cases.ts';

checkCases(/^[7-9]\d-/, 'real');
