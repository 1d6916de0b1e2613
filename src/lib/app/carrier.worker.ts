import { carryHere } from '#lib/platform/webrtc/index.ts';

carryHere(self);
