/** The endings that the file picker offers; whatever else is chosen gets a sentence of its own. */
export const importable = '.txt,.md,.markdown,.html,.htm,.docx';
