/** A kind of document: fixed sections with guidance, kept as data so that it can travel. */
export interface Kind {
  id: string;
  version: number;
  label: string;
  /** One sentence for the person who chooses. */
  description: string;
  sections: KindSection[];
}

export interface KindSection {
  id: string;
  heading: string;
  /** Written under the heading while the section is empty or asked for. */
  guidance: string;
  /** 2 for a part, 3 for a sub-heading of the part before it. */
  level: 2 | 3;
}

/** A list of terms to choose tags from. Ids are what documents hold; labels may change. */
export interface Vocabulary {
  id: string;
  label: string;
  version: number;
  /** Where the list comes from. */
  source: string;
  terms: Term[];
}

export interface Term {
  id: string;
  label: string;
  definition: string;
}
