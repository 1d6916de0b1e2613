import { defineConfig } from 'vite';

// Node 20 cannot run TypeScript as it stands, so the server is bundled; `ws` stays external.
export default defineConfig({
  build: {
    ssr: true,
    outDir: 'dist-server',
    target: 'node20',
    rollupOptions: { input: { main: 'signaling/main.ts', signaling: 'signaling/alone.ts' } }
  }
});
