/** A field, as `controls.py` declares it. */
export interface FieldSpec {
  id: string;
  name: string;
  label: string;
  help: string;
  control: "line" | "number" | "date" | "time" | "text" | "lines" | "check" | "several" | "choice";
  required: boolean;
  choices: { value: string; label: string }[];
  /** The most words it should have; 0 counts them alone. */
  limit?: number | null;
  step?: number | string | null;
  min?: number | null;
}

/** A form, as `fields.py` declares it. */
export interface FormSpec {
  title: string;
  save: string;
  another?: string | null;
  note?: string;
  fields: FieldSpec[];
}

export type Values = Record<string, unknown>;

/** How a form stands in the kernel. */
export interface FormState {
  entry: string;
  values: Values;
  /** What an empty form holds. */
  blank: Values;
  /** Another number: the values are to be shown, whatever stands in the form. */
  reset: number;
  /** Another number: a save, an undo or the like has been answered. */
  answer: number;
  new: boolean;
  /** Whether it is a form for many entries: each that is saved leaves it empty. */
  adds: boolean;
  message: string;
  problems: Record<string, string>;
  doubts: Record<string, string>;
  /** What looks like names in what was typed. */
  names: string[];
  can_undo: boolean;
  undone: boolean;
  drafted_at: number | null;
  saved_at: number | null;
  restored_at: number | null;
  withdrawn_at: number | null;
  /** What a form for many saved last. */
  last: { entry: string; words: string; withdrawn: boolean } | null;
  /** Entries that were typed and not saved, and make room for another. */
  aside: { entry: string; words: string }[];
  history: { at: number; author: string | null; said: string }[];
}

export interface KnownForm {
  spec: FormSpec;
  state: FormState;
}

/** How a field is drawn, read and written. */
export interface Control {
  /** What stands in the form. */
  box: HTMLElement;
  /** What gets the focus. */
  focus: HTMLElement;
  read(): unknown;
  write(value: unknown): void;
}
