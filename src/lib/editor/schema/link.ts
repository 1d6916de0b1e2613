import { Link } from '@tiptap/extension-link';

/** To a document, a space or an invitation: whoever reads here may not know that it exists. */
const leadsIntoCairn = /\/[ds]\/[a-z2-7]{26}(?![a-z0-9])|#[a-z]1\.[\w-]{16}/i;

/** Links lead to the web or to a mail address, and nowhere else. */
export const isSafeAddress = (address: unknown): boolean =>
  typeof address === 'string' &&
  /^(https:\/\/[^\s/]|mailto:[^\s])\S*$/i.test(address) &&
  !leadsIntoCairn.test(address);

export const SafeLink = Link.extend({
  addAttributes: () => ({ href: { default: null } }),
  // An address that came from elsewhere and is not allowed stays in the document, but leads nowhere.
  renderHTML({ mark }) {
    const address: unknown = mark.attrs.href;
    return typeof address === 'string' && isSafeAddress(address)
      ? ['a', { href: address, target: '_blank', rel: 'noopener noreferrer nofollow' }, 0]
      : ['span', { class: 'dead-link' }, 0];
  }
}).configure({
  openOnClick: false,
  autolink: false,
  linkOnPaste: true,
  markdownLinks: true,
  defaultProtocol: 'https',
  isAllowedUri: isSafeAddress
});
