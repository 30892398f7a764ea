import type { SetupListUnderstood } from "../protocol.d.ts";

/** What the steps share of names: they are told to this page alone. */
export interface Names {
  /** What the kernel said last of the list of people. */
  told: SetupListUnderstood | null;
  /** Whether names are shown beside codes. */
  shown: boolean;
  /** Each is called when something was told; with whether what is typed is to be written. */
  listeners: ((written: boolean) => void)[];
  named(code: string): string;
}
