/** The decoded path of a request target, or nothing if the target is malformed. */
export function pathOf(target: string | undefined): string | undefined {
  try {
    const url = target?.startsWith('/') ? `http://any${target}` : (target ?? '');
    return decodeURIComponent(new URL(url).pathname);
  } catch {
    return undefined;
  }
}
