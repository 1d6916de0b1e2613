export { carryHere } from './carrying.ts';
export { NetworkTab } from './network-tab.ts';
export { TabConnector } from './tab-connector.ts';
