import { start } from '#lib/app/index.ts';

export const ssr = false;
export const prerender = false;

export const load = () => start();
