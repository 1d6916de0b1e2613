import { fileURLToPath } from 'node:url';
import { run } from './run.ts';

// The app and its signalling on one port. Bundled to dist-server/main.js, one step from build/.
await run({
  name: 'Cairn',
  defaultPort: 4173,
  root: fileURLToPath(new URL('../build', import.meta.url))
});
