/** Web Locks by which tabs and vault know of each other. */
export const lockNames = {
  /** The one vault that may have the storage open. */
  storage: 'cairn-vault-storage',
  /** The one tab that runs the network. */
  network: 'cairn-network',
  /** Followed by a number: the Yjs client a tab writes as. */
  slot: 'cairn-slot-',
  /** Followed by a random id: held while the tab, or the vault, lives. */
  tab: 'cairn-tab-',
  vault: 'cairn-vault-alive-',
  /** Where a browser has no shared workers: the one tab that may run a vault. */
  soleTab: 'cairn-sole-tab'
};
