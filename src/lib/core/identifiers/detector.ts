/**
 * `block`: too likely a person's to leave a space unseen.
 * `warn`: worth a look, and often harmless.
 */
export type IdentifierLevel = 'block' | 'warn';

/** A stretch of text that may identify someone; `start` and `end` are UTF-16 offsets. */
export interface Finding {
  level: IdentifierLevel;
  start: number;
  end: number;
  /** One plain sentence for the person who wrote the text. */
  label: string;
}

/**
 * One way of recognising one kind of identifier. `detect` reads normalised text (see
 * `normalise.ts`), answers in its offsets, may overlap itself and others, and must stay linear in
 * the length of the text whatever the text is: bounded repeats only.
 */
export interface Detector<Kind extends string = string> {
  readonly kind: Kind;
  /** True when nothing can be found in a text that has no digit: such text is then skipped. */
  readonly needsDigit: boolean;
  readonly detect: (text: string) => Iterable<Finding>;
}

/** The words beside every mark. They promise nothing: a rule can only say "may". */
export function looksLike(what: string): string {
  return `Looks like ${what}: may identify someone`;
}
