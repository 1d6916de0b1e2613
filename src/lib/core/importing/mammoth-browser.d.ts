/** Mammoth as one file that asks for neither Node nor a DOM: the same bytes run in tests and in workers. */
declare module 'mammoth/mammoth.browser.js' {
  import mammoth from 'mammoth';
  export default mammoth;
}
