/** A place in a file. Lines and columns count from 1. */
export interface Place {
  readonly line: number;
  readonly column: number;
}

/** A file that cannot be read as what it should be. */
export class DiagramError extends Error {
  override readonly name = 'DiagramError';
  readonly place: Place;

  constructor(message: string, place: Place) {
    super(message);
    this.place = place;
  }
}

export const START: Place = { line: 1, column: 1 };
