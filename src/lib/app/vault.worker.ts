import { composeVault } from './vault-root.ts';

// As a shared worker it meets every tab; as the dedicated worker of a browser that has no shared
// ones it is handed the port of its only tab.
const scope = self as unknown as {
  onconnect: ((event: MessageEvent) => void) | null;
  onmessage: ((event: MessageEvent) => void) | null;
  close(): void;
};
const tabs = composeVault(() => scope.close());
const connect = ({ ports: [port] }: MessageEvent) => port && tabs.connect(port);
scope.onconnect = connect;
scope.onmessage = connect;
