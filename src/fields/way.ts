/**
 * A choice that only the form has: which of several fields a modeler fills in. The diagram keeps it; a job never has it.
 */
export interface Way<Choice extends string = string> {
  /** Tells the ways of an operation apart. Operations of one group may share a way, but not a name for two. */
  readonly name: string;
  readonly label: string;
  readonly tooltip: string;
  /** The label of each choice. A new task has the first one. */
  readonly choices: Readonly<Record<Choice, string>>;
  /**
   * The name under which the diagram keeps the choice, after `form.`: ways that share it take over each other's choice when a modeler
   * changes the operation. The default is the name of the way.
   */
  readonly keptAs?: string;
  /** Whether it is shown among the fields that are seldom used. */
  readonly advanced?: boolean;
  /** When it is shown itself. Without it, always. */
  readonly shown?: Shown;
  /** With a choice, what the form sends of itself: fields by name, each as it stands in the diagram, like `true` or `=5`. */
  readonly sends?: { readonly [Of in Choice]?: Readonly<Record<string, string>> };
}

/** That a field is shown with some choices of a way, or of another field by its name. */
export interface Shown {
  readonly by: Way | string;
  readonly with: readonly string[];
}

type WayWords<Choice extends string> = Pick<Way<Choice>, 'tooltip' | 'keptAs' | 'advanced' | 'shown' | 'sends'>;

/**
 * Makes a way. Fields say with `shown: findBy.is('values')` when they are shown.
 * @param choices the label of each choice, the usual one first
 */
export function way<const Choice extends string>(
  name: string,
  label: string,
  choices: Readonly<Record<Choice, string>>,
  words: WayWords<Choice>,
) {
  const made: Way<Choice> = { name, label, choices, ...words };
  return { ...made, is: (...choice: readonly Choice[]): Shown => ({ by: made, with: choice }) };
}
