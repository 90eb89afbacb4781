import type { Place } from '../diagram/diagram-error.ts';

/** Something to know about a task: a note, or what cannot be known, for which the task stays as it is. */
export interface Remark {
  readonly place: Place;
  /** The input or the header, like `input.item`. */
  readonly field: string;
  readonly message: string;
}

/** Gathers what is found of a task, each once. */
export class Remarks {
  readonly notes: Remark[] = [];
  readonly unknown: Remark[] = [];

  note(field: string, place: Place, message: string): void {
    add(this.notes, { field, place, message });
  }

  refuse(field: string, place: Place, message: string): void {
    add(this.unknown, { field, place, message });
  }
}

function add(remarks: Remark[], remark: Remark): void {
  if (!remarks.some(({ field, message }) => field === remark.field && message === remark.message)) remarks.push(remark);
}
