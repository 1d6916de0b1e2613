export {
  createVault,
  leastPassphraseLength,
  openUnprotectedVault,
  type OpenVault,
  unlockVault,
  type VaultFailure,
  vaultStanding
} from './vault.ts';
export {
  describeDevice,
  type DeviceDescription,
  type DeviceKeys,
  loadDeviceKeys,
  newDeviceKeys,
  possessionMessage,
  provePossession,
  readDevice
} from './device-keys.ts';
export { type OwnProfile, readOwnProfile, writeOwnProfile } from './profile.ts';
