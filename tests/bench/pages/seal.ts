/** Envelopes a second. */
export interface SealRates {
  seal: number;
  open: number;
}

declare global {
  interface Window {
    sealAndOpen: (count: number) => Promise<SealRates>;
  }
}

const worker = new Worker(new URL('./seal.worker.ts', import.meta.url), { type: 'module' });

window.sealAndOpen = (count) =>
  new Promise((resolve, reject) => {
    worker.onmessage = ({ data }: MessageEvent<SealRates>) => resolve(data);
    worker.onerror = ({ message }) => reject(new Error(message));
    worker.postMessage(count);
  });
