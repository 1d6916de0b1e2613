/** The palette of app.css in words, each at its place: a colour alone tells some people nothing. */
export const colourNames = [
  'Moss',
  'Sea',
  'Slate',
  'Heather',
  'Rust',
  'Gorse',
  'Rose',
  'Stone'
] as const;
