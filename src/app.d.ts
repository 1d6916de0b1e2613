declare global {
  namespace App {
    /** What an error page may know: never a message or a stack, for those may hold case text. */
    interface Error {
      message: string;
      code: string;
      errorId: string;
    }
  }
}

export {};
