export { AdmissionRequests } from './admission-requests.svelte.ts';
export { Announcer } from './announcer.svelte.ts';
export { Arrival, arrival } from './arrival.svelte.ts';
export {
  provideAnnouncer,
  provideImportRun,
  provideMatchOnTheWay,
  provideSearchBox,
  provideTheme,
  provideVault,
  useAnnouncer,
  useImportRun,
  useMatchOnTheWay,
  useSearchBox,
  useTheme,
  useVault
} from './context.ts';
export { ImportRun, type ChosenFile } from './import-run.svelte.ts';
export { Invitations, type NewInvitation } from './invitations.svelte.ts';
export { Joining, type JoiningStage, mayLeaveRequest } from './joining.svelte.ts';
export { LateChanges } from './late-changes.svelte.ts';
export { Library } from './library.svelte.ts';
export { MatchOnTheWay, type Match } from './match.svelte.ts';
export { MembershipHistory } from './membership-history.svelte.ts';
export { OwnRequests } from './own-requests.svelte.ts';
export { People, type OrganisationGroup } from './people.svelte.ts';
export { SearchBox } from './search-box.svelte.ts';
export { Theme, type ThemeChoice } from './theme.svelte.ts';
export { Vault } from './vault.svelte.ts';
export { VaultEnded, type VaultConnection } from './vault-connection.ts';
