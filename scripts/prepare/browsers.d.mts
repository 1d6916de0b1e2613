export function findChromium(): string | undefined;
export function provideBrowsers(): void;
