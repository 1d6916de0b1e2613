export { SignalingClient } from './signaling-client.ts';
