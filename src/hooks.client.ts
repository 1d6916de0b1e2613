import type { ClientInit, HandleClientError } from '@sveltejs/kit';
import { arrival } from '#lib/state/index.ts';

/** The secret of an invitation leaves the address before anything else happens. */
export const init: ClientInit = () => {
  arrival.take(location, () => history.replaceState(history.state, '', '/join'));
};

/** Never the message or the stack: either may hold the text of a case. */
export const handleError: HandleClientError = ({ status }) => ({
  message: 'This page has stopped',
  code: `page-${status}`,
  errorId: crypto.randomUUID().slice(0, 8)
});
