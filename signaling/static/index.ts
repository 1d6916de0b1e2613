export { readFiles, type StaticFiles } from './files.ts';
export { findFile, sendFile } from './handler.ts';
export { commonHeaders } from './headers.ts';
