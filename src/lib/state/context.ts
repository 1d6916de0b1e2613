import { createContext } from 'svelte';
import type { Announcer } from './announcer.svelte.ts';
import type { ImportRun } from './import-run.svelte.ts';
import type { MatchOnTheWay } from './match.svelte.ts';
import type { SearchBox } from './search-box.svelte.ts';
import type { Theme } from './theme.svelte.ts';
import type { Vault } from './vault.svelte.ts';

export const [useVault, provideVault] = createContext<Vault>();
export const [useSearchBox, provideSearchBox] = createContext<SearchBox>();
export const [useImportRun, provideImportRun] = createContext<ImportRun>();
export const [useTheme, provideTheme] = createContext<Theme>();
export const [useAnnouncer, provideAnnouncer] = createContext<Announcer>();
export const [useMatchOnTheWay, provideMatchOnTheWay] = createContext<MatchOnTheWay>();
