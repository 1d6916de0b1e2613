import { isSafeAddress } from '../schema/index.ts';

/** What somebody typed as an address, made whole; null for what is no web or mail address. */
export function toAddress(typed: string): string | null {
  const text = typed.trim();
  if (isSafeAddress(text)) return text;
  if (/^[^\s@:/]+@[^\s@/]+\.[^\s@/]+$/.test(text)) return `mailto:${text}`;
  const isBare = /^[\w-]+(\.[\w-]+)+([/?#]\S*)?$/.test(text);
  return isBare && isSafeAddress(`https://${text}`) ? `https://${text}` : null;
}

/** The part of an address that says where it leads. */
export function whereTo(address: string): string {
  if (address.startsWith('mailto:')) return address.slice('mailto:'.length);
  return URL.canParse(address) ? new URL(address).host : address;
}
