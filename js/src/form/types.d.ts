export type { FieldSpec, FormSpec, FormState, KnownForm } from "../protocol.d.ts";

export type Values = Record<string, unknown>;

/** How a field is drawn, read and written. */
export interface Control {
  /** What stands in the form. */
  box: HTMLElement;
  /** What gets the focus. */
  focus: HTMLElement;
  read(): unknown;
  write(value: unknown): void;
}
