import * as fc from 'fast-check';

// One seed for every property, so that two runs of one state of the code judge alike. Look further
// with CAIRN_SEED=…; a failure names its seed, and what it found becomes a test of its own.
const seed = Number(process.env['CAIRN_SEED'] ?? 20_260_101);

fc.configureGlobal({ seed });
