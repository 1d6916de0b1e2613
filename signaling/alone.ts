import { run } from './run.ts';

// Signalling alone, for apps served elsewhere: their origins go into CAIRN_ORIGINS.
await run({ name: 'Cairn signalling', defaultPort: 4444 });
